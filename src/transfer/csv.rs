//! Comma-separated values (RFC 4180).

use zeroize::Zeroizing;

/// The values of one line.
pub(super) type Record = Vec<Zeroizing<String>>;

/// Takes a text apart, line by line. A quoted value may have line ends in it.
pub(super) struct Records<'a>(pub(super) &'a str);

/// A quote that does not end, or that stands where none may.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Broken;

impl Iterator for Records<'_> {
    type Item = Result<Record, Broken>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.0.is_empty() {
            return None;
        }
        let record = self.record();
        if record.is_err() {
            self.0 = "";
        }
        Some(record)
    }
}

impl Records<'_> {
    fn record(&mut self) -> Result<Record, Broken> {
        let mut record = Record::new();
        loop {
            record.push(self.value()?);
            if let Some(rest) = self.0.strip_prefix(',') {
                self.0 = rest;
                continue;
            }
            let rest = self.0.strip_prefix("\r\n").or_else(|| self.0.strip_prefix('\n'));
            self.0 = rest.unwrap_or(self.0);
            return if rest.is_some() || self.0.is_empty() { Ok(record) } else { Err(Broken) };
        }
    }

    fn value(&mut self) -> Result<Zeroizing<String>, Broken> {
        let Some(quoted) = self.0.strip_prefix('"') else {
            let end = self.0.find([',', '\n']).unwrap_or(self.0.len());
            let value = self.0[..end].strip_suffix('\r').unwrap_or(&self.0[..end]);
            self.0 = &self.0[value.len()..];
            return Ok(Zeroizing::new(value.into()));
        };
        self.0 = quoted;
        self.quoted()
    }

    fn quoted(&mut self) -> Result<Zeroizing<String>, Broken> {
        let mut value = Zeroizing::new(String::new());
        loop {
            let (text, rest) = self.0.split_once('"').ok_or(Broken)?;
            value.push_str(text);
            self.0 = rest;
            match rest.strip_prefix('"') {
                Some(rest) => {
                    value.push('"');
                    self.0 = rest;
                }
                None => return Ok(value),
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: &[&[&str]]) {
        let records: Vec<_> = Records(text).map(Result::unwrap).collect();
        let records: Vec<Vec<&str>> =
            records.iter().map(|record| record.iter().map(|value| value.as_str()).collect()).collect();
        assert_eq!(records, expected, "{text:?}");
    }

    #[test]
    fn values() {
        check("a,b\r\nc,d\n", &[&["a", "b"], &["c", "d"]]);
        check("a,,\n", &[&["a", "", ""]]);
        check("\"a,\"\"b\"\"\r\n\",c", &[&["a,\"b\"\r\n", "c"]]);
        check("\"\",\"\"", &[&["", ""]]);
        check("\n", &[&[""]]);
        check("", &[]);
    }

    #[test]
    fn what_is_broken() {
        for text in ["\"a", "\"a\"b", "a\n\"b"] {
            assert_eq!(Records(text).last(), Some(Err(Broken)), "{text:?}");
        }
    }
}
