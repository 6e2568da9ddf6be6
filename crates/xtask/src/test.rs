//! `test`: everything that runs the product, up to real browsers.

use std::fs;
use std::path::Path;

use anyhow::Result;

use crate::report::{Report, Tally};
use crate::wasm::Effort;
use crate::{dist, need, place, run, shell};

/// Packages whose tests run natively, each by itself or with those it is built with.
const NATIVE: [&[&str]; 2] = [&["warifu", "warifu-cli", "warifu-server", "xtask", "mailbox"], &["warifu-ui"]];

/// How many cases of each property and how many kills.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Share {
    /// What fits into half an hour.
    Usual,
    /// All of them.
    Full,
}

/// Runs every test.
///
/// # Errors
/// If a test fails or a step breaks; all others run all the same.
pub fn all(share: Share) -> Result<()> {
    need::provide(need::TEST)?;
    let mut report = Report::default();
    for packages in NATIVE {
        let words: Vec<&str> = packages.iter().flat_map(|package| ["--package", package]).collect();
        report.step(&format!("native tests of {}", packages.join(", ")), |tally| {
            cargo_test(&words, share, tally)
        });
    }
    for folder in with_wasm_tests()? {
        for browser in ["chrome", "firefox"] {
            let what = format!("WASM tests of {folder} in {browser}");
            report.step(&what, |tally| wasm_pack(&folder, browser, tally));
        }
    }
    report.step("dist", |_| dist::unpacked(Effort::Full));
    report.step("the server", |_| run::server());
    report.step("end to end", |tally| {
        let walks = ["--package", "e2e", "--features", "browsers"];
        let all = ["--", "--include-ignored"];
        cargo_test(&[&walks[..], if share == Share::Full { &all } else { &[] }].concat(), share, tally)
    });
    report.close()
}

/// Runs `cargo test` on what `words` choose.
fn cargo_test(words: &[&str], share: Share, tally: &mut Tally) -> Result<()> {
    let mut cargo = shell::cargo();
    cargo.args(["test", "--locked", "--no-fail-fast"]).args(words);
    // A walk that fails says where; pages of stack would hide what it says.
    cargo.env("RUST_LIB_BACKTRACE", "0");
    if share == Share::Full {
        cargo.env("WARIFU_LONG", "1");
    }
    shell::watch(&mut cargo, |line| tally.read(line))
}

/// Runs one crate's WASM tests in one browser. Nothing is fetched: the runner and the drivers are on the path.
fn wasm_pack(folder: &str, browser: &str, tally: &mut Tally) -> Result<()> {
    let mut wasm_pack = shell::command("wasm-pack");
    wasm_pack.args([
        "test",
        "--headless",
        "--mode",
        "no-install",
        &format!("--{browser}"),
        folder,
        "--locked",
    ]);
    shell::watch(&mut wasm_pack, |line| tally.read(line))
}

/// The folders of the crates that have tests for the browser.
fn with_wasm_tests() -> Result<Vec<String>> {
    let mut found = Vec::new();
    for folder in [".", "crates/ui", "crates/worker", "crates/transfer"] {
        let here = place::root().join(folder);
        if mentions(&here.join("src"), "#[wasm_bindgen_test")?
            || mentions(&here.join("tests"), "#[wasm_bindgen_test")?
        {
            found.push(folder.to_owned());
        }
    }
    Ok(found)
}

/// Whether a Rust file under `folder` holds `needle`.
fn mentions(folder: &Path, needle: &str) -> Result<bool> {
    if !folder.is_dir() {
        return Ok(false);
    }
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        let is_rust = path.extension().is_some_and(|extension| extension == "rs");
        if path.is_dir() && mentions(&path, needle)? || is_rust && fs::read_to_string(&path)?.contains(needle)
        {
            return Ok(true);
        }
    }
    Ok(false)
}
