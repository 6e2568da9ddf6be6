//! `bench qr`: what is read of fresh pictures, by ours and by others, and what reading weighs.

use std::fs;
use std::time::{SystemTime, UNIX_EPOCH};

use anyhow::Result;

use super::gzip;
use crate::need::{self, Need};
use crate::wasm::{self, Core, Effort, Module};
use crate::{dist, place, shell};

/// Of each category, so many pictures: 840 of 21.
const EACH: &str = "40";
/// Pages without a code.
const EMPTY: &str = "40";

/// The module with and without reading.
const WEIGHTS: [Module; 2] = [
    Module { package: "qr-weight", name: "without", features: &[], core: Core::Fast },
    Module { package: "qr-weight", name: "with", features: &["read"], core: Core::Fast },
];

/// Measures reading on pictures that nobody has seen before.
///
/// # Errors
/// If something does not build or run.
pub fn all() -> Result<()> {
    need::provide(need::BUILD)?;
    need::provide(&[Need::Screens])?;
    dist::unpacked(Effort::Full)?;
    shell::timed("what reading weighs", weigh)?;
    let seed = SystemTime::now().duration_since(UNIX_EPOCH)?.as_secs().to_string();
    let pictures = place::target().join("bench-qr");
    shell::timed(&format!("draw pictures, seed {seed}"), || {
        let mut draw = shell::command(place::screens().join("bin/python"));
        draw.arg("tests/qr/gen_screens.py").arg(&pictures);
        shell::run(draw.args(["--seed", &seed, "--per-category", EACH, "--empty", EMPTY]))
    })?;
    shell::timed("read them", || {
        let mut read = shell::command("node");
        shell::run(read.arg("tests/qr/bench.mjs").arg(place::dist().join("chromium")).arg(&pictures))
    })
}

/// Builds a module with and without reading, and prints the difference.
fn weigh() -> Result<()> {
    let folder = place::target().join("weight");
    let mut bytes = Vec::new();
    for module in WEIGHTS {
        wasm::build(module, Effort::Full, &folder)?;
        bytes.push(gzip(&fs::read(folder.join(format!("{}_bg.wasm", module.name)))?)?);
    }
    println!("reading adds {} bytes by gzip", bytes[1] - bytes[0]);
    Ok(())
}
