//! `bench`: the figures that are reported, all measured here and now.

pub mod qr;

use std::io::Write;

use anyhow::{Context, Result};
use flate2::Compression;
use flate2::write::GzEncoder;

use crate::manifest::Browser;
use crate::need::{self, Need};
use crate::pack::{self, Files};
use crate::wasm::{Effort, MODULES};
use crate::{dist, graph, place, shell};

/// Measures packages, the core and the browsers.
///
/// # Errors
/// If something does not build or run.
pub fn all() -> Result<()> {
    need::provide(need::CHROMIUM)?;
    need::provide(need::FIREFOX)?;
    dist::unpacked(Effort::Full)?;
    shell::timed("packages", || {
        dist::packed()?;
        sizes(&pack::read(&place::dist().join(Browser::Chromium.folder()))?)
    })?;
    shell::timed("crates in each module", crates)?;
    shell::timed("core, natively", || cargo(&["bench", "--locked", "--quiet", "--bench", "core"]))?;
    let popup = ["run", "--locked", "--quiet", "--package", "e2e", "--bin", "bench-popup"];
    shell::timed("popup, from navigation to the first code", || cargo(&popup))
}

/// Measures the server over both databases, and others beside it.
///
/// # Errors
/// If something does not build or run. That another server cannot be installed is said, and is no error.
pub fn server() -> Result<()> {
    need::provide(need::BENCH_SERVER)?;
    let build = ["build", "--locked", "--quiet", "--release", "--package", "warifu-server"];
    shell::timed("build the server", || cargo(&[&build[..], &["--package", "bench-server"]].concat()))?;
    let mut bench = shell::command(place::target().join("release/bench-server"));
    bench.arg(place::target().join("release/warifu-server"));
    for name in need::PEERS {
        match need::provide(&[Need::Peer(name)]) {
            Ok(()) => drop(bench.arg(format!("{name}={}", place::peer(name).join("bin/python").display()))),
            Err(error) => println!("{name} is not measured: {error:#}"),
        }
    }
    shell::timed("the server", || shell::run(&mut bench))
}

/// Runs cargo with these words.
fn cargo(words: &[&str]) -> Result<()> {
    shell::run(shell::cargo().args(words))
}

/// Prints what the modules and the popup weigh.
fn sizes(files: &Files) -> Result<()> {
    for module in MODULES {
        let name = format!("{}_bg.wasm", module.name);
        let bytes = files.get(&name).with_context(|| format!("{name} is built"))?;
        println!("{name}: {} bytes, {} by gzip", bytes.len(), gzip(bytes)?);
    }
    let loaded = popup(files);
    let total = loaded.iter().map(|name| gzip(&files[*name])).sum::<Result<usize>>()?;
    println!("what the popup loads ({}): {total} bytes by gzip", loaded.join(", "));
    Ok(())
}

/// The files the popup loads: those its page names, and the module that its script starts.
fn popup(files: &Files) -> Vec<&str> {
    let page = files.get("popup.html").map(|bytes| String::from_utf8_lossy(bytes)).unwrap_or_default();
    let named = |name: &str| {
        ["popup.html", "ui.js", "ui_bg.wasm"].contains(&name) || page.contains(&format!("\"{name}\""))
    };
    files.keys().map(String::as_str).filter(|name| named(name)).collect()
}

/// How many bytes are left by `gzip -9`.
fn gzip(bytes: &[u8]) -> Result<usize> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(bytes)?;
    Ok(encoder.finish()?.len())
}

/// Prints how many crates are compiled into each module.
fn crates() -> Result<()> {
    for module in MODULES {
        println!("{}: {} crates, ours included", module.package, graph::shipped(module.package)?.len());
    }
    Ok(())
}
