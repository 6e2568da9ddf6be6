//! What the text of a code, or a text that was pasted, means to us.

use core::fmt;

use zeroize::Zeroizing;

use crate::account::Account;
use crate::otpauth::{self, UriError};

/// What a text turned out to be.
#[derive(Clone, PartialEq, Eq)]
pub enum Seen {
    /// A key, to be confirmed by the member.
    Account(Account),
    /// A key that we cannot keep, and which part of it is the reason.
    Unsupported(UriError),
    /// Google Authenticator's export of several keys, which is for [`crate::transfer`] to read.
    Migration,
    /// Microsoft's own code for push messages. It has no key in it: the member must choose "Set up a
    /// different authentication app" on Microsoft's page first.
    MicrosoftPush,
    /// Something else: the text.
    OtherText(Zeroizing<String>),
}

impl fmt::Debug for Seen {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Account(account) => f.debug_tuple("Account").field(account).finish(),
            Self::Unsupported(error) => f.debug_tuple("Unsupported").field(error).finish(),
            Self::Migration => f.write_str("Migration"),
            Self::MicrosoftPush => f.write_str("MicrosoftPush"),
            Self::OtherText(_) => f.write_str("OtherText"),
        }
    }
}

/// What `text` means.
pub fn classify(text: &str) -> Seen {
    let text = text.trim();
    let Some((scheme, rest)) = text.split_once(':') else { return other(text) };
    match scheme.to_ascii_lowercase().as_str() {
        "otpauth" => otpauth::parse(text).map_or_else(Seen::Unsupported, Seen::Account),
        "otpauth-migration" => Seen::Migration,
        "phonefactor" => Seen::MicrosoftPush,
        "https" if is_activation(rest) => Seen::MicrosoftPush,
        _ => other(text),
    }
}

fn other(text: &str) -> Seen {
    Seen::OtherText(Zeroizing::new(text.into()))
}

/// Whether it is a page by which Microsoft's app registers for push messages: the newer form of
/// `phonefactor:`, for instance `//login.microsoftonline.com/authenticatorApp/activateAccount?…`.
fn is_activation(rest: &str) -> bool {
    const HOSTS: [&str; 4] = ["microsoft.com", "microsoftonline.com", "live.com", "phonefactor.net"];
    const PATHS: [&str; 3] = ["authenticatorapp/", "activatev2/", "pad/"];
    let rest = rest.to_ascii_lowercase();
    let Some((host, path)) = rest.strip_prefix("//").and_then(|rest| rest.split_once('/')) else {
        return false;
    };
    let under =
        |domain: &&str| host.strip_suffix(*domain).is_some_and(|sub| sub.is_empty() || sub.ends_with('.'));
    HOSTS.iter().any(under) && PATHS.iter().any(|known| path.starts_with(known))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: &str) {
        let seen = match classify(text) {
            Seen::Account(account) => format!("account {} {}", account.issuer, account.user),
            Seen::Unsupported(error) => format!("{} {}", error.part(), error.code()),
            Seen::OtherText(text) => format!("other {}", *text),
            seen => format!("{seen:?}"),
        };
        assert_eq!(seen, expected, "{text}");
    }

    #[test]
    fn keys() {
        check("otpauth://totp/OMU:ab12345?secret=MZXW6YTB&issuer=OMU", "account OMU ab12345");
        check(" OTPAUTH://TOTP/OMU:ab12345?secret=MZXW6YTB\n", "account OMU ab12345");
        check("otpauth://totp/a?secret=MZXW6YTB&algorithm=MD5", "algorithm algorithm");
        check("otpauth://totp/a?secret=MZXW6YTB&digits=10", "digits range");
        check("otpauth://yaotp/a?secret=MZXW6YTB", "type type");
        check("otpauth:totp/a?secret=MZXW6YTB", "scheme scheme");
        check("otpauth-migration://offline?data=CjEKCkhlbGxv", "Migration");
    }

    /// The forms that people report in issues of FreeOTP, Aegis and other authenticators.
    #[test]
    fn microsofts_push_code() {
        for push in [
            "phonefactor://activate_account?code=123456789&url=https%3a%2f%2fmfaportal.example.com%2fMfaWsMobile%2f",
            "PhoneFactor://activate_account?code=123456789",
            "https://login.microsoftonline.com/authenticatorApp/activateAccount?source=qrCode&accountType=msa&code=M.C5",
            "HTTPS://LOGIN.MICROSOFTONLINE.COM/AUTHENTICATORAPP/ACTIVATEACCOUNT?CODE=1",
            "https://mobileappcommunicator.auth.microsoft.com/activatev2/123456789/XYZ",
            "https://co1pfpad07.phonefactor.net/pad/987654321",
        ] {
            check(push, "MicrosoftPush");
        }
    }

    #[test]
    fn everything_else_is_shown_as_it_is() {
        for text in [
            "",
            "鍵",
            "MZXW6YTB",
            "https://omu.example/",
            "https://www.microsoft.com/ja-jp/",
            "https://notmicrosoft.com/authenticatorApp/activateAccount",
            "https://microsoft.com.omu.example/authenticatorApp/activateAccount",
            "https://omu.example/?u=https://microsoft.com/authenticatorApp/",
            "http:",
            "WIFI:T:WPA;S:eduroam;;",
            "<script>alert(1)</script>",
        ] {
            check(text, &format!("other {text}"));
        }
    }

    #[test]
    fn debug_shows_no_text() {
        assert_eq!(format!("{:?}", classify("JBSWY3DPEHPK3PXP")), "OtherText");
    }
}
