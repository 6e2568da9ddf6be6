//! The door: `cargo xtask COMMAND`, which `build.sh` calls.

use std::process::ExitCode;

use anyhow::{Context, Result, bail};
use xtask::manifest::Browser;
use xtask::{bench, check, dist, run, test};

/// What can be asked.
const USE: &str = "use: ./build.sh run [--browser chromium|firefox] | test [--long] | check | bench [server|qr] | dist [--dev]";

fn main() -> ExitCode {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    match command(&words) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error:#}");
            ExitCode::FAILURE
        }
    }
}

/// Does what the words ask.
fn command(words: &[&str]) -> Result<()> {
    match *words {
        ["run"] => run::all(Browser::Chromium),
        ["run", "--browser", name] => run::all(Browser::named(name).context("chromium or firefox?")?),
        ["test"] => test::all(test::Share::Usual),
        ["test", "--long"] => test::all(test::Share::Full),
        ["check"] => check::all(),
        ["bench"] => bench::all(),
        ["bench", "server"] => bench::server(),
        ["bench", "qr"] => bench::qr::all(),
        ["dist"] => dist::all(),
        ["dist", "--dev"] => dist::quick(),
        _ => bail!(USE),
    }
}
