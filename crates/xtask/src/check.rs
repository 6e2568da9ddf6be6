//! `check`: everything that can be told without running the product.

use anyhow::{Result, ensure};
use serde_json::Value;

use crate::report::Report;
use crate::wasm::{Effort, MODULES, TARGET};
use crate::{dist, need, place, shell};

/// Format, lints, documentation, licences and the stores' rules.
///
/// # Errors
/// If something is not as it should be; all of it is printed.
pub fn all() -> Result<()> {
    need::provide(need::CHECK)?;
    let mut report = Report::default();
    report.check("format", || cargo(&["fmt", "--all", "--check"]));
    report.check("lints", || cargo(&["clippy", "--locked", "--all-targets", "--", "--deny=warnings"]));
    for module in MODULES {
        let words =
            ["clippy", "--locked", "--target", TARGET, "--package", module.package, "--", "--deny=warnings"];
        report.check(&format!("lints of {} as WASM", module.package), || cargo(&words));
    }
    report.check("documentation", || document(&[]));
    for module in MODULES {
        let words = ["--target", TARGET, "--package", module.package];
        report.check(&format!("documentation of {}", module.package), || document(&words));
    }
    report.check("licences", || {
        cargo(&["deny", "--log-level", "error", "check", "licenses", "bans", "sources"])
    });
    report.check("dist", || dist::unpacked(Effort::Full));
    report.check("addons-linter", addons_linter);
    report.close()
}

/// Runs cargo with these words.
fn cargo(words: &[&str]) -> Result<()> {
    shell::run(shell::cargo().args(words))
}

/// Makes the documentation of the packages that `words` choose; a warning is an error.
fn document(words: &[&str]) -> Result<()> {
    let mut cargo = shell::cargo();
    cargo
        .args(["doc", "--locked", "--no-deps", "--quiet"])
        .args(words)
        .env("RUSTDOCFLAGS", "--deny=warnings");
    shell::run(&mut cargo)
}

/// What Firefox's store would say of `dist/firefox`.
///
/// # Errors
/// If it would say anything.
fn addons_linter() -> Result<()> {
    let mut linter = shell::command(place::root().join("node_modules/.bin/addons-linter"));
    linter.args(["--output", "json"]).arg(place::dist().join("firefox"));
    let output = linter.output()?;
    let said: Value = serde_json::from_slice(&output.stdout)?;
    let messages: Vec<&Value> =
        ["errors", "warnings"].iter().filter_map(|kind| said[kind].as_array()).flatten().collect();
    for message in &messages {
        println!("{} {}:{} {}", message["code"], message["file"], message["line"], message["message"]);
    }
    ensure!(
        said["summary"]["errors"] == 0 && messages.is_empty(),
        "{} things are said of it",
        messages.len()
    );
    Ok(())
}
