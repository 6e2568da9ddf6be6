//! `warifu convert`.

use std::io::{self, Write};

use warifu::account::Account;
use warifu::transfer::{self, Format, Import, Row, Target, Written};
use warifu::vault::Random;

use crate::args::From;
use crate::backup;
use crate::code;
use crate::failure::Failure;
use crate::import;
use crate::input::Source;
use crate::output::Output;

/// Reads one file and writes its accounts as another; with `--json`, prints them.
pub(crate) fn run(
    from: &From,
    to: Option<Format>,
    password: Option<&Source>,
    output: &mut Output<impl Write>,
) -> io::Result<()> {
    let import = match import::read(from) {
        Ok(import) => import,
        Err(failure) => return refuse(&failure, output),
    };
    let answers = match import::answers(from, &import) {
        Ok(answers) => answers,
        Err(failure) => return refuse(&failure, output),
    };
    let Some(to) = to.filter(|_| !output.is_json()) else {
        return import::print(&import, &answers, output);
    };
    let accounts = import.answered(&answers);
    warn(&import, &accounts);
    complain(&import, &accounts, output);
    let accounts: Vec<Account> = accounts.into_iter().map(|(_, account)| account).collect();
    match write(to, &accounts, password) {
        Ok(written) => {
            for refused in &written.refused {
                output.complain(
                    &format!("{} {}", refused.issuer, refused.user),
                    &Failure::from(&refused.reason),
                );
            }
            output.bytes(&written.bytes)
        }
        Err(failure) => refuse(&failure, output),
    }
}

fn refuse(failure: &Failure, output: &mut Output<impl Write>) -> io::Result<()> {
    if output.is_json() {
        return output.fail(failure, "file", failure);
    }
    output.complain("file", failure);
    Ok(())
}

/// Tells what the file does not say of the accounts that are written.
fn warn(import: &Import, accounts: &[(usize, Account)]) {
    for (at, account) in accounts {
        for part in import::assumed(&import.rows[*at], account) {
            eprintln!("row {}: assumed {part}", at + 1);
        }
    }
}

/// Tells which entries are not among `accounts`, and why.
fn complain(import: &Import, accounts: &[(usize, Account)], output: &mut Output<impl Write>) {
    let is_there = |at: usize| accounts.iter().any(|(of, _)| *of == at);
    for (at, row) in import.rows.iter().enumerate().filter(|(at, _)| !is_there(*at)) {
        match row {
            Row::Refused(refused) => {
                output.complain(&format!("row {}", at + 1), &Failure::from(&refused.reason));
            }
            Row::Question(question) => {
                output.complain(&format!("row {}", at + 1), &import::question_failure(at, question));
            }
            Row::Account { .. } => {}
        }
    }
    for set in import.sets.iter().filter(|set| !set.missing.is_empty()) {
        output.complain("file", &import::missing_failure(set));
    }
}

fn write(to: Format, accounts: &[Account], password: Option<&Source>) -> Result<Written, Failure> {
    let password = || {
        let missing = Failure::new("new_password_needed", &format!("files of {to} need --new-password-file"));
        backup::password(password.ok_or(missing)?)
    };
    let now = code::now();
    let write = |target| transfer::write(accounts, target, &System);
    Ok(match to {
        Format::UriList => write(Target::UriList),
        Format::Migration => write(Target::Migration),
        Format::CredentialExchange => write(Target::CredentialExchange { now }),
        Format::Aegis => write(Target::Aegis { password: &password()? }),
        Format::Warifu => write(Target::Warifu { password: &password()?, now }),
        _ => return Err(Failure::new("unwritable", &format!("files of {to} cannot be written"))),
    })
}

/// The system's randomness.
struct System;

impl Random for System {
    fn fill(&self, bytes: &mut [u8]) {
        getrandom::fill(bytes).expect("a system without randomness cannot seal anything");
    }
}
