//! What both browsers can be asked for, each in its own protocol.

use std::path::{Path, PathBuf};

use anyhow::Result;
use serde_json::Value;

/// Where a document is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// In a tab of a window.
    Tab,
    /// In the popup under the toolbar button.
    Popup,
}

/// A document that can be read and acted upon for as long as it is open.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Doc {
    /// The browser's own name for the tab or popup; it stays the same when the address changes.
    pub id: String,
    /// The address when the document was listed.
    pub url: String,
    /// Tab or popup.
    pub place: Place,
}

/// What drags across a page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pointer {
    /// A mouse's left button.
    Mouse,
    /// A pen on the screen.
    Pen,
    /// One finger.
    Touch,
}

/// One step of a pointer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// The button or the finger goes down.
    Down,
    /// It moves, held down.
    Drag,
    /// It moves, not held down (a finger cannot).
    Hover,
    /// It is released.
    Up,
}

/// A key with its modifiers.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Key<'a> {
    /// The `key` value of the event: `Enter`, `ArrowDown`, `a`.
    pub name: &'a str,
    /// Control held.
    pub ctrl: bool,
    /// Shift held.
    pub shift: bool,
    /// Alt held.
    pub alt: bool,
}

/// How a file comes from another program.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Bring {
    /// Dropped at this place, in CSS pixels.
    Drop(f64, f64),
    /// Pasted from the clipboard.
    Paste,
}

/// One running browser. Every call has a time limit of its own.
pub trait Driver {
    /// The origin of the extension's pages, without a slash at the end.
    fn origin(&self) -> &str;
    /// Opens a tab in front and waits until it has loaded.
    fn open(&self, url: &str) -> Result<Doc>;
    /// Opens a tab in a new private window and waits until it has loaded.
    fn open_private(&self, url: &str) -> Result<Doc>;
    /// Every open tab and popup.
    fn documents(&self) -> Result<Vec<Doc>>;
    /// Brings a tab to the front.
    fn activate(&self, doc: &Doc) -> Result<()>;
    /// Closes a tab or popup.
    fn close(&self, doc: &Doc) -> Result<()>;
    /// The awaited value of a JavaScript expression in the page.
    fn evaluate(&self, doc: &Doc, expression: &str) -> Result<Value>;
    /// Runs a script in every document that this tab will load, before the document's own.
    fn at_start(&self, doc: &Doc, script: &str) -> Result<()>;
    /// Loads another address in this tab.
    fn navigate(&self, doc: &Doc, url: &str) -> Result<()>;
    /// One step of a pointer at a place in CSS pixels of the page.
    fn point(&self, doc: &Doc, pointer: Pointer, step: Step, at: (f64, f64)) -> Result<()>;
    /// Presses and releases a key in the page that has the focus.
    fn press(&self, doc: &Doc, key: Key<'_>) -> Result<()>;
    /// Types text into the focused field.
    fn type_text(&self, doc: &Doc, text: &str) -> Result<()>;
    /// Gives files to the file input that the expression yields, as choosing them would.
    fn choose_files(&self, doc: &Doc, input: &str, files: &[PathBuf]) -> Result<()>;
    /// Brings a file from outside, most often a picture: dropped, or copied elsewhere and pasted.
    fn bring(&self, doc: &Doc, how: Bring, file: &Path) -> Result<()>;
    /// Clicks the extension's toolbar button over `tab`; the popup's document once it is open.
    fn click_action(&self, tab: &Doc) -> Result<Doc>;
    /// Does what a click beside the popup does to it first.
    fn leave_popup(&self) -> Result<()>;
    /// Sets the zoom of a tab, 1.1 being 110 %.
    fn zoom(&self, tab: &Doc, factor: f64) -> Result<()>;
    /// The visible part of a document as PNG.
    fn picture(&self, doc: &Doc) -> Result<Vec<u8>>;
    /// The text in the clipboard.
    fn clipboard(&self) -> Result<String>;
    /// Puts a text into the clipboard, as if copied in another program.
    fn set_clipboard(&self, text: &str) -> Result<()>;
    /// What went wrong so far in the extension: console errors, CSP violations, network requests.
    fn problems(&self) -> Result<Vec<String>>;
    /// Closes the browser as a person would and waits for its end.
    fn quit(&mut self) -> Result<()>;
    /// Kills the browser without notice.
    fn kill(&mut self);
    /// Waits until a person has closed the browser.
    fn wait(&mut self);
}
