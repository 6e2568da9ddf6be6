//! The two kinds of key, and where their bytes come from.

use core::fmt;

use zeroize::Zeroizing;

/// A source of random bytes fit for keys. The pages give the browser's, tests give a counted one.
pub trait Random {
    /// Fills all of `bytes`.
    fn fill(&self, bytes: &mut [u8]);
}

/// `N` fresh random bytes.
pub(crate) fn make_bytes<const N: usize>(random: &dyn Random) -> [u8; N] {
    let mut bytes = [0; N];
    random.fill(&mut bytes);
    bytes
}

/// The key that seals the contents of a vault. Random; never derived from anything a person knows.
#[derive(Clone)]
pub struct DataKey(Zeroizing<[u8; 32]>);

/// A key that wraps a [`DataKey`]: derived from a passphrase or recovery code, or a device key as it is.
#[derive(Clone)]
pub struct Kek(Zeroizing<[u8; 32]>);

macro_rules! key {
    ($name:ident) => {
        impl $name {
            /// Takes 32 bytes as a key.
            pub fn from_bytes(bytes: [u8; 32]) -> Self {
                Self(Zeroizing::new(bytes))
            }

            /// A fresh random key.
            pub fn make(random: &dyn Random) -> Self {
                Self::from_bytes(make_bytes(random))
            }

            /// The 32 bytes, for sealing, wrapping, or the member's own session.
            pub fn expose(&self) -> &[u8; 32] {
                &self.0
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(stringify!($name))
            }
        }
    };
}

key!(DataKey);
key!(Kek);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_not_printed() {
        assert_eq!(format!("{:?}", DataKey::from_bytes([0xAB; 32])), "DataKey");
        assert_eq!(format!("{:?}", Kek::from_bytes([0xAB; 32])), "Kek");
    }
}
