//! A mail as its reader sees it: subject and text, whatever they were encoded as on their way (RFC 2045, RFC 2047).

use base64::Engine;
use base64::prelude::BASE64_STANDARD;

/// A mail as its reader sees it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Letter {
    /// To whom.
    pub to: String,
    /// The subject.
    pub subject: String,
    /// The text.
    pub text: String,
}

impl Letter {
    /// The mail that was taken as `raw`.
    pub fn read(raw: &str) -> Self {
        let (head, body) = raw.split_once("\r\n\r\n").unwrap();
        let head = head.replace("\r\n ", " ").replace("\r\n\t", " ");
        let field = |name: &str| {
            let lines = head.lines().filter_map(|line| line.split_once(": "));
            lines
                .into_iter()
                .find(|(field, _)| field.eq_ignore_ascii_case(name))
                .map_or("", |(_, value)| value)
        };
        let text = match field("Content-Transfer-Encoding") {
            "base64" => base64(body),
            "quoted-printable" => quoted(&body.replace("=\r\n", "")),
            _ => body.to_owned(),
        };
        Self {
            to: field("To").to_owned(),
            subject: unfolded(field("Subject")),
            text: text.replace("\r\n", "\n"),
        }
    }

    /// What stands after `label` and a colon at the beginning of a line.
    pub fn value(&self, label: &str) -> Option<&str> {
        self.text.lines().find_map(|line| line.strip_prefix(label)?.strip_prefix(": "))
    }
}

fn base64(text: &str) -> String {
    let text: String = text.split_whitespace().collect();
    String::from_utf8(BASE64_STANDARD.decode(text).unwrap()).unwrap()
}

/// `=E3` for a byte.
fn quoted(text: &str) -> String {
    let mut parts = text.split('=');
    let mut bytes = parts.next().unwrap_or_default().as_bytes().to_vec();
    for part in parts {
        let (byte, rest) = part.split_at(2);
        bytes.push(u8::from_str_radix(byte, 16).unwrap());
        bytes.extend_from_slice(rest.as_bytes());
    }
    String::from_utf8(bytes).unwrap()
}

/// Encoded words and plain ones; between two encoded ones a space means nothing.
fn unfolded(subject: &str) -> String {
    let mut text = String::new();
    let mut was_encoded = true;
    for word in subject.split(' ') {
        let encoded = word.strip_prefix("=?utf-8?").and_then(|word| word.strip_suffix("?="));
        if !(was_encoded && (encoded.is_some() || text.is_empty())) {
            text.push(' ');
        }
        was_encoded = encoded.is_some();
        text += &match encoded.map(|word| word.split_at(2)) {
            Some(("b?", word)) => base64(word),
            Some(("q?", word)) => quoted(&word.replace('_', " ")),
            _ => word.to_owned(),
        };
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(head: &str, body: &str, expected: [&str; 2]) {
        let letter = Letter::read(&format!("To: taro@example.com\r\n{head}\r\n\r\n{body}"));
        assert_eq!([letter.subject.as_str(), letter.text.as_str()], expected, "{head}");
        assert_eq!(letter.to, "taro@example.com");
    }

    #[test]
    fn every_encoding_is_read() {
        check("Subject: [University] Your code", "Code: 1\r\n", ["[University] Your code", "Code: 1\n"]);
        check("Subject: a\r\nContent-Transfer-Encoding: base64", "44Kz44O8\r\n44OJ\r\n", ["a", "コード"]);
        check(
            "Subject: b\r\nContent-Transfer-Encoding: quoted-printable",
            "=E3=82=\r\n=B3 1=3D2",
            ["b", "コ 1=2"],
        );
        check("Subject: =?utf-8?b?44Kz?=\r\n =?utf-8?b?44O8?= x", "", ["コー x", ""]);
        check("Subject: [U] =?utf-8?q?a_=E3=82=B3?= =?utf-8?b?44O8?=", "", ["[U] a コー", ""]);
    }

    #[test]
    fn a_value_stands_after_its_label() {
        let letter = Letter::read("To: a\r\nSubject: b\r\n\r\nHello\r\nCode: 123456\r\n");
        assert_eq!(letter.value("Code"), Some("123456"));
        assert_eq!(letter.value("Hello"), None);
    }
}
