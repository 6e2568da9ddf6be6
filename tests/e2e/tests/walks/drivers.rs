//! The drivers themselves: what they report must be true, or no walk means anything.

use std::fs;

use anyhow::{Result, ensure};
use e2e::{Browser, Colors, Kind, Language, Options, Pointer, Site, axe, patiently};

const MANIFEST: &str = r#"{"manifest_version": 3, "name": "Probe", "version": "1",
"permissions": ["storage", "activeTab"], "action": {"default_popup": "popup.html"},
"content_security_policy": {"extension_pages": "default-src 'self'; img-src data:; connect-src http://127.0.0.1:*"},
"background": {"service_worker": "background.js", "scripts": ["background.js"]},
"browser_specific_settings": {"gecko": {"id": "probe@warifu.test"}}}"#;

const POPUP: &str = r#"<!doctype html><meta charset="utf-8"><title>Probe</title>
<link rel="stylesheet" href="popup.css">
<p><label for="issuer">発行者</label> <input id="issuer"></p>
<p><label>Kind <select id="kind"><option>One</option><option>Two</option></select></label></p>
<button id="scan">読み取る</button> <button id="copy">Copy</button> <input type="file" id="file">
<p id="said"></p><div id="field"></div><script src="popup.js"></script>"#;

const SCRIPT: &str = r#"
const api = globalThis.browser ?? chrome;
const byId = id => document.getElementById(id);
const say = text => { byId("said").textContent = text; };
byId("scan").onclick = async event => {
  try {
    const [tab] = await api.tabs.query({ active: true, lastFocusedWindow: true });
    const shot = await api.tabs.captureVisibleTab();
    const image = new Image(); image.src = shot; await image.decode();
    say(`${event.isTrusted} ${tab.url} ${image.naturalWidth}`);
  } catch (error) { say(String(error)); }
};
byId("copy").onclick = () => navigator.clipboard.writeText("123456").then(() => say("copied"), e => say(String(e)));
byId("file").onchange = async event => say("file " + await event.target.files[0].text());
globalThis.places = [];
for (const type of ["pointerdown", "pointermove", "pointerup"]) byId("field").addEventListener(type, event => {
  places.push([type, event.pointerType, event.offsetX, event.offsetY]);
  document.title = JSON.stringify(places);
});"#;

const STYLE: &str =
    "body{width:360px;margin:8px}#field{width:320px;height:160px;background:#ccc;touch-action:none}";

/// Starts a browser with the probe, changed by `change`.
fn with_probe(
    kind: Kind,
    change: impl FnOnce(&mut Options),
    extra: &str,
    steps: impl FnOnce(&Browser, &Site) -> Result<()>,
) -> Result<()> {
    let folder = tempfile::tempdir()?;
    let script = format!("{SCRIPT}\n{extra}");
    let files = [
        ("manifest.json", MANIFEST),
        ("popup.html", POPUP),
        ("popup.css", STYLE),
        ("popup.js", &script),
        ("background.js", ""),
    ];
    for (name, text) in files {
        fs::write(folder.path().join(name), text)?;
    }
    let mut options = Options::new(folder.path().into());
    options.greets = false;
    change(&mut options);
    let browser = Browser::start(kind, &options)?;
    steps(&browser, &Site::start()?)
}

fn hands_and_eyes(kind: Kind) -> Result<()> {
    with_probe(
        kind,
        |options| options.language = Language::Japanese,
        "",
        |browser, site| {
            let tab = browser.open(&site.url("practice.html"))?;
            tab.wait_for("割符大学")?;
            let popup = browser.click_action(&tab)?;
            popup.click("読み取る")?;
            popup.wait_for(&format!("true {}", site.url("practice.html")))?;
            popup.fill("発行者", "Osaka")?;
            popup.fill("発行者", "大阪公立大学 OMU")?;
            popup.wait_value("発行者", "大阪公立大学 OMU")?;
            popup.choose("Kind", "Two")?;
            ensure!(popup.chosen("Kind")? == "Two");
            browser.set_clipboard("a\tb\u{3000}c")?;
            popup.paste("発行者")?;
            popup.wait_value("発行者", "a\tb\u{3000}c")?;
            ensure!(popup.evaluate("(globalThis.browser ?? chrome).i18n.getUILanguage()")? == "ja");
            popup.click("Copy")?;
            popup.wait_for("copied")?;
            ensure!(browser.clipboard()? == "123456");
            ensure!(popup.is_open()?, "reading the clipboard closed the popup");
            browser.click_beside(&tab, (30.0, 400.0))?;
            ensure!(browser.problems()?.is_empty(), "{:?}", browser.problems());
            Ok(())
        },
    )
}

fn drags_where_it_says(kind: Kind, scale: f64) -> Result<()> {
    with_probe(
        kind,
        |options| options.scale = scale,
        "",
        |browser, _| {
            let page = browser.open(&browser.url("popup.html"))?;
            ensure!(page.evaluate("devicePixelRatio")?.as_f64() == Some(scale));
            page.zoom(1.1)?;
            for (pointer, name) in
                [(Pointer::Mouse, "mouse"), (Pointer::Pen, "pen"), (Pointer::Touch, "touch")]
            {
                let place = page.evaluate("(({left, top}) => [left, top])(document.getElementById('field').getBoundingClientRect())")?;
                let (left, top) = (place[0].as_f64().unwrap(), place[1].as_f64().unwrap());
                page.evaluate("places.length = 0")?;
                page.drag(pointer, (left + 10.0, top + 20.0), (left + 190.0, top + 140.0))?;
                let heard = patiently("the drag", || {
                    let heard = page.evaluate("places")?;
                    Ok(heard
                        .as_array()
                        .is_some_and(|all| all.iter().any(|one| one[0] == "pointerup"))
                        .then_some(heard))
                })?;
                let heard = heard.as_array().unwrap();
                let down = heard.iter().find(|one| one[0] == "pointerdown").unwrap();
                let up = heard.last().unwrap();
                for (event, x, y) in [(down, 10.0, 20.0), (up, 190.0, 140.0)] {
                    ensure!(event[1] == name, "{event}");
                    let off = (event[2].as_f64().unwrap() - x).hypot(event[3].as_f64().unwrap() - y);
                    ensure!(off < 1.5, "{event} instead of {x}, {y}");
                }
            }
            Ok(())
        },
    )
}

fn private_and_dark(kind: Kind) -> Result<()> {
    let change = |options: &mut Options| {
        options.private = true;
        options.colors = Colors::Dark;
    };
    with_probe(kind, change, "", |browser, site| {
        let tab = browser.open_private(&site.url("practice.html"))?;
        ensure!(tab.evaluate("matchMedia('(prefers-color-scheme: dark)').matches")? == true);
        let popup = browser.click_action(&tab)?;
        popup.click("読み取る")?;
        popup.wait_for("true http")?;
        ensure!(!popup.picture()?.is_empty() && !tab.picture()?.is_empty());
        let file = browser.profile().path().join("given.txt");
        fs::write(&file, "words in a file")?;
        popup.choose_files(&[file])?;
        popup.wait_for("file words in a file")
    })
}

fn watch_sees(kind: Kind, script: &str, expected: &str) -> Result<()> {
    with_probe(
        kind,
        |_| {},
        script,
        |browser, site| {
            let tab = browser.open(&site.url("none"))?;
            browser.click_action(&tab)?;
            patiently(&format!("the watch did not see {expected}"), || {
                Ok(browser.problems()?.iter().any(|problem| problem.contains(expected)).then_some(()))
            })
        },
    )
}

fn watch(kind: Kind) -> Result<()> {
    watch_sees(kind, "console.error('planted')", "planted")?;
    watch_sees(kind, "setTimeout(() => { throw new Error('thrown'); })", "thrown")?;
    watch_sees(kind, "document.body.setAttribute('style', 'color: red')", "style-src")?;
    watch_sees(
        kind,
        "fetch('http://127.0.0.1:50999/planted').catch(() => 0)",
        "request: http://127.0.0.1:50999",
    )
}

/// The probe's page has no language, and its file input no name.
fn axe_sees(kind: Kind) -> Result<()> {
    with_probe(
        kind,
        |_| {},
        "",
        |browser, _| {
            let found = axe(&browser.open(&browser.url("popup.html"))?)?;
            for rule in ["html-has-lang", "label"] {
                let quoted = format!("\"{rule}\":");
                ensure!(found.iter().any(|line| line.starts_with(&quoted)), "no {rule} in {found:#?}");
            }
            Ok(())
        },
    )
}

/// A script set to run at the start runs before the page's own, at every load.
fn starts_first(kind: Kind) -> Result<()> {
    with_probe(
        kind,
        |_| {},
        "document.title = window.early;",
        |browser, _| {
            let page = browser.open(&browser.url("popup.html"))?;
            page.at_start("window.early = 'early ' + location.hash;")?;
            for hash in ["#one", "#two"] {
                page.navigate(&browser.url("manifest.json"))?;
                page.wait_until("manifest", "location.pathname === '/manifest.json'")?;
                page.navigate(&browser.url(&format!("popup.html{hash}")))?;
                page.wait_until("early", &format!("document.title === 'early {hash}'"))?;
            }
            Ok(())
        },
    )
}

fn drags(kind: Kind) -> Result<()> {
    [1.0, 1.5, 2.0].into_iter().try_for_each(|scale| drags_where_it_says(kind, scale))
}

e2e::walks!(axe_sees, starts_first, hands_and_eyes, drags, private_and_dark, watch);
