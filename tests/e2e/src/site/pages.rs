//! What the site answers.

use anyhow::Result;

use crate::pdf::pdf;
use crate::practice::{self, uri_of};
use crate::qr::Qr;

/// One answer of the server.
#[derive(Clone, Debug)]
pub(super) struct Answer {
    /// HTTP status code and reason.
    pub(super) status: &'static str,
    /// Media type.
    pub(super) kind: &'static str,
    /// The body.
    pub(super) body: Vec<u8>,
}

/// Microsoft's own code, which has no key in it.
const PUSH: &str = "phonefactor://activate_account?code=123456789&url=https%3A%2F%2Fexample.invalid%2Fpush";

/// The answer for a request target such as `/dark` or `/code?TEXT`.
pub(super) fn answer(target: &str) -> Answer {
    let (path, query) = target.split_once('?').unwrap_or((target, ""));
    let page = match path {
        "/" | "/practice.html" => Ok(practice::PAGE.to_owned()),
        "/code" => one(&decode(query), "light"),
        "/dark" => one(&practice::uri(), "dark"),
        "/two" => two(),
        "/none" => Ok(frame("light", "<h1>Nothing to scan here</h1>")),
        "/push" => one(PUSH, "light"),
        "/text" => one("WIFI:T:WPA;S:eduroam;P:<b>not a key</b>;;", "light"),
        "/parameter" => one(&format!("{}&algorithm=MD5", practice::uri()), "light"),
        "/corner" => corner(),
        "/area" => area(),
        "/paper.pdf" => return paper(),
        _ => return plain("404 Not Found"),
    };
    match page {
        Ok(page) => Answer { status: "200 OK", kind: "text/html; charset=utf-8", body: page.into_bytes() },
        Err(_) => plain("400 Bad Request"),
    }
}

fn plain(status: &'static str) -> Answer {
    Answer { status, kind: "text/plain; charset=utf-8", body: status.into() }
}

fn paper() -> Answer {
    let qr = practice::qr().expect("the practice URI fits");
    Answer { status: "200 OK", kind: "application/pdf", body: pdf(&qr) }
}

fn one(text: &str, class: &str) -> Result<String> {
    Ok(frame(class, &format!("<h1>Setup</h1>{}", Qr::of(text)?.svg("qr"))))
}

fn two() -> Result<String> {
    let other = uri_of("Another University", "ab98765", "GEZD GNBV GY3T QOJQ GEZD GNBV GY3T QOJQ");
    let (first, second) = (Qr::of(&practice::uri())?.svg("qr"), Qr::of(&other)?.svg("qr"));
    Ok(frame("light", &format!("<h1>Two codes</h1>{first} {second}")))
}

/// A small code at the lower right of a very large page.
fn corner() -> Result<String> {
    Ok(frame("light", &Qr::of(&practice::uri())?.svg("qr corner")))
}

/// A code without a key, so that the member is offered to choose, and a box of one colour to choose exactly.
fn area() -> Result<String> {
    let code = Qr::of(PUSH)?.svg("qr");
    Ok(frame("light", &format!("<div style=\"{BOX}\"></div><p>{code}</p>")))
}

/// The box: 200 by 120 CSS pixels.
const BOX: &str = "position:absolute;left:420px;top:180px;width:200px;height:120px;background:#0066cc";

fn frame(class: &str, body: &str) -> String {
    format!(
        "<!doctype html><html lang=\"en\"><meta charset=\"utf-8\"><title>Test page</title><style>\
         body{{margin:24px;font:16px/1.5 sans-serif;min-height:90vh}}.dark{{background:#16181d;color:#eee}}\
         .dark .qr path:first-child{{fill:#16181d}}.dark .qr path{{fill:#eee}}\
         .qr{{width:240px;height:240px;margin:16px}}.corner{{position:fixed;right:40px;bottom:40px;width:212px;\
         height:212px}}</style><body class=\"{class}\">{body}"
    )
}

/// Undoes percent encoding.
fn decode(query: &str) -> String {
    let mut bytes = Vec::new();
    let mut rest = query.bytes();
    while let Some(byte) = rest.next() {
        let digits: Vec<u8> = if byte == b'%' { rest.by_ref().take(2).collect() } else { Vec::new() };
        let escaped = std::str::from_utf8(&digits).ok().and_then(|hex| u8::from_str_radix(hex, 16).ok());
        bytes.push(escaped.unwrap_or(byte));
    }
    String::from_utf8_lossy(&bytes).into_owned()
}
