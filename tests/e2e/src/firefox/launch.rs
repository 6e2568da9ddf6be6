//! Starting Firefox: its preferences and its Marionette port.

use std::fmt::Write as _;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};
use serde_json::{Value, json};

use crate::options::{Colors, Options};
use crate::process::{Process, Profile};

/// The internal name that fixes the origin of the extension's pages.
pub(super) const UUID: &str = "7a31f0c2-5d4e-4b0a-9c51-2f6d8e90b713";

/// Starts the program; its process and the Marionette port.
pub(super) fn launch(options: &Options, profile: &Profile, addon: &str) -> Result<(Process, u16)> {
    let folder = profile.path();
    let port_file = folder.join("MarionetteActivePort");
    let _ = std::fs::remove_file(&port_file); // left by a killed browser
    std::fs::write(folder.join("user.js"), user_js(options, profile, addon))?;
    let (width, height) = options.window;
    let process = Process::start("firefox-esr", |command| {
        command.args(["--marionette", "-remote-allow-system-access", "--no-remote", "--profile"]);
        command.arg(folder).args(["--width", &width.to_string(), "--height", &height.to_string()]);
        command.args((!options.headful).then_some("--headless"));
        // A screen that has room for every window: popups are kept within it.
        command.env("MOZ_HEADLESS_WIDTH", "7680").env("MOZ_HEADLESS_HEIGHT", "4320");
        command.env("MOZ_CRASHREPORTER_DISABLE", "1").env("MOZ_DISABLE_AUTO_SAFE_MODE", "1");
    })?;
    let end = Instant::now() + Duration::from_secs(40);
    while Instant::now() < end {
        if let Ok(port) = std::fs::read_to_string(&port_file).unwrap_or_default().trim().parse() {
            return Ok((process, port));
        }
        std::thread::sleep(Duration::from_millis(20));
    }
    bail!("firefox-esr has not opened its Marionette port within 40 s")
}

fn user_js(options: &Options, profile: &Profile, addon: &str) -> String {
    let mut text = String::new();
    for (name, value) in preferences(options, profile, addon) {
        let _ = writeln!(text, "user_pref({}, {value});", json!(name));
    }
    text
}

fn preferences(options: &Options, profile: &Profile, addon: &str) -> Vec<(&'static str, Value)> {
    let tag = options.language.tag();
    vec![
        ("marionette.port", json!(0)),
        ("extensions.webextensions.uuids", json!(json!({addon: UUID}).to_string())),
        // A temporary add-on is gone after a restart; what it stored stays, as with one from the store.
        ("extensions.webextensions.keepStorageOnUninstall", json!(true)),
        ("extensions.webextensions.keepUuidOnUninstall", json!(true)),
        ("intl.locale.requested", json!(tag)),
        ("intl.accept_languages", json!(tag)),
        ("layout.css.devPixelsPerPx", json!(options.scale.to_string())),
        ("ui.systemUsesDarkTheme", json!(i32::from(options.colors == Colors::Dark))),
        // 2: always the system's colours, 0: only when the system asks for it.
        ("browser.display.document_color_use", json!(2 * i32::from(options.colors == Colors::Forced))),
        ("extensions.webextOptionalPermissionPrompts", json!(false)), // a permission that is asked for is given
        ("dom.file.createInChild", json!(true)),                      // file inputs are filled from outside
        ("browser.download.folderList", json!(2)),
        ("browser.download.dir", json!(profile.path().join("downloads"))),
        ("browser.aboutwelcome.enabled", json!(false)),
        ("browser.startup.page", json!(0)),
        ("browser.shell.checkDefaultBrowser", json!(false)),
        ("browser.tabs.warnOnClose", json!(false)),
        ("datareporting.policy.dataSubmissionEnabled", json!(false)),
        // Nothing leaves the machine: all but loopback goes to a port where nobody listens.
        ("network.proxy.type", json!(1)),
        ("network.proxy.http", json!("127.0.0.1")),
        ("network.proxy.http_port", json!(9)),
        ("network.proxy.ssl", json!("127.0.0.1")),
        ("network.proxy.ssl_port", json!(9)),
        ("network.proxy.no_proxies_on", json!("127.0.0.1, localhost")),
        ("network.proxy.allow_hijacking_localhost", json!(false)),
    ]
}

/// The add-on's id, from its manifest.
pub(super) fn addon_id(options: &Options) -> Result<String> {
    let file = options.extension.join("manifest.json");
    let manifest = std::fs::read_to_string(&file).with_context(|| format!("{}", file.display()))?;
    let manifest: Value = serde_json::from_str(&manifest)?;
    let id = manifest["browser_specific_settings"]["gecko"]["id"].as_str();
    id.map(Into::into).context("the manifest has no gecko id")
}
