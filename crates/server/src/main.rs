//! `warifu-server`: hands out keys and judges one-time codes for a university.
//!
//! `warifu-server serve` with nothing set runs on this machine alone, with SQLite and a key ring under `data`.

mod cli;

use std::error::Error;
use std::io::{self, Write};
use std::process::ExitCode;

use clap::Parser;

#[tokio::main]
async fn main() -> ExitCode {
    match cli::run(cli::Args::parse()).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            // Whoever read our words is gone if this fails: there is nobody left to tell.
            let _ = writeln!(io::stderr(), "warifu-server: {}", with_causes(&*error));
            ExitCode::FAILURE
        }
    }
}

/// `the database cannot be brought up to date: disk full`
fn with_causes(error: &(dyn Error + 'static)) -> String {
    let (mut said, mut cause) = (error.to_string(), error.source());
    while let Some(error) = cause {
        said = format!("{said}: {error}");
        cause = error.source();
    }
    said
}
