//! One `manifest.json`, two browsers: what each does not know is left out of its form.
//!
//! The source holds both forms of `background`, Firefox's settings and Chromium's, so every line stands once.
//! The version is the workspace's. `incognito` is `spanning`: under `split`, which only Chromium knows, a private
//! window would have a process of its own with its own locks, and two processes could write one vault.

use anyhow::{Context, Result};
use serde_json::Value;

/// A family of browsers that takes one form of the extension.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Browser {
    /// Chromium and what is built on it: Chrome, Edge.
    Chromium,
    /// Firefox.
    Firefox,
}

impl Browser {
    /// Both, in the order they are built.
    pub const ALL: [Self; 2] = [Self::Chromium, Self::Firefox];

    /// The name of its folder under `dist`.
    pub const fn folder(self) -> &'static str {
        match self {
            Self::Chromium => "chromium",
            Self::Firefox => "firefox",
        }
    }

    /// The browser whose folder has this name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|browser| browser.folder() == name)
    }

    /// What this browser does not know or need, as JSON pointers into the manifest. Only Firefox asks for a permission
    /// before the clipboard is cleared without a click.
    const fn unknown(self) -> &'static [&'static str] {
        match self {
            Self::Chromium => &["/browser_specific_settings", "/background/scripts", "/optional_permissions"],
            Self::Firefox => &["/minimum_chrome_version", "/key", "/background/service_worker"],
        }
    }
}

/// The manifest in `browser`'s form, with `version`, from the text of `manifest.json`.
///
/// # Errors
/// If the text is not a JSON object, or lacks something that should have been left out.
pub fn derive(source: &str, browser: Browser, version: &str) -> Result<Value> {
    let mut manifest: Value = serde_json::from_str(source).context("manifest.json")?;
    for pointer in browser.unknown() {
        remove(&mut manifest, pointer)?;
    }
    manifest
        .as_object_mut()
        .context("manifest.json is not an object")?
        .insert("version".into(), version.into());
    Ok(manifest)
}

/// The form a store takes: without `key`, which only fixes the id of an unpacked Chromium extension.
pub fn for_store(mut manifest: Value) -> Value {
    if let Some(fields) = manifest.as_object_mut() {
        fields.remove("key");
    }
    manifest
}

/// The bytes of the file, keys sorted, with a newline at the end.
pub fn print(manifest: &Value) -> Vec<u8> {
    format!("{manifest:#}\n").into_bytes()
}

/// Takes away what `pointer` points at.
fn remove(manifest: &mut Value, pointer: &str) -> Result<()> {
    let (parent, key) = pointer.rsplit_once('/').context("a pointer starts with a slash")?;
    let fields = manifest.pointer_mut(parent).and_then(Value::as_object_mut);
    let gone = fields.and_then(|fields| fields.remove(key));
    gone.map(drop).with_context(|| format!("manifest.json has no {pointer}"))
}
