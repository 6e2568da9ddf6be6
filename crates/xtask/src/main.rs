//! The door: `cargo xtask COMMAND`, which `build.sh` calls.

use std::process::ExitCode;

use anyhow::{Result, bail};
use xtask::wasm::Effort;
use xtask::{dist, shell};

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
            dist::unpacked(Effort::Full)?;
            shell::timed("pack", dist::packed)
        }
        ["dist", "--dev"] => dist::unpacked(Effort::Dev),
        _ => bail!("use: dist [--dev]"),
    }
}
