//! A URI's query as it is written, for programs that put more into it, or something else, than the Key URI format has.

use zeroize::Zeroizing;

/// A URI taken apart at its `?`, `&` and `=`; nothing is unescaped.
pub(super) struct Uri<'a> {
    path: &'a str,
    pairs: Vec<(&'a str, Option<&'a str>)>,
}

impl<'a> Uri<'a> {
    pub(super) fn split(uri: &'a str) -> Self {
        let (path, query) = uri.split_once('?').unwrap_or((uri, ""));
        let pairs = query.split('&').filter(|pair| !pair.is_empty());
        Self { path, pairs: pairs.map(split_pair).collect() }
    }

    /// Whether the type, as in `otpauth://hotp/…`, is this one.
    pub(super) fn has_type(&self, name: &str) -> bool {
        let path = self.path.split_once("://").map_or("", |(_, path)| path);
        path.split('/').next().is_some_and(|kind| kind.eq_ignore_ascii_case(name))
    }

    /// Whether the parameter is there.
    pub(super) fn has(&self, name: &str) -> bool {
        self.values(name).next().is_some()
    }

    /// The values of the parameter, which may stand more than once.
    pub(super) fn values(&self, name: &str) -> impl Iterator<Item = &'a str> {
        let found = self.pairs.iter().filter(move |(found, _)| found.eq_ignore_ascii_case(name));
        found.map(|(_, value)| value.unwrap_or_default())
    }

    /// Takes the parameter away.
    pub(super) fn remove(&mut self, name: &str) {
        self.pairs.retain(|(found, _)| !found.eq_ignore_ascii_case(name));
    }

    /// Puts what `change` makes of it in the place of each of the parameter's values.
    pub(super) fn change(&mut self, name: &str, change: impl Fn(&'a str) -> &'a str) {
        for (_, value) in self.pairs.iter_mut().filter(|(found, _)| found.eq_ignore_ascii_case(name)) {
            *value = value.map(&change);
        }
    }

    /// Adds a parameter.
    pub(super) fn add(&mut self, name: &'a str, value: &'a str) {
        self.pairs.push((name, Some(value)));
    }

    /// The whole URI again.
    pub(super) fn join(&self) -> Zeroizing<String> {
        let lengths = self.pairs.iter().map(|(name, value)| name.len() + value.map_or(0, str::len) + 2);
        // Room for everything, so that the key is never left behind in an outgrown buffer.
        let mut uri = Zeroizing::new(String::with_capacity(self.path.len() + lengths.sum::<usize>()));
        uri.push_str(self.path);
        for (at, (name, value)) in self.pairs.iter().enumerate() {
            uri.push(if at == 0 { '?' } else { '&' });
            uri.push_str(name);
            if let Some(value) = value {
                uri.push('=');
                uri.push_str(value);
            }
        }
        uri
    }
}

fn split_pair(pair: &str) -> (&str, Option<&str>) {
    pair.split_once('=').map_or((pair, None), |(name, value)| (name, Some(value)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(uri: &str, change: impl Fn(&mut Uri<'_>), expected: &str) {
        let mut split = Uri::split(uri);
        change(&mut split);
        assert_eq!(*split.join(), expected, "{uri}");
    }

    #[test]
    fn what_is_not_changed_stays() {
        for uri in ["", "hello", "a?b", "a?b=", "a?b=c=d&e", "a://b/c%3F?b=c?d&B=%26#e"] {
            check(uri, |_| {}, uri);
        }
    }

    #[test]
    fn changes() {
        check("a?b=1&c&B=2", |uri| uri.remove("b"), "a?c");
        check("a?b=1", |uri| uri.remove("b"), "a");
        check("a", |uri| uri.add("b", "1"), "a?b=1");
        check("a?c", |uri| uri.add("b", "1"), "a?c&b=1");
        check("a?b=12&B=2&b&c=1", |uri| uri.change("b", |value| &value[1..]), "a?b=2&B=&b&c=1");
    }

    #[test]
    fn types() {
        for (uri, expected) in [
            ("otpauth://hotp/a", true),
            ("otpauth://HOTP?b", true),
            ("otpauth://totp/hotp", false),
            ("hotp/a", false),
            ("", false),
        ] {
            assert_eq!(Uri::split(uri).has_type("hotp"), expected, "{uri}");
        }
    }
}
