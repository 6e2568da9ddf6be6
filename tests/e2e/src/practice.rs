//! The practice page `www/practice.html`, and the account on it. Its key is public.

use crate::qr::Qr;

/// The university that issues the practice key.
pub const ISSUER: &str = "割符大学";

/// The member's ID on the practice page.
pub const USER: &str = "wf12345";

/// The setup key as the page shows it.
pub const KEY: &str = "WARI FUPR ACTI CEKE YFOR EVER YONE TEST";

/// The page itself.
pub const PAGE: &str = include_str!("../../../www/practice.html");

/// What the QR code on the page holds.
pub fn uri() -> String {
    uri_of(ISSUER, USER, KEY)
}

/// A URI in Google's Key URI format with a default time-based account.
pub fn uri_of(issuer: &str, user: &str, key: &str) -> String {
    let key: String = key.split_whitespace().collect();
    let (issuer, user) = (percent(issuer), percent(user));
    format!("otpauth://totp/{issuer}:{user}?secret={key}&issuer={issuer}")
}

/// Everything but letters, digits and `-._~` as `%XX` (RFC 3986 §2.1).
pub fn percent(text: &str) -> String {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~".contains(&byte);
    text.bytes()
        .map(|byte| if plain(byte) { char::from(byte).into() } else { format!("%{byte:02X}") })
        .collect()
}

/// The page's QR code.
///
/// # Errors
/// Never in practice: the URI is short.
pub fn qr() -> anyhow::Result<Qr> {
    Qr::of(&uri())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn page_shows_what_the_code_holds() {
        assert!(
            PAGE.contains(&qr().unwrap().path()),
            "draw the page's QR code anew:\n{}",
            qr().unwrap().svg("qr")
        );
        assert!(PAGE.contains(ISSUER) && PAGE.contains(USER));
        let groups: Vec<&str> =
            PAGE.split("<b>").skip(1).filter_map(|rest| rest.split("</b>").next()).collect();
        assert_eq!(groups.join(" "), KEY);
    }

    #[test]
    fn page_loads_nothing() {
        for outside in ["http:", "https:", "src=", "@import", "url("] {
            assert!(!PAGE.contains(outside), "the page asks for something outside: {outside}");
        }
    }
}
