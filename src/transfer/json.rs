//! Taking foreign JSON apart: strict about what is needed, and one bad entry spoils no other.

use core::fmt;

use serde::de::{self, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde::{Deserialize, Deserializer};
use serde_json::value::RawValue;
use zeroize::Zeroizing;

use super::draft::Draft;
use super::{Format, Import, MAX_ENTRIES, Part, Reason, Row, TransferError};
use crate::otp::Algorithm;

/// An entry that is not looked into yet.
pub(super) type Raw<'a> = &'a RawValue;

/// A value that may be missing, or of a type that another version of the program gave it.
#[derive(Default)]
pub(super) enum Loose {
    #[default]
    Missing,
    Whole(u64),
    Negative(i64),
    Text(Zeroizing<String>),
    Other,
}

/// The file's outermost structure.
pub(super) fn file<'a, T: Deserialize<'a>>(format: Format, bytes: &'a [u8]) -> Result<T, TransferError> {
    serde_json::from_slice(bytes).map_err(|_| TransferError::Malformed { format, part: Part::Structure })
}

/// A row for each entry; `row` gives `None` for what makes no codes at all.
pub(super) fn rows<'a, T: Deserialize<'a>>(
    format: Format,
    entries: impl IntoIterator<Item = Raw<'a>>,
    row: impl Fn(&T) -> Option<Row>,
) -> Result<Import, TransferError> {
    let mut import = Import::of(format, Vec::new());
    for entry in entries {
        let read = serde_json::from_str(entry.get());
        match read.map_or_else(|_| Some(unreadable()), |entry| row(&entry)) {
            Some(_) if import.rows.len() == MAX_ENTRIES => {
                return Err(TransferError::TooMany { most: MAX_ENTRIES });
            }
            Some(row) => import.rows.push(row),
            None => import.others += 1,
        }
    }
    Ok(import)
}

/// The row for an entry that is not even made as one.
pub(super) fn unreadable() -> Row {
    Row::refused("", "", Reason::Malformed { part: Part::Entry })
}

/// The row for a draft, or for the reason why there is none.
pub(super) fn row(issuer: &Loose, user: &Loose, draft: Result<Draft<'_>, Reason>) -> Row {
    draft.map_or_else(|reason| Row::refused(issuer.shown(), user.shown(), reason), |draft| draft.row())
}

impl Loose {
    /// The text; empty if there is none.
    pub(super) fn text(&self, part: Part) -> Result<&str, Reason> {
        match self {
            Self::Missing => Ok(""),
            Self::Text(text) => Ok(text),
            Self::Whole(_) | Self::Negative(_) | Self::Other => Err(Reason::Malformed { part }),
        }
    }

    /// The text, which must be there.
    pub(super) fn needed(&self, part: Part) -> Result<&str, Reason> {
        match self {
            Self::Missing => Err(Reason::Missing { part }),
            _ => self.text(part),
        }
    }

    /// The number, if there is one; some programs write numbers as text.
    pub(super) fn number(&self, part: Part) -> Result<Option<u64>, Reason> {
        match self {
            Self::Missing => Ok(None),
            Self::Whole(number) => Ok(Some(*number)),
            Self::Text(text) if !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit()) => {
                text.parse().map(Some).map_err(|_| Reason::Malformed { part })
            }
            Self::Negative(_) | Self::Text(_) | Self::Other => Err(Reason::Malformed { part }),
        }
    }

    /// The number, which must be there.
    pub(super) fn needed_number(&self, part: Part) -> Result<u64, Reason> {
        self.number(part)?.ok_or(Reason::Missing { part })
    }

    /// The algorithm, if one is named.
    pub(super) fn algorithm(&self) -> Result<Option<Algorithm>, Reason> {
        match self {
            Self::Missing => Ok(None),
            _ => Ok(Some(self.text(Part::Algorithm)?.parse()?)),
        }
    }

    /// The algorithm, which must be named.
    pub(super) fn needed_algorithm(&self) -> Result<Algorithm, Reason> {
        self.algorithm()?.ok_or(Reason::Missing { part: Part::Algorithm })
    }

    /// What can be shown of it, whatever it is.
    pub(super) fn shown(&self) -> &str {
        self.text(Part::Entry).unwrap_or_default()
    }
}

impl<'de> Deserialize<'de> for Loose {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(Any)
    }
}

struct Any;

impl<'de> Visitor<'de> for Any {
    type Value = Loose;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("any value")
    }

    fn visit_unit<E>(self) -> Result<Loose, E> {
        Ok(Loose::Missing)
    }

    fn visit_bool<E>(self, _: bool) -> Result<Loose, E> {
        Ok(Loose::Other)
    }

    fn visit_u64<E>(self, number: u64) -> Result<Loose, E> {
        Ok(Loose::Whole(number))
    }

    fn visit_i64<E>(self, number: i64) -> Result<Loose, E> {
        Ok(Loose::Negative(number)) // else it were a u64
    }

    fn visit_f64<E>(self, _: f64) -> Result<Loose, E> {
        Ok(Loose::Other)
    }

    fn visit_str<E: de::Error>(self, text: &str) -> Result<Loose, E> {
        Ok(Loose::Text(Zeroizing::new(text.into())))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut values: A) -> Result<Loose, A::Error> {
        while values.next_element::<IgnoredAny>()?.is_some() {}
        Ok(Loose::Other)
    }

    fn visit_map<A: MapAccess<'de>>(self, mut values: A) -> Result<Loose, A::Error> {
        while values.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
        Ok(Loose::Other)
    }
}
