//! `warifu`: codes, QR codes and backups without a browser.
//!
//! A door to the core, so that nobody is locked in and other programs can judge us. Every answer is a line on
//! standard output: for people, or with `--json` one JSON object. The status is 0 only if all went well.
//! Keys and passphrases come from files or from standard input, never from the command line, which other users see.

mod args;
mod backup;
mod code;
mod convert;
mod failure;
mod import;
mod input;
mod output;
mod qr;
mod uri;

use std::io;
use std::process::ExitCode;

use args::{Args, BackupCommand, Command, ImportCommand, UriCommand};
use clap::Parser;
use output::Output;

fn main() -> ExitCode {
    let args = Args::parse();
    let mut output = Output::new(args.json, io::stdout().lock());
    match run(args.command, &mut output) {
        Ok(()) if output.all_went_well() => ExitCode::SUCCESS,
        // Whoever read our output is gone: there is nobody left to tell.
        Ok(()) | Err(_) => ExitCode::FAILURE,
    }
}

fn run(command: Command, output: &mut Output<impl io::Write>) -> io::Result<()> {
    match command {
        Command::Code { at, uri_file } => code::run(at, &uri_file, output),
        Command::Qr { files } => qr::run(&files, output),
        Command::Uri { command: UriCommand::Check { file } } => uri::check(&file, output),
        Command::Backup { command: BackupCommand::Open { file, passphrase_file, export } } => {
            backup::open(&file, &passphrase_file, export, output)
        }
        Command::Convert { from, to, new_password_file } => {
            convert::run(&from, to, new_password_file.as_ref(), output)
        }
        Command::Import { command: ImportCommand::Check { from } } => import::check(&from, output),
    }
}
