//! `dist`: the unpacked extensions, and the packages for the stores.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result, bail};

use crate::manifest::{self, Browser};
use crate::pack::{self, Files};
use crate::wasm::{self, Effort, MODULES};
use crate::{need, notices, place, shell};

/// Each store's package, and the browser whose form it holds.
const STORES: [(&str, Browser); 3] =
    [("chrome", Browser::Chromium), ("edge", Browser::Chromium), ("firefox", Browser::Firefox)];

/// Our version, which is the extension's and the packages'.
pub const VERSION: &str = env!("CARGO_PKG_VERSION");

/// What is shipped: both unpacked extensions and the stores' packages.
///
/// # Errors
/// Those of [`unpacked`] and [`packed`].
pub fn all() -> Result<()> {
    need::provide(need::BUILD)?;
    unpacked(Effort::Full)?;
    shell::timed("pack", packed)
}

/// Both unpacked extensions, built quickly and not optimised.
///
/// # Errors
/// Those of [`unpacked`].
pub fn quick() -> Result<()> {
    need::provide(need::BUILD)?;
    unpacked(Effort::Dev)
}

/// Builds everything and writes `dist/chromium` and `dist/firefox`.
///
/// # Errors
/// If a module does not build, or a file would be written twice.
pub fn unpacked(effort: Effort) -> Result<()> {
    let generated = place::target().join("glue");
    if generated.exists() {
        fs::remove_dir_all(&generated)?;
    }
    for module in MODULES {
        shell::timed(&format!("build {}", module.package), || wasm::build(module, effort, &generated))?;
        wasm::validate(&generated.join(format!("{}_bg.wasm", module.name)))?;
    }
    let files = gather(&generated)?;
    let source = fs::read_to_string(place::root().join("manifest.json"))?;
    for browser in Browser::ALL {
        let manifest = manifest::print(&manifest::derive(&source, browser, VERSION)?);
        pack::write(&with_manifest(&files, manifest), &place::dist().join(browser.folder()))?;
    }
    Ok(())
}

/// Packs `dist/chromium` and `dist/firefox` for the stores, and prints each package's size and SHA-256.
///
/// # Errors
/// If the unpacked extensions are not there or a package cannot be written.
pub fn packed() -> Result<()> {
    for (store, browser) in STORES {
        let files = pack::read(&place::dist().join(browser.folder()))?;
        let bytes = files.get("manifest.json").context("an extension has a manifest")?;
        let manifest = manifest::print(&manifest::for_store(serde_json::from_slice(bytes)?));
        let archive = pack::zip(&with_manifest(&files, manifest))?;
        let name = format!("warifu-{store}-{VERSION}.zip");
        fs::write(place::dist().join(&name), &archive)?;
        println!("{}  {name}  {} bytes", wasm::hash(&archive), archive.len());
    }
    Ok(())
}

/// What both browsers get: our files, those that were generated, and the licences.
fn gather(generated: &Path) -> Result<Files> {
    let mut files = pack::read(&place::root().join("extension"))?;
    files.insert("licenses.txt".into(), notices::text()?.into_bytes());
    for (name, bytes) in pack::read(generated)? {
        if files.insert(name.clone(), bytes).is_some() {
            bail!("extension/{name} has the name of a generated file");
        }
    }
    Ok(files)
}

/// The same files with this manifest.
fn with_manifest(files: &Files, manifest: Vec<u8>) -> Files {
    let mut files = files.clone();
    files.insert("manifest.json".into(), manifest);
    files
}
