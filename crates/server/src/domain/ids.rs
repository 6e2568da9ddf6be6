//! Ids: 16 random bytes, each of a type of its own, written as 22 characters of base64url (RFC 4648 §5).

use std::fmt;

use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use warifu::vault::Random;

macro_rules! id {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name([u8; 16]);

        impl $name {
            /// A fresh id.
            pub fn make(random: &dyn Random) -> Self {
                let mut bytes = [0; 16];
                random.fill(&mut bytes);
                Self(bytes)
            }

            /// The id with these bytes.
            pub const fn from_bytes(bytes: [u8; 16]) -> Self {
                Self(bytes)
            }

            /// Its 16 bytes.
            pub const fn as_bytes(&self) -> &[u8; 16] {
                &self.0
            }

            /// The id written as `text`; `None` if that is not 22 characters of base64url.
            pub fn parse(text: &str) -> Option<Self> {
                let bytes = BASE64_URL_SAFE_NO_PAD.decode(text).ok()?;
                Some(Self(bytes.try_into().ok()?))
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&BASE64_URL_SAFE_NO_PAD.encode(self.0))
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, "{}({self})", stringify!($name))
            }
        }
    };
}

id!(
    /// A member of the university.
    MemberId
);
id!(
    /// One wish for a key on the portal: its offers and the keys they lead to.
    WishId
);
id!(
    /// One key of a member.
    KeyId
);
id!(
    /// One way to a key, from its ticket to its first code.
    EnrolmentId
);
id!(
    /// A relying party: a service that asks whether a code is right.
    PartyId
);
id!(
    /// A browser that its member trusts.
    BrowserId
);
id!(
    /// A process that writes audit entries.
    WriterId
);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_reads_back_and_nothing_else_does() {
        let id = KeyId::from_bytes([0xFB; 16]);
        assert_eq!(KeyId::parse(&id.to_string()), Some(id));
        assert_eq!(id.to_string().len(), 22);
        for text in
            ["", "AAAA", "AAAAAAAAAAAAAAAAAAAAAAA", "AAAAAAAAAAAAAAAAAAAAA=", "AAAAAAAAAAAAAAAAAAAAA/"]
        {
            assert_eq!(KeyId::parse(text), None, "{text:?}");
        }
    }
}
