//! The parameters of a URI, unescaped.

use zeroize::Zeroizing;

use super::{MAX_PARAMETERS, UriError};

const KNOWN: [&str; 7] = ["secret", "issuer", "algorithm", "digits", "period", "counter", "encoder"];

/// What `+` means.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Plus {
    /// A space.
    Space,
    /// Itself.
    Stays,
}

/// Names, in lower case, and values.
pub(super) struct Parameters(Vec<(Zeroizing<String>, Zeroizing<String>)>);

impl Parameters {
    pub(super) fn read(query: &str) -> Result<Self, UriError> {
        let pairs = || query.split('&').filter(|pair| !pair.is_empty());
        let found = pairs().count();
        if found > MAX_PARAMETERS {
            return Err(UriError::TooManyParameters { found });
        }
        let mut parameters = Self(Vec::with_capacity(found));
        for pair in pairs() {
            parameters.add(pair)?;
        }
        Ok(parameters)
    }

    pub(super) fn get(&self, name: &str) -> Option<&str> {
        self.0.iter().find(|(known, _)| known.as_str() == name).map(|(_, value)| value.as_str())
    }

    pub(super) fn number(&self, part: &'static str) -> Result<Option<u64>, UriError> {
        let Some(text) = self.get(part) else { return Ok(None) };
        if text.is_empty() || !text.bytes().all(|byte| byte.is_ascii_digit()) {
            return Err(UriError::Number { part });
        }
        match text.parse() {
            Err(_) if part == "counter" => Err(UriError::Counter),
            number => Ok(Some(number.unwrap_or(u64::MAX))), // far beyond the other numbers' limits
        }
    }

    fn add(&mut self, pair: &str) -> Result<(), UriError> {
        let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
        let mut name = decode(name, "parameter", Plus::Space)?;
        name.make_ascii_lowercase();
        let part = KNOWN.into_iter().find(|known| *known == name.as_str()).unwrap_or("parameter");
        let value = decode(value, part, Plus::Space)?;
        match self.get(&name) {
            Some(before) if before != value.as_str() => Err(UriError::Twice { part }),
            _ => {
                self.0.push((name, value));
                Ok(())
            }
        }
    }
}

/// The text that `escaped` stands for (RFC 3986 §2.1).
pub(super) fn decode(escaped: &str, part: &'static str, plus: Plus) -> Result<Zeroizing<String>, UriError> {
    let mut decoded = Zeroizing::new(Vec::with_capacity(escaped.len()));
    let mut bytes = escaped.bytes();
    while let Some(byte) = bytes.next() {
        decoded.push(match byte {
            b'%' => escape(&mut bytes).ok_or(UriError::Escape { part })?,
            b'+' if plus == Plus::Space => b' ',
            plain => plain,
        });
    }
    let text = str::from_utf8(&decoded).map_err(|_| UriError::Utf8 { part })?;
    Ok(Zeroizing::new(text.into()))
}

fn escape(bytes: &mut impl Iterator<Item = u8>) -> Option<u8> {
    let mut nibble = || char::from(bytes.next()?).to_digit(16);
    Some((nibble()? << 4 | nibble()?) as u8)
}
