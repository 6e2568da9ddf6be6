//! What the extension may ask for and contain.
#![expect(clippy::unwrap_used, reason = "what cannot be read fails the test")]

use std::collections::BTreeSet;
use std::fs;

use serde_json::{Value, json};
use xtask::manifest::{self, Browser};
use xtask::pack::{self, Files};
use xtask::{dist, place};

/// What the pages may load: their own files, and nothing that runs except those.
const CSP: &str = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; \
    img-src 'self' data: blob:; connect-src 'self' https: http://127.0.0.1:* http://localhost:*; \
    frame-ancestors 'none'; form-action 'none'; base-uri 'none'; object-src 'none'";

#[test]
fn permissions_are_exactly_these() {
    for (browser, manifest) in manifests() {
        assert_eq!(manifest["permissions"], json!(["storage", "activeTab", "alarms"]), "{browser:?}");
        let optional = (browser == Browser::Firefox).then(|| json!(["clipboardWrite"]));
        assert_eq!(manifest.get("optional_permissions"), optional.as_ref(), "{browser:?}");
        assert_eq!(manifest["content_security_policy"], json!({ "extension_pages": CSP }), "{browser:?}");
    }
}

#[test]
fn each_form_has_exactly_these_fields() {
    let both = "action background commands content_security_policy default_locale description icons incognito \
                manifest_version name options_ui permissions version";
    check_fields(Browser::Chromium, &format!("{both} key minimum_chrome_version"));
    check_fields(Browser::Firefox, &format!("{both} browser_specific_settings optional_permissions"));
}

fn check_fields(browser: Browser, expected: &str) {
    let manifest = derive(browser);
    let fields: BTreeSet<&str> = manifest.as_object().unwrap().keys().map(String::as_str).collect();
    assert_eq!(fields, expected.split_whitespace().collect(), "{browser:?}");
}

#[test]
fn each_browser_gets_its_background() {
    assert_eq!(derive(Browser::Chromium)["background"], json!({ "service_worker": "background.js" }));
    assert_eq!(derive(Browser::Firefox)["background"], json!({ "scripts": ["background.js"] }));
}

#[test]
fn firefox_is_told_that_nothing_is_collected() {
    let gecko = &derive(Browser::Firefox)["browser_specific_settings"]["gecko"];
    assert_eq!(gecko["data_collection_permissions"], json!({ "required": ["none"] }));
    assert_eq!(gecko["strict_min_version"], "142.0");
}

#[test]
fn a_store_package_has_no_key() {
    let unpacked = derive(Browser::Chromium);
    assert!(unpacked["key"].is_string());
    assert!(manifest::for_store(unpacked).get("key").is_none());
}

#[test]
fn every_word_stands_in_both_languages() {
    let (en, ja) = (words("en"), words("ja"));
    assert!(!en.is_empty());
    assert_eq!(en, ja);
    for (browser, manifest) in manifests() {
        let text = manifest.to_string();
        let used = text.split("__MSG_").skip(1).map(|rest| rest.split_once("__").unwrap().0);
        for word in used {
            assert!(en.contains(word), "{browser:?}: the manifest names {word}");
        }
    }
}

#[test]
fn every_file_that_is_named_is_there() {
    let there = files("extension");
    for (browser, manifest) in manifests() {
        for file in named(&manifest.to_string()) {
            assert!(there.contains_key(&file), "{browser:?}: the manifest names {file}");
        }
    }
    let generated = ["ui.js", "worker.js", "ui_bg.wasm", "worker_bg.wasm"];
    for (name, text) in texts(&["html"]) {
        for file in named(&text).into_iter().filter(|file| !generated.contains(&file.as_str())) {
            assert!(there.contains_key(&file), "extension/{name} names {file}");
        }
    }
}

/// What stands in double quotes and is the name of a page, script, style or picture.
fn named(text: &str) -> Vec<String> {
    let quoted = text.split('"').skip(1).step_by(2).map(|name| name.split('#').next().unwrap());
    let endings = [".html", ".css", ".js", ".png", ".svg"];
    quoted.filter(|name| endings.iter().any(|end| name.ends_with(end))).map(str::to_owned).collect()
}

/// The names of the words in one language.
fn words(language: &str) -> BTreeSet<String> {
    let path = place::root().join("extension/_locales").join(language).join("messages.json");
    let messages: Value = serde_json::from_slice(&fs::read(path).unwrap()).unwrap();
    messages.as_object().unwrap().keys().cloned().collect()
}

#[test]
fn nothing_comes_from_elsewhere() {
    for (name, text) in texts(&["html", "css", "js", "svg"]) {
        let text = text.replace("http://www.w3.org/", ""); // names of XML's and SVG's vocabularies
        for needle in ["http:", "https:", "\"//", "'//", "(//"] {
            assert!(!text.contains(needle), "extension/{name} has {needle}");
        }
    }
}

#[test]
fn nothing_stands_inline_that_the_policy_forbids() {
    for (name, text) in texts(&["html"]) {
        let tags = text.split('<').skip(1).map(|tag| tag.split('>').next().unwrap());
        for tag in tags {
            let inline = tag
                .split_whitespace()
                .skip(1)
                .any(|word| word.starts_with("on") || word.starts_with("style="));
            assert!(!inline, "extension/{name}: <{tag}>");
            assert!(!tag.starts_with("style"), "extension/{name}: <{tag}>");
            assert!(!tag.starts_with("script") || tag.contains("src="), "extension/{name}: <{tag}>");
        }
    }
}

#[test]
fn background_is_short_and_has_no_wasm() {
    for (name, text) in texts(&["js"]).into_iter().filter(|(name, _)| name == "background.js") {
        assert!(text.lines().count() < 40, "{name} is no longer short");
        for needle in ["import", "WebAssembly", "await fetch"] {
            assert!(!text.contains(needle), "{name} has {needle}");
        }
    }
}

#[test]
fn no_source_writes_markup_or_runs_text() {
    let needles = [
        "innerHTML",
        "inner_html",
        "outerHTML",
        "insertAdjacentHTML",
        "document.write",
        "eval(",
        "new Function",
    ];
    for folder in ["src", "crates/ui", "crates/worker", "extension", "www"] {
        for (name, bytes) in files(folder) {
            let text = String::from_utf8_lossy(&bytes);
            for needle in needles {
                assert!(!text.contains(needle), "{folder}/{name} has {needle}");
            }
        }
    }
}

/// The extension's own files with one of these endings.
fn texts(endings: &[&str]) -> Vec<(String, String)> {
    let chosen =
        files("extension").into_iter().filter(|(name, _)| endings.iter().any(|end| name.ends_with(end)));
    chosen.map(|(name, bytes)| (name, String::from_utf8(bytes).unwrap())).collect()
}

/// The files under a folder of the clone; none if it is not there.
fn files(folder: &str) -> Files {
    let folder = place::root().join(folder);
    if folder.is_dir() { pack::read(&folder).unwrap() } else { Files::new() }
}

/// The manifest in one browser's form.
fn derive(browser: Browser) -> Value {
    let source = fs::read_to_string(place::root().join("manifest.json")).unwrap();
    manifest::derive(&source, browser, dist::VERSION).unwrap()
}

/// The manifest in every form.
fn manifests() -> [(Browser, Value); 2] {
    Browser::ALL.map(|browser| (browser, derive(browser)))
}
