//! `warifu convert`.

use std::io::{self, Write};

use warifu::account::Account;
use warifu::transfer::{Format, Import, Row, migration, uri_list};
use zeroize::Zeroizing;

use crate::args::From;
use crate::failure::Failure;
use crate::import;
use crate::input::Source;
use crate::output::Output;

/// What is written, and what could not be.
struct Written {
    bytes: Zeroizing<Vec<u8>>,
    failures: Vec<(String, Failure)>,
}

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
    let Some(to) = to.filter(|_| !output.is_json()) else {
        return import::print(&import, &import::answers(from), output);
    };
    let accounts = import.answered(&import::answers(from));
    complain(&import, from, output);
    let accounts: Vec<Account> = accounts.into_iter().map(|(_, account)| account).collect();
    match write(to, &accounts, password) {
        Ok(written) => {
            written.failures.iter().for_each(|(what, why)| output.complain(what, why));
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

/// Tells which entries were not written since they could not be read.
fn complain(import: &Import, from: &From, output: &mut Output<impl Write>) {
    let answers = import::answers(from);
    for (at, row) in import.rows.iter().enumerate().filter(|(at, _)| !answers.contains_key(at)) {
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

fn write(to: Format, accounts: &[Account], _password: Option<&Source>) -> Result<Written, Failure> {
    match to {
        Format::UriList => Ok(Written::all(uri_list::write(accounts).as_bytes())),
        Format::Migration => google(accounts),
        _ => Err(Failure::new("unwritable", &format!("files of {to} cannot be written"))),
    }
}

fn google(accounts: &[Account]) -> Result<Written, Failure> {
    let mut batch = [0; 4];
    getrandom::fill(&mut batch).map_err(|error| Failure::new("no_random", &error))?;
    let written = migration::write(accounts, i32::from_le_bytes(batch) & i32::MAX);
    let mut text = Zeroizing::new(String::with_capacity(written.uris.iter().map(|uri| uri.len() + 1).sum()));
    for uri in &written.uris {
        text.push_str(uri);
        text.push('\n');
    }
    let failures = written.refused.iter().map(|refused| {
        (format!("{} {}", refused.issuer, refused.user), Failure::from(&refused.reason)) //
    });
    Ok(Written { failures: failures.collect(), ..Written::all(text.as_bytes()) })
}

impl Written {
    fn all(bytes: &[u8]) -> Self {
        Self { bytes: Zeroizing::new(bytes.to_vec()), failures: Vec::new() }
    }
}
