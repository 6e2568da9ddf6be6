//! The label: `issuer:user` or `user`.

use super::UriError;
use crate::account::Name;

/// Issuer and user, given the unescaped label and the issuer that stands as a parameter.
pub(super) fn names(label: &str, issuer: Option<&str>) -> Result<(Name, Name), UriError> {
    let issuer = name("issuer", issuer.unwrap_or_default())?;
    if issuer.is_empty() {
        let (issuer, user) = label.split_once(':').unwrap_or(("", label));
        return Ok((name("issuer", issuer)?, name("user", user)?));
    }
    let label = Name::clean(label);
    let user = after(&label, issuer.as_str()).unwrap_or(&label);
    let user = name("user", user)?;
    Ok((issuer, user))
}

/// What follows the prefix `issuer:`.
fn after<'a>(label: &'a str, issuer: &str) -> Option<&'a str> {
    label.strip_prefix(issuer)?.trim_start().strip_prefix(':')
}

fn name(part: &'static str, text: &str) -> Result<Name, UriError> {
    Name::new(text).map_err(|error| UriError::Name { part, error })
}
