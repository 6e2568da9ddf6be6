//! `warifu uri check`, and what every command does with lines that should be URIs.

use std::io::{self, Write};

use serde::Serialize;
use warifu::account::Account;
use warifu::otpauth::{self, UriError};
use warifu::transfer::Warning;

use crate::failure::Failure;
use crate::input::{self, Source};
use crate::output::Output;

/// What a URI says, without the secret.
#[derive(Serialize)]
pub(crate) struct Fields<'a> {
    issuer: &'a str,
    account: &'a str,
    #[serde(rename = "type")]
    kind: &'static str,
    algorithm: &'static str,
    digits: u8,
    period: Option<u32>,
    counter: Option<u64>,
    secret_bytes: usize,
    warnings: Vec<&'static str>,
}

#[derive(Serialize)]
struct Good<'a> {
    ok: bool,
    #[serde(flatten)]
    fields: Fields<'a>,
}

#[derive(Serialize)]
struct Bad<'a> {
    ok: bool,
    line: Option<usize>,
    #[serde(flatten)]
    failure: &'a Failure,
}

/// Tells what each line of `source` says, or what is wrong with it.
pub(crate) fn check(source: &Source, output: &mut Output<impl Write>) -> io::Result<()> {
    each(source, otpauth::parse, output, |account, output| {
        let good = Good { ok: true, fields: Fields::of(account) };
        output.line(&good, &good.fields.text())
    })
}

/// Does `work` with the account of each line of `source`, and tells what is wrong with the others.
pub(crate) fn each<W: Write>(
    source: &Source,
    parse: fn(&str) -> Result<Account, UriError>,
    output: &mut Output<W>,
    mut work: impl FnMut(&Account, &mut Output<W>) -> io::Result<()>,
) -> io::Result<()> {
    let text = match source.read() {
        Ok(text) => text,
        Err(failure) => {
            return output.fail(&Bad { ok: false, line: None, failure: &failure }, "input", &failure);
        }
    };
    for (line, bytes) in input::lines(&text) {
        let uri = str::from_utf8(bytes).map_err(|_| UriError::Utf8 { part: "uri" });
        match uri.and_then(parse).map_err(Failure::from) {
            Ok(account) => work(&account, output)?,
            Err(failure) => {
                let bad = Bad { ok: false, line: Some(line), failure: &failure };
                output.fail(&bad, &format!("line {line}"), &failure)?;
            }
        }
    }
    Ok(())
}

impl<'a> Fields<'a> {
    pub(crate) fn of(account: &'a Account) -> Self {
        let otp = &account.otp;
        Self {
            issuer: account.issuer.as_str(),
            account: account.user.as_str(),
            kind: otp.kind().as_str(),
            algorithm: otp.algorithm().as_str(),
            digits: otp.digits().get(),
            period: otp.period().map(warifu::otp::Period::seconds),
            counter: otp.kind().counter(),
            secret_bytes: otp.secret().len(),
            warnings: warnings(account),
        }
    }

    pub(crate) fn text(&self) -> String {
        let Self { issuer, account, kind, algorithm, digits, secret_bytes, .. } = self;
        let pace = match (self.period, self.counter) {
            (Some(period), _) => format!("{period} s"),
            (_, counter) => format!("counter {}", counter.unwrap_or_default()),
        };
        let mut text =
            format!("{issuer}\t{account}\t{kind} {algorithm} {digits} digits {pace} {secret_bytes} bytes");
        self.warnings.iter().for_each(|warning| text.push_str(&format!(" ({warning})")));
        text
    }
}

fn warnings(account: &Account) -> Vec<&'static str> {
    Warning::of(account).into_iter().map(Warning::code).collect()
}
