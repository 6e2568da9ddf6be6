//! Firefox by Marionette, with scripts in the browser's own window: the toolbar button and the popup lie there.

mod launch;
mod marionette;

use std::path::{Path, PathBuf};
use std::time::Duration;

use anyhow::{Context, Result, bail};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};

use self::marionette::Marionette;
use crate::driver::{Bring, Doc, Driver, Key, Place, Pointer, Step};
use crate::options::Options;
use crate::process::{Process, Profile};

const DRIVER: &str = include_str!("firefox/driver.js");

/// A running Firefox.
pub(crate) struct Firefox {
    process: Process,
    marionette: Marionette,
    addon: String,
    origin: String,
}

impl Firefox {
    /// Starts Firefox in `profile` with the extension of the options as a temporary add-on.
    pub(crate) fn start(options: &Options, profile: &Profile) -> Result<Self> {
        let addon = launch::addon_id(options)?;
        let (process, port) = launch::launch(options, profile, &addon)?;
        let marionette = Marionette::open(port)?;
        let origin = format!("moz-extension://{}", launch::UUID);
        let firefox = Self { process, marionette, addon, origin };
        firefox.run(&format!("globalThis.warifu ??= (() => {{ {DRIVER} }})();"), &[])?;
        if options.watched {
            firefox.ask("listen", &[json!(firefox.origin)])?;
        }
        let install = json!({"path": options.extension, "temporary": true});
        firefox.marionette.call("Addon:Install", &install)?;
        if options.private {
            firefox.ask("allowPrivate", &[json!(firefox.addon), json!(options.greets)])?;
        }
        Ok(firefox)
    }

    /// Calls a function of `driver.js`.
    fn ask(&self, name: &str, arguments: &[Value]) -> Result<Value> {
        self.run(&format!("return warifu.{name}(...given);"), arguments).with_context(|| name.to_owned())
    }

    fn run(&self, script: &str, arguments: &[Value]) -> Result<Value> {
        let script = format!(
            "const given = [...arguments]; const done = given.pop(); (async () => {{ {script} }})().then(\
             value => done({{value: value ?? null}}), error => done({{error: String(error)}}));"
        );
        let params = json!({"script": script, "args": arguments, "newSandbox": false, "sandbox": "system"});
        let mut answer = self.marionette.call("WebDriver:ExecuteAsyncScript", &params)?;
        let answer = &mut answer["value"];
        if let Some(error) = answer["error"].as_str() {
            bail!("{error}");
        }
        Ok(answer["value"].take())
    }
}

fn doc(value: &Value) -> Doc {
    let text = |name: &str| value[name].as_str().unwrap_or_default().to_owned();
    let place = if value["place"] == "popup" { Place::Popup } else { Place::Tab };
    Doc { id: text("id"), url: text("url"), place }
}

impl Driver for Firefox {
    fn origin(&self) -> &str {
        &self.origin
    }

    fn open(&self, url: &str) -> Result<Doc> {
        Ok(doc(&self.ask("open", &[json!(url)])?))
    }

    fn open_private(&self, url: &str) -> Result<Doc> {
        Ok(doc(&self.ask("openPrivate", &[json!(url)])?))
    }

    fn documents(&self) -> Result<Vec<Doc>> {
        let found = self.ask("documents", &[])?;
        Ok(found.as_array().into_iter().flatten().map(doc).collect())
    }

    fn activate(&self, doc: &Doc) -> Result<()> {
        self.ask("activate", &[json!(doc.id)]).map(drop)
    }

    fn close(&self, doc: &Doc) -> Result<()> {
        self.ask("close", &[json!(doc.id)]).map(drop)
    }

    fn evaluate(&self, doc: &Doc, expression: &str) -> Result<Value> {
        self.ask("evaluate", &[json!(doc.id), json!(expression)])
    }

    fn at_start(&self, doc: &Doc, script: &str) -> Result<()> {
        self.ask("atStart", &[json!(doc.id), json!(script)]).map(drop)
    }

    fn navigate(&self, doc: &Doc, url: &str) -> Result<()> {
        self.ask("navigate", &[json!(doc.id), json!(url)]).map(drop)
    }

    fn point(&self, doc: &Doc, pointer: Pointer, step: Step, (x, y): (f64, f64)) -> Result<()> {
        let (mouse, touch, buttons) = match step {
            Step::Down => ("mousedown", "touchstart", 1),
            Step::Drag => ("mousemove", "touchmove", 1),
            Step::Hover => ("mousemove", "touchmove", 0),
            Step::Up => ("mouseup", "touchend", 0),
        };
        if pointer == Pointer::Touch {
            return self.ask("touch", &[json!(doc.id), json!(touch), json!(x), json!(y)]).map(drop);
        }
        let pen = pointer == Pointer::Pen;
        let given = [json!(doc.id), json!(mouse), json!(x), json!(y), json!(0), json!(buttons), json!(pen)];
        self.ask("mouse", &given).map(drop)
    }

    fn press(&self, doc: &Doc, key: Key<'_>) -> Result<()> {
        // EventUtils' spelling: one character as it is, a named key as KEY_Name.
        let name = if key.name.chars().count() == 1 { key.name.into() } else { format!("KEY_{}", key.name) };
        let modifiers = json!({"ctrlKey": key.ctrl, "shiftKey": key.shift, "altKey": key.alt});
        self.ask("press", &[json!(doc.id), json!(name), modifiers]).map(drop)
    }

    fn type_text(&self, doc: &Doc, text: &str) -> Result<()> {
        self.ask("type", &[json!(doc.id), json!(text)]).map(drop)
    }

    fn choose_files(&self, doc: &Doc, input: &str, files: &[PathBuf]) -> Result<()> {
        self.ask("chooseFiles", &[json!(doc.id), json!(input), json!(files)]).map(drop)
    }

    fn bring(&self, doc: &Doc, how: Bring, file: &Path) -> Result<()> {
        let at = match how {
            Bring::Drop(x, y) => json!([x, y]),
            Bring::Paste => Value::Null,
        };
        let files = self.ask("bring", &[json!(doc.id), at, json!(file)])?;
        if files == 1 { Ok(()) } else { bail!("{files} files were brought") }
    }

    fn click_action(&self, tab: &Doc) -> Result<Doc> {
        Ok(doc(&self.ask("clickAction", &[json!(tab.id), json!(self.addon)])?))
    }

    fn leave_popup(&self) -> Result<()> {
        self.ask("leavePopup", &[]).map(drop)
    }

    fn zoom(&self, tab: &Doc, factor: f64) -> Result<()> {
        self.ask("zoom", &[json!(tab.id), json!(factor)]).map(drop)
    }

    fn picture(&self, doc: &Doc) -> Result<Vec<u8>> {
        let shot = self.ask("picture", &[json!(doc.id)])?;
        STANDARD.decode(shot.as_str().unwrap_or_default()).context("screenshot")
    }

    fn clipboard(&self) -> Result<String> {
        Ok(self.ask("clipboard", &[])?.as_str().unwrap_or_default().into())
    }

    fn set_clipboard(&self, text: &str) -> Result<()> {
        self.ask("setClipboard", &[json!(text)]).map(drop)
    }

    fn problems(&self) -> Result<Vec<String>> {
        let heard = self.ask("problems", &[])?;
        let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
        Ok(heard.as_array().into_iter().flatten().map(text).collect())
    }

    fn quit(&mut self) -> Result<()> {
        self.marionette.call("Marionette:Quit", &json!({"flags": ["eAttemptQuit"]}))?;
        let ended = self.process.wait(Duration::from_secs(15));
        self.kill();
        if ended { Ok(()) } else { bail!("firefox did not close within 15 s") }
    }

    fn kill(&mut self) {
        self.process.kill();
    }

    fn wait(&mut self) {
        while !self.process.wait(Duration::from_secs(3600)) {}
    }
}
