//! Starting Chromium with the extension sideloaded.

use std::path::Path;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::Value;
use sha2::{Digest, Sha256};

use crate::options::{Colors, Options};
use crate::process::{Process, Profile};

/// Switches for every start: nothing of Google's own in the background, and nothing leaves the machine.
const SWITCHES: [&str; 12] = [
    "--no-sandbox", // Chromium refuses to run as root otherwise, and CI may be root
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--no-default-browser-check",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-features=DisableLoadExtensionCommandLineSwitch",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
    "--password-store=basic", // no question for a keyring's password
    "--remote-debugging-port=0",
];

/// Starts the program; its process, the DevTools port and path.
pub(super) fn launch(options: &Options, profile: &Profile) -> Result<(Process, u16, String)> {
    let folder = profile.path();
    let port_file = folder.join("DevToolsActivePort");
    let _ = std::fs::remove_file(&port_file); // left by a killed browser
    let process = Process::start("chromium", |command| {
        command.args(SWITCHES).env("LANGUAGE", options.language.tag());
        command.arg(format!("--accept-lang={}", options.language.tag()));
        command.arg(format!("--user-data-dir={}", folder.display()));
        command.arg(format!("--load-extension={}", options.extension.display()));
        command.arg(format!("--force-device-scale-factor={}", options.scale));
        command.arg(format!("--window-size={},{}", options.window.0, options.window.1));
        command.args((!options.headful).then_some("--headless=new"));
        command.args(match options.colors {
            Colors::Light => None,
            Colors::Dark => Some("--force-dark-mode"),
            Colors::Forced => Some("--force-high-contrast"),
        });
        command
            .args(options.shares.map(|title| format!("--auto-select-tab-capture-source-by-title={title}")));
        command.arg("about:blank");
    })?;
    let (port, path) = read_port(&port_file)?;
    Ok((process, port, path))
}

fn read_port(file: &Path) -> Result<(u16, String)> {
    let end = Instant::now() + Duration::from_secs(30);
    while Instant::now() < end {
        let text = std::fs::read_to_string(file).unwrap_or_default();
        if let Some((port, path)) = text.split_once('\n')
            && path.starts_with("/devtools/")
        {
            return Ok((port.parse().context("DevToolsActivePort")?, path.trim().into()));
        }
        std::thread::sleep(Duration::from_millis(20));
    }
    bail!("chromium has not opened its DevTools port within 30 s")
}

/// The origin that Chromium gives an unpacked extension: from the manifest's key, else from the folder's path.
pub(super) fn origin(extension: &Path) -> Result<String> {
    let file = extension.join("manifest.json");
    let manifest = std::fs::read_to_string(&file).with_context(|| format!("{}", file.display()))?;
    let manifest: Value = serde_json::from_str(&manifest)?;
    let seed = match manifest["key"].as_str() {
        Some(key) => STANDARD.decode(key).context("the manifest's key")?,
        None => extension.canonicalize()?.to_string_lossy().into_owned().into_bytes(),
    };
    let letter = |nibble: u8| char::from(b'a' + nibble);
    let id: String =
        Sha256::digest(seed)[..16].iter().flat_map(|byte| [letter(byte >> 4), letter(byte & 15)]).collect();
    Ok(format!("chrome-extension://{id}"))
}
