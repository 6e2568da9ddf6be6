//! The door: `cargo xtask COMMAND`, which `build.sh` calls.

use std::process::ExitCode;

use anyhow::{Result, bail};
use xtask::wasm::Effort;
use xtask::{bench, check, dist, need, shell, test};

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
    match words {
        ["dist"] => {
            need::provide(need::BUILD)?;
            dist::unpacked(Effort::Full)?;
            shell::timed("pack", dist::packed)
        }
        ["dist", "--dev"] => {
            need::provide(need::BUILD)?;
            dist::unpacked(Effort::Dev)
        }
        ["check"] => {
            need::provide(need::CHECK)?;
            check::all()
        }
        ["test"] => {
            need::provide(need::TEST)?;
            test::all(false)
        }
        ["test", "--long"] => {
            need::provide(need::TEST)?;
            test::all(true)
        }
        ["bench"] => {
            need::provide(need::BUILD)?;
            bench::all()
        }
        _ => bail!("use: dist [--dev] | check | test [--long] | bench"),
    }
}
