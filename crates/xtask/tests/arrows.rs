//! Who may import whom, and which versions must be one.
#![expect(clippy::unwrap_used, reason = "what cannot be read fails the test")]

use std::collections::BTreeMap;
use std::fs;

use serde_json::Value;
use xtask::need::{Need, WASM_BINDGEN_CLI};
use xtask::{place, shell};

/// Every arrow between our packages, tests included. A new one is a decision: write it here and in
/// docs/ARCHITECTURE.md.
const ARROWS: [(&str, &[&str]); 12] = [
    ("bench-server", &["warifu", "warifu-server"]),
    ("e2e", &["mailbox", "warifu"]),
    ("g2p", &[]), // stands in for a crate of crates.io
    ("mailbox", &[]),
    ("qr-weight", &["warifu"]),
    ("warifu", &["g2p"]),
    ("warifu-cli", &["warifu"]),
    ("warifu-server", &["mailbox", "warifu"]),
    ("warifu-transfer", &["warifu"]),
    ("warifu-ui", &["warifu"]),
    ("warifu-worker", &["warifu"]),
    ("xtask", &[]),
];

#[test]
fn nobody_imports_whom_they_may_not() {
    let allowed = BTreeMap::from(ARROWS);
    for (package, imports) in arrows() {
        let allowed = allowed.get(package.as_str()).unwrap_or_else(|| panic!("{package} has no row"));
        for import in imports {
            assert!(allowed.contains(&import.as_str()), "{package} must not import {import}");
        }
    }
}

#[test]
fn every_row_is_a_package() {
    let there: Vec<String> = arrows().into_keys().collect();
    assert_eq!(there, ARROWS.map(|(package, _)| package.to_owned()));
}

#[test]
fn wasm_bindgen_is_one_version() {
    let Need::Crate(_, cli) = WASM_BINDGEN_CLI else { panic!("it comes from crates.io") };
    for package in ["wasm-bindgen", "wasm-bindgen-cli-support"] {
        assert_eq!(locked(package), [cli], "{package} in Cargo.lock, against the command line's version");
    }
}

#[test]
fn the_npm_lock_file_names_no_host() {
    let lock = fs::read_to_string(place::root().join("package-lock.json")).unwrap();
    assert!(!lock.contains("\"resolved\""), "npm install without --omit-lockfile-registry-resolved?");
}

/// Our packages, each with those of ours it imports.
fn arrows() -> BTreeMap<String, Vec<String>> {
    let words = ["metadata", "--no-deps", "--locked", "--format-version", "1"];
    let metadata: Value = serde_json::from_str(&shell::read(shell::cargo().args(words)).unwrap()).unwrap();
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    let packages = metadata["packages"].as_array().unwrap().iter();
    packages
        .map(|package| {
            let imports = package["dependencies"].as_array().unwrap().iter();
            let ours =
                imports.filter(|import| import["path"].is_string()).map(|import| text(&import["name"]));
            (text(&package["name"]), ours.collect())
        })
        .collect()
}

/// The versions of a package that stand in `Cargo.lock`.
fn locked(package: &str) -> Vec<String> {
    let lock = fs::read_to_string(place::root().join("Cargo.lock")).unwrap();
    let head = format!("name = \"{package}\"\nversion = \"");
    lock.split(&head).skip(1).map(|rest| rest.split('"').next().unwrap().to_owned()).collect()
}
