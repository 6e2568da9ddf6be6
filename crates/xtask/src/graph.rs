//! The crates that end up in a module.

use std::collections::BTreeSet;

use anyhow::Result;

use crate::shell;
use crate::wasm::TARGET;

/// A crate: its name and its version.
pub type Crate = (String, String);

/// What is compiled into `package` for the browser, itself included; what only runs while building is not.
///
/// # Errors
/// If cargo cannot tell.
pub fn shipped(package: &str) -> Result<BTreeSet<Crate>> {
    let mut cargo = shell::cargo();
    cargo.args(["tree", "--locked", "--package", package, "--target", TARGET]);
    cargo.args(["--edges", "normal,no-proc-macro", "--prefix", "none", "--format", "{p}"]);
    Ok(shell::read(&mut cargo)?.lines().filter_map(crate_of).collect())
}

/// The crate of a line like `serde v1.0.229 (*)`.
fn crate_of(line: &str) -> Option<Crate> {
    let mut words = line.split_whitespace();
    let name = words.next()?;
    let version = words.next()?.strip_prefix('v')?;
    Some((name.to_owned(), version.to_owned()))
}

#[cfg(test)]
mod tests {
    use super::crate_of;

    #[test]
    fn a_line_is_read() {
        let serde = Some(("serde".to_owned(), "1.0.229".to_owned()));
        assert_eq!(crate_of("serde v1.0.229"), serde);
        assert_eq!(crate_of("serde v1.0.229 (*)"), serde);
        assert_eq!(crate_of(""), None);
    }
}
