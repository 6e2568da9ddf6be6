//! Chromium by the DevTools protocol: the toolbar click and the popup are out of WebDriver's reach.

mod connection;
mod input;
mod launch;
mod watch;

use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};

use self::connection::Connection;
use self::watch::{Watch, auto_attach};
use crate::driver::{Bring, Doc, Driver, Key, Place, Pointer, Step};
use crate::options::Options;
use crate::process::{Process, Profile};

const PATIENCE: Duration = Duration::from_secs(15);

/// A running Chromium.
pub(crate) struct Chromium {
    process: Process,
    connection: Connection,
    origin: String,
}

impl Chromium {
    /// Starts Chromium in `profile` with the extension of the options.
    pub(crate) fn start(options: &Options, profile: &Profile) -> Result<Self> {
        let origin = launch::origin(&options.extension)?;
        let (process, port, path) = launch::launch(options, profile)?;
        let connection = Connection::open(port, &path, Watch::new(&origin))?;
        let chromium = Self { process, connection, origin };
        if options.watched {
            chromium.browser("Target.setAutoAttach", &auto_attach())?;
        }
        let downloads = profile.path().join("downloads");
        chromium.browser(
            "Browser.setDownloadBehavior",
            &json!({"behavior": "allow", "downloadPath": downloads}),
        )?;
        if options.private {
            chromium.allow_private()?;
        }
        Ok(chromium)
    }

    fn browser(&self, method: &str, params: &Value) -> Result<Value> {
        self.connection.call("", method, params)
    }

    fn page(&self, doc: &Doc, method: &str, params: &Value) -> Result<Value> {
        let session = self.session(&doc.id)?;
        self.connection.call(&session, method, params)
    }

    /// The session of a target, attached now if it is not yet.
    fn session(&self, target: &str) -> Result<String> {
        if let Some(session) = self.connection.watch().session(target) {
            return Ok(session);
        }
        let made = self.browser("Target.attachToTarget", &json!({"targetId": target, "flatten": true}))?;
        Ok(made["sessionId"].as_str().unwrap_or_default().into())
    }

    /// All targets of one type (`page`, `tab`): id, address and the window's context.
    fn targets(&self, kind: &str) -> Result<Vec<(String, String)>> {
        let found = self.browser("Target.getTargets", &json!({"filter": [{}]}))?;
        let found = found["targetInfos"].as_array().cloned().unwrap_or_default();
        let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
        Ok(found
            .iter()
            .filter(|info| info["type"] == kind)
            .map(|info| (text(&info["targetId"]), text(&info["url"])))
            .collect())
    }

    fn wait_for<T>(&self, what: &str, mut look: impl FnMut() -> Result<Option<T>>) -> Result<T> {
        let end = Instant::now() + PATIENCE;
        while Instant::now() < end {
            if let Some(found) = look()? {
                return Ok(found);
            }
            std::thread::sleep(Duration::from_millis(20));
        }
        bail!("{what}: not within {} s", PATIENCE.as_secs())
    }

    fn loaded(&self, doc: &Doc) -> Result<()> {
        self.wait_for(&format!("{} to load", doc.url), || {
            // While one document gives way to the next, neither can be asked.
            let ready = self.evaluate(doc, "document.readyState + ' ' + location.href").unwrap_or_default();
            let ready = ready.as_str().unwrap_or_default();
            Ok((ready.starts_with("complete") && !ready.ends_with("about:blank")).then_some(()))
        })
    }

    fn create(&self, url: &str, background: bool) -> Result<Doc> {
        let made = self.browser("Target.createTarget", &json!({"url": url, "background": background}))?;
        let id = made["targetId"].as_str().context("no target")?.to_owned();
        let doc = Doc { id, url: url.into(), place: Place::Tab };
        self.loaded(&doc)?;
        Ok(doc)
    }

    /// Runs an expression with the extension's rights, in a document that runs none of its scripts.
    fn with_rights(&self, expression: &str) -> Result<Value> {
        let url = format!("{}/manifest.json", self.origin);
        let doc = self.create(&url, true)?;
        // Behind the others, so that no popup closes; the clipboard wants a page with the focus.
        self.page(&doc, "Emulation.setFocusEmulationEnabled", &json!({"enabled": true}))?;
        let value = self.evaluate(&doc, expression);
        self.close(&doc)?;
        value
    }

    fn with_clipboard(&self, expression: &str) -> Result<Value> {
        let grant = json!({"origin": self.origin, "permissions": ["clipboardReadWrite"]});
        self.browser("Browser.grantPermissions", &grant)?;
        let value = self.with_rights(expression)?;
        // Otherwise the extension could copy without a click from here on.
        self.browser("Browser.resetPermissions", &json!({}))?;
        Ok(value)
    }

    /// The two switches on chrome://extensions that a person would turn on.
    fn allow_private(&self) -> Result<()> {
        let settings = self.open("chrome://extensions/")?;
        let id = self.origin.trim_start_matches("chrome-extension://");
        let allow = format!(
            "chrome.developerPrivate.updateProfileConfiguration({{inDeveloperMode: true}}).then(() => \
             chrome.developerPrivate.updateExtensionConfiguration({{extensionId: '{id}', incognitoAccess: true}}))"
        );
        self.evaluate(&settings, &allow)?;
        // The extension is loaded anew, which the page tells.
        let state = format!("chrome.developerPrivate.getExtensionInfo('{id}').then(info => info.state)");
        self.wait_for("the extension to start again", || {
            Ok((self.evaluate(&settings, &state).unwrap_or_default() == "ENABLED").then_some(()))
        })?;
        self.close(&settings)
    }

    /// The popup that is open now.
    fn popup(&self) -> Result<Option<Doc>> {
        Ok(self.documents()?.into_iter().find(|doc| doc.place == Place::Popup))
    }

    fn place(&self, doc: &Doc) -> Place {
        let in_tab = "new Promise(tell => chrome.tabs.getCurrent(tab => tell(!!tab)))";
        let popup =
            doc.url.starts_with(&self.origin) && self.evaluate(doc, in_tab).is_ok_and(|tab| tab == false);
        if popup { Place::Popup } else { Place::Tab }
    }

    /// Whether the click gave the popup the right to see the page under it.
    fn granted(&self, popup: &Doc) -> Result<bool> {
        let url =
            "chrome.tabs.query({active: true, lastFocusedWindow: true}).then(tabs => tabs[0]?.url ?? '')";
        Ok(self.evaluate(popup, url)?.as_str().is_some_and(|url| !url.is_empty()))
    }
}

impl Driver for Chromium {
    fn origin(&self) -> &str {
        &self.origin
    }

    fn open(&self, url: &str) -> Result<Doc> {
        self.create(url, false)
    }

    fn open_private(&self, url: &str) -> Result<Doc> {
        self.with_rights(&format!(
            "chrome.windows.create({{incognito: true, url: {}}}).then(() => 1)",
            json!(url)
        ))?;
        let doc = self.wait_for("the private window", || {
            Ok(self.documents()?.into_iter().find(|doc| doc.url == url))
        })?;
        self.loaded(&doc)?;
        Ok(doc)
    }

    fn documents(&self) -> Result<Vec<Doc>> {
        let pages = self.targets("page")?.into_iter();
        let docs = pages.map(|(id, url)| Doc { id, url, place: Place::Tab });
        Ok(docs.map(|doc| Doc { place: self.place(&doc), ..doc }).collect())
    }

    fn activate(&self, doc: &Doc) -> Result<()> {
        self.browser("Target.activateTarget", &json!({"targetId": doc.id})).map(drop)
    }

    fn close(&self, doc: &Doc) -> Result<()> {
        self.browser("Target.closeTarget", &json!({"targetId": doc.id})).map(drop)
    }

    fn evaluate(&self, doc: &Doc, expression: &str) -> Result<Value> {
        let params = json!({"expression": expression, "awaitPromise": true, "returnByValue": true});
        let mut answer = self.page(doc, "Runtime.evaluate", &params)?;
        if let Some(thrown) = answer.get("exceptionDetails") {
            bail!("{} in {}", thrown["exception"]["description"], doc.url);
        }
        Ok(answer["result"]["value"].take())
    }

    fn at_start(&self, doc: &Doc, script: &str) -> Result<()> {
        self.page(doc, "Page.enable", &json!({}))?;
        self.page(doc, "Page.addScriptToEvaluateOnNewDocument", &json!({"source": script})).map(drop)
    }

    fn navigate(&self, doc: &Doc, url: &str) -> Result<()> {
        self.page(doc, "Page.navigate", &json!({"url": url})).map(drop)
    }

    fn point(&self, doc: &Doc, pointer: Pointer, step: Step, at: (f64, f64)) -> Result<()> {
        let (method, params) = input::pointer(pointer, step, at);
        self.page(doc, method, &params).map(drop)
    }

    fn press(&self, doc: &Doc, key: Key<'_>) -> Result<()> {
        for params in input::key(key) {
            self.page(doc, "Input.dispatchKeyEvent", &params)?;
        }
        Ok(())
    }

    fn type_text(&self, doc: &Doc, text: &str) -> Result<()> {
        self.page(doc, "Input.insertText", &json!({"text": text})).map(drop)
    }

    fn choose_files(&self, doc: &Doc, input: &str, files: &[PathBuf]) -> Result<()> {
        let found = self.page(doc, "Runtime.evaluate", &json!({"expression": input}))?;
        let object = &found["result"]["objectId"];
        self.page(doc, "DOM.setFileInputFiles", &json!({"files": files, "objectId": object})).map(drop)
    }

    fn bring(&self, doc: &Doc, how: Bring, file: &Path) -> Result<()> {
        match how {
            Bring::Drop(x, y) => {
                let data = json!({"items": [], "files": [file], "dragOperationsMask": 1});
                ["dragEnter", "dragOver", "drop"].iter().try_for_each(|step| {
                    let params = json!({"type": step, "x": x, "y": y, "data": data});
                    self.page(doc, "Input.dispatchDragEvent", &params).map(drop)
                })
            }
            // What a page writes to the clipboard cannot be a file, only a picture.
            Bring::Paste if file.extension().is_none_or(|its| its != "png") => {
                let text = std::fs::read_to_string(file)?;
                self.evaluate(
                    doc,
                    &format!(
                        "(() => {{ const data = new DataTransfer(); data.items.add(new File([{}], 'pasted')); \
                         document.body.dispatchEvent(new ClipboardEvent('paste', \
                         {{ clipboardData: data, bubbles: true, cancelable: true }})); }})()",
                        json!(text)
                    ),
                )
                .map(drop)
            }
            Bring::Paste => {
                let bytes = STANDARD.encode(std::fs::read(file)?);
                self.with_clipboard(&format!(
                    "navigator.clipboard.write([new ClipboardItem({{'image/png': new Blob(\
                     [Uint8Array.from(atob('{bytes}'), letter => letter.charCodeAt())], \
                     {{type: 'image/png'}})}})])"
                ))?;
                self.press(doc, Key { name: "v", ctrl: true, ..Key::default() })
            }
        }
    }

    fn click_action(&self, tab: &Doc) -> Result<Doc> {
        self.activate(tab)?;
        let id = self.origin.trim_start_matches("chrome-extension://");
        let starts = |schemes: &[&str]| schemes.iter().any(|scheme| tab.url.starts_with(scheme));
        let (web, local) = (starts(&["http:", "https:"]), starts(&["file:"]));
        for tries in 1..=4 {
            let target = self.tab_target(tab)?;
            self.browser("Extensions.triggerAction", &json!({"id": id, "targetId": target}))?;
            let popup = self.wait_for("the popup", || self.popup())?;
            self.loaded(&popup)?;
            let granted = (web || local) && self.granted(&popup)?;
            // A local page is never granted while the extension's switch for them is off.
            if granted || !web && (!local || tries == 4) {
                return Ok(popup);
            }
            // A click within 0.7 s of the page's load may open the popup without granting activeTab.
            self.close(&popup)?;
            std::thread::sleep(Duration::from_millis(400));
        }
        bail!("the toolbar click never granted activeTab on {}", tab.url)
    }

    fn leave_popup(&self) -> Result<()> {
        Ok(()) // Chromium closes it by itself when the page is clicked.
    }

    fn zoom(&self, tab: &Doc, factor: f64) -> Result<()> {
        self.with_rights(&format!(
            "chrome.tabs.query({{}}).then(tabs => Promise.all(tabs.map(tab => \
             chrome.tabs.setZoom(tab.id, {factor}).catch(() => 0)))).then(() => 1)"
        ))?;
        self.activate(tab)
    }

    fn picture(&self, doc: &Doc) -> Result<Vec<u8>> {
        let shot = self.page(doc, "Page.captureScreenshot", &json!({"format": "png"}))?;
        STANDARD.decode(shot["data"].as_str().unwrap_or_default()).context("screenshot")
    }

    fn clipboard(&self) -> Result<String> {
        let text = self.with_clipboard("navigator.clipboard.readText()")?;
        Ok(text.as_str().unwrap_or_default().into())
    }

    fn set_clipboard(&self, text: &str) -> Result<()> {
        self.with_clipboard(&format!("navigator.clipboard.writeText({})", json!(text))).map(drop)
    }

    fn problems(&self) -> Result<Vec<String>> {
        Ok(self.connection.watch().problems())
    }

    fn quit(&mut self) -> Result<()> {
        self.browser("Browser.close", &json!({}))?;
        let ended = self.process.wait(PATIENCE);
        self.kill();
        if ended { Ok(()) } else { bail!("chromium did not close within {} s", PATIENCE.as_secs()) }
    }

    fn kill(&mut self) {
        self.process.kill();
        self.connection.close();
    }

    fn wait(&mut self) {
        while !self.process.wait(Duration::from_secs(3600)) {}
    }
}

impl Chromium {
    /// The target of type `tab` that shows the page: `triggerAction` wants this one.
    fn tab_target(&self, page: &Doc) -> Result<String> {
        let all = self.browser("Target.getTargets", &json!({"filter": [{}]}))?;
        let infos = all["targetInfos"].as_array().cloned().unwrap_or_default();
        let url = infos.iter().find(|info| info["targetId"] == page.id.as_str()).map(|info| &info["url"]);
        let tab = infos.iter().find(|info| info["type"] == "tab" && Some(&info["url"]) == url);
        tab.and_then(|info| info["targetId"].as_str()).map(Into::into).context("no tab shows the page")
    }
}
