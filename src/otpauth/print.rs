//! An account as a URI.

use percent_encoding::percent_encode_byte;
use zeroize::Zeroizing;

use super::MAX_BYTES;
use crate::account::Account;
use crate::otp::Kind;

/// Which characters are escaped beside those that have a meaning in a URI.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Escape {
    Unicode,
    AsciiAlone,
}

/// The URI from which [`super::parse_imported`], and [`super::parse`] for 6 to 8 digits, reads the same account:
/// at most [`MAX_BYTES`] long.
///
/// Every parameter is written out, so that no reader needs a default. Steam gets a type of its own: a program
/// that does not know it then refuses the key instead of showing codes of another kind. If escaped names in, say,
/// Japanese would make the URI too long, they stand unescaped (RFC 3987).
pub fn print(account: &Account) -> Zeroizing<String> {
    let uri = write(account, Escape::Unicode);
    if uri.len() <= MAX_BYTES { uri } else { write(account, Escape::AsciiAlone) }
}

fn write(account: &Account, escape: Escape) -> Zeroizing<String> {
    let secret = account.otp.secret().to_base32();
    let (issuer, user) = (account.issuer.as_str(), account.user.as_str());
    // Enough for everything, so that the secret is never left behind in an outgrown buffer.
    let capacity = 128 + secret.len() + 3 * (2 * issuer.len() + user.len());
    let mut uri = Zeroizing::new(String::with_capacity(capacity));
    uri.push_str("otpauth://");
    uri.push_str(account.otp.kind().as_str());
    uri.push('/');
    push_escaped(&mut uri, issuer, escape);
    if !issuer.is_empty() || user.contains(':') {
        uri.push(':'); // else a colon in the user name would be taken for this one
    }
    push_escaped(&mut uri, user, escape);
    uri.push_str("?secret=");
    uri.push_str(&secret);
    if !issuer.is_empty() {
        uri.push_str("&issuer=");
        push_escaped(&mut uri, issuer, escape);
    }
    push_parameters(&mut uri, account);
    uri
}

fn push_parameters(uri: &mut String, account: &Account) {
    let otp = &account.otp;
    let (name, number) = match otp.kind() {
        Kind::Totp { period } => ("period", u64::from(period.seconds())),
        Kind::Hotp { counter } => ("counter", counter),
        Kind::Steam => return,
    };
    let (algorithm, digits) = (otp.algorithm(), otp.digits().get());
    uri.push_str(&format!("&algorithm={algorithm}&digits={digits}&{name}={number}"));
}

fn push_escaped(uri: &mut String, text: &str, escape: Escape) {
    for c in text.chars() {
        let plain = match c {
            '-' | '.' | '_' | '~' | '@' => true, // RFC 3986 §2.3, and what a path and a query take as it is
            _ => c.is_ascii_alphanumeric() || escape == Escape::AsciiAlone && !c.is_ascii(),
        };
        if plain {
            uri.push(c);
        } else {
            c.encode_utf8(&mut [0; 4]).bytes().for_each(|byte| uri.push_str(percent_encode_byte(byte)));
        }
    }
}
