//! `warifu code`.

use std::io::{self, Write};
use std::time::{SystemTime, UNIX_EPOCH};

use serde::Serialize;
use warifu::otp::{Code, UnixTime};
use warifu::otpauth;

use crate::input::Source;
use crate::output::Output;
use crate::uri;

#[derive(Serialize)]
struct Line<'a> {
    issuer: &'a str,
    account: &'a str,
    code: &'a str,
    valid_for_ms: Option<u32>,
    next: Option<&'a str>,
}

/// Prints the code of each line of `source` for the moment `at`, or now.
pub(crate) fn run(at: Option<u64>, source: &Source, output: &mut Output<impl Write>) -> io::Result<()> {
    let at = at.map_or_else(now, UnixTime::from_secs);
    // Keys with unusual lengths come out of our own backups, so they are taken here too.
    uri::each(source, otpauth::parse_imported, output, |account, output| {
        let (code, next) = (account.otp.code(at), account.otp.next_code(at));
        let line = Line {
            issuer: account.issuer.as_str(),
            account: account.user.as_str(),
            code: code.as_str(),
            valid_for_ms: account.otp.valid_for_ms(at),
            next: next.as_ref().map(Code::as_str),
        };
        output.line(&line, &text(&line, &code))
    })
}

fn text(line: &Line<'_>, code: &Code) -> String {
    let left = line.valid_for_ms.map(|ms| format!("\t{} s", ms.div_ceil(1000))).unwrap_or_default();
    format!("{}\t{}\t{}{left}", line.issuer, line.account, *code.grouped())
}

/// The moment now.
pub(crate) fn now() -> UnixTime {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    UnixTime::from_ms(u64::try_from(since.as_millis()).unwrap_or(u64::MAX))
}
