//! A document as a person meets it: found by the words on it, worked with mouse and keyboard, read with the eyes.

use std::fmt;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};
use serde_json::{Value, json};

use crate::driver::{Bring, Doc, Driver, Key, Pointer, Step};

/// How long a person would wait before calling it broken.
pub const PATIENCE: Duration = Duration::from_secs(12);

const WORDS: &str = include_str!("page/words.js");

/// An open tab or popup.
#[derive(Clone)]
pub struct Page<'b> {
    driver: &'b dyn Driver,
    doc: Doc,
    /// The name of the part that is looked at; all of the page if there is none.
    part: Option<String>,
}

impl fmt::Debug for Page<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.doc.fmt(formatter)
    }
}

impl<'b> Page<'b> {
    pub(crate) fn new(driver: &'b dyn Driver, doc: Doc) -> Self {
        Self { driver, doc, part: None }
    }

    /// The same page, looking only at the section or group of this name.
    #[must_use]
    pub fn within(&self, part: &str) -> Self {
        Self { part: Some(part.into()), ..self.clone() }
    }

    /// Which document this is.
    pub fn doc(&self) -> &Doc {
        &self.doc
    }

    /// Whether it is still open.
    ///
    /// # Errors
    /// When the browser does not answer.
    pub fn is_open(&self) -> Result<bool> {
        Ok(self.driver.documents()?.iter().any(|doc| doc.id == self.doc.id))
    }

    /// Waits until the document has been closed by the browser or by itself.
    ///
    /// # Errors
    /// When it is still open after [`PATIENCE`].
    pub fn wait_closed(&self) -> Result<()> {
        patiently("the document is still open", || Ok((!self.is_open()?).then_some(())))
    }

    /// The awaited value of a JavaScript expression: for assertions and preparations, not for acting.
    ///
    /// # Errors
    /// When the document is closed or the expression throws.
    pub fn evaluate(&self, expression: &str) -> Result<Value> {
        self.driver.evaluate(&self.doc, expression)
    }

    /// Calls a function of `words.js`.
    fn ask(&self, function: &str, arguments: &[Value]) -> Result<Value> {
        let arguments: Vec<String> = arguments.iter().map(Value::to_string).collect();
        let part = json!(self.part);
        self.evaluate(&format!("{WORDS}({part}).{function}({})", arguments.join(", ")))
    }

    /// Clicks the button, link or switch that has these words.
    ///
    /// # Errors
    /// When after [`PATIENCE`] there is none, or more than one, or it is disabled or covered.
    pub fn click(&self, words: &str) -> Result<()> {
        self.click_on("point", "press", words, None)
    }

    /// Clicks the `nth` (from 0) of several that have these words.
    ///
    /// # Errors
    /// As for [`Page::click`].
    pub fn click_nth(&self, words: &str, nth: usize) -> Result<()> {
        self.click_on("pointNth", "press", words, Some(nth))
    }

    /// Clicks whatever shows exactly these words.
    ///
    /// # Errors
    /// As for [`Page::click`].
    pub fn click_text(&self, words: &str) -> Result<()> {
        self.click_on("point", "any", words, None)
    }

    /// Clicks into the field with this label.
    ///
    /// # Errors
    /// As for [`Page::click`].
    pub fn click_field(&self, label: &str) -> Result<()> {
        self.click_on("point", "field", label, None)
    }

    /// Clicks at a place in CSS pixels.
    ///
    /// # Errors
    /// When the document is closed.
    pub fn click_at(&self, at: (f64, f64)) -> Result<()> {
        for step in [Step::Hover, Step::Down, Step::Up] {
            self.driver.point(&self.doc, Pointer::Mouse, step, at)?;
        }
        Ok(())
    }

    /// Clicks; once more, as a person does, if it moved away under the pointer.
    fn click_on(&self, function: &str, kind: &str, words: &str, nth: Option<usize>) -> Result<()> {
        self.click_at(self.find(function, kind, words, nth)?)?;
        if self.has_missed() {
            self.click_at(self.find(function, kind, words, nth)?)?;
        }
        Ok(())
    }

    /// Whether within a second the last click did not arrive. A document that has gone was left by the click.
    fn has_missed(&self) -> bool {
        let end = Instant::now() + Duration::from_secs(1);
        while Instant::now() < end {
            if !self.ask("missed", &[]).is_ok_and(|missed| missed == true) {
                return false;
            }
            std::thread::sleep(Duration::from_millis(40));
        }
        true
    }

    /// Where on the page something with these words can be clicked, once it stands still.
    fn find(&self, function: &str, kind: &str, words: &str, nth: Option<usize>) -> Result<(f64, f64)> {
        let arguments: Vec<Value> =
            [json!(kind), json!(words)].into_iter().chain(nth.map(Into::into)).collect();
        let (mut last, mut why) = (None, String::new());
        let end = Instant::now() + PATIENCE;
        while Instant::now() < end {
            let place =
                self.ask(function, &arguments).unwrap_or_else(|error| json!({"why": error.to_string()}));
            let at = place["x"].as_f64().zip(place["y"].as_f64());
            match at {
                Some(found) if last == at => return Ok(found),
                Some(_) => why = "does not stand still".into(),
                None => why = place["why"].as_str().unwrap_or_default().into(),
            }
            last = at;
            std::thread::sleep(Duration::from_millis(30));
        }
        bail!("“{words}”: {why}; the page says: {}", self.text().unwrap_or_default())
    }

    /// Replaces what the field with this label holds by `text`, as from the keyboard.
    ///
    /// # Errors
    /// As for [`Page::click`].
    pub fn fill(&self, label: &str, text: &str) -> Result<()> {
        self.write(text, || self.click_field(label), || self.value(label))
    }

    /// The same for the field with this id.
    ///
    /// # Errors
    /// When there is no such field.
    pub fn fill_id(&self, id: &str, text: &str) -> Result<()> {
        let field = format!("document.getElementById('{id}')");
        let held = || Ok(self.evaluate(&format!("{field}.value"))?.as_str().unwrap_or_default().to_owned());
        self.write(text, || self.evaluate(&format!("{field}.focus()")).map(drop), held)
    }

    /// Types `text` where `enter` leads; once more, as a person does, if letters got lost on a busy machine. What a page does
    /// to a text that it was given stands.
    fn write(
        &self,
        text: &str,
        enter: impl Fn() -> Result<()>,
        held: impl Fn() -> Result<String>,
    ) -> Result<()> {
        for _ in 0..2 {
            enter()?;
            self.press_with(Key { name: "a", ctrl: true, ..Key::default() })?;
            if text.is_empty() {
                return self.press("Delete");
            }
            self.type_text(text)?;
            let end = Instant::now() + Duration::from_secs(1);
            while Instant::now() < end {
                // A field that has gone has done its work.
                if held().map_or(true, |held| held == text) {
                    return Ok(());
                }
                std::thread::sleep(Duration::from_millis(40));
            }
        }
        Ok(())
    }

    /// Replaces what the field with this label holds by what the clipboard holds.
    ///
    /// # Errors
    /// As for [`Page::click`].
    pub fn paste(&self, label: &str) -> Result<()> {
        self.click_field(label)?;
        for name in ["a", "v"] {
            self.press_with(Key { name, ctrl: true, ..Key::default() })?;
        }
        Ok(())
    }

    /// Types into what has the focus.
    ///
    /// # Errors
    /// When the document is closed.
    pub fn type_text(&self, text: &str) -> Result<()> {
        self.driver.type_text(&self.doc, text)
    }

    /// Chooses an entry of a drop-down list with the arrow keys.
    ///
    /// # Errors
    /// When the list has no such entry.
    pub fn choose(&self, label: &str, entry: &str) -> Result<()> {
        self.find("point", "field", label, None)?;
        self.ask("focus", &[json!(label)])?;
        let options = self.ask("options", &[json!(label)])?;
        let wanted = options.as_array().into_iter().flatten().position(|option| option == entry);
        let wanted = wanted.with_context(|| format!("“{label}” has no entry “{entry}”, only {options}"))?;
        self.press("Home")?;
        for _ in 0..wanted {
            self.press("ArrowDown")?;
        }
        let chosen = self.chosen(label)?;
        if chosen == entry {
            Ok(())
        } else {
            bail!("“{label}” shows “{chosen}” instead of “{entry}”")
        }
    }

    /// The entry that a drop-down list shows.
    ///
    /// # Errors
    /// When there is no such list.
    pub fn chosen(&self, label: &str) -> Result<String> {
        text(&self.ask("chosen", &[json!(label)])?).with_context(|| format!("no list “{label}”"))
    }

    /// What a field holds.
    ///
    /// # Errors
    /// When there is no such field.
    pub fn value(&self, label: &str) -> Result<String> {
        text(&self.ask("value", &[json!(label)])?).with_context(|| format!("no field “{label}”"))
    }

    /// Waits until a field holds a text.
    ///
    /// # Errors
    /// When it does not within [`PATIENCE`]; with what it holds instead.
    pub fn wait_value(&self, label: &str, expected: &str) -> Result<()> {
        let held = patiently("", || Ok(self.value(label).is_ok_and(|value| value == expected).then_some(())));
        held.with_context(|| format!("“{label}” holds {:?}, not “{expected}”", self.value(label)))
    }

    /// Whether a box is ticked.
    ///
    /// # Errors
    /// When there is no such box.
    pub fn is_checked(&self, label: &str) -> Result<bool> {
        let checked = self.ask("checked", &[json!(label)])?;
        checked.as_bool().with_context(|| format!("no box “{label}”"))
    }

    /// Gives files to the only file input of the page, as its dialog would.
    ///
    /// # Errors
    /// When the page has no file input.
    pub fn choose_files(&self, files: &[PathBuf]) -> Result<()> {
        let input = "document.querySelector('input[type=file]')";
        self.wait_until("a field for files", &format!("!!{input}"))?;
        self.driver.choose_files(&self.doc, input, files)
    }

    /// Drops this file, or pastes it.
    ///
    /// # Errors
    /// When the document is closed.
    pub fn bring(&self, how: Bring, file: &Path) -> Result<()> {
        self.driver.bring(&self.doc, how, file)
    }

    /// Presses a key: `Enter`, `Tab`, `ArrowDown`, `a`.
    ///
    /// # Errors
    /// When the document is closed.
    pub fn press(&self, name: &str) -> Result<()> {
        self.press_with(Key { name, ..Key::default() })
    }

    /// Presses a key with modifiers held.
    ///
    /// # Errors
    /// When the document is closed.
    pub fn press_with(&self, key: Key<'_>) -> Result<()> {
        self.driver.press(&self.doc, key)
    }

    /// Drags from one place to another, in CSS pixels, with a few stops on the way.
    ///
    /// # Errors
    /// When the document is closed.
    pub fn drag(&self, pointer: Pointer, from: (f64, f64), to: (f64, f64)) -> Result<()> {
        let step = |step, at| self.driver.point(&self.doc, pointer, step, at);
        if pointer != Pointer::Touch {
            step(Step::Hover, from)?;
        }
        step(Step::Down, from)?;
        for part in 1..=6 {
            let share = f64::from(part) / 6.0;
            let at = (from.0 + (to.0 - from.0) * share, from.1 + (to.1 - from.1) * share);
            step(Step::Drag, at)?;
        }
        step(Step::Up, to)
    }

    /// Everything the page says, white space squeezed.
    ///
    /// # Errors
    /// When the document is closed.
    pub fn text(&self) -> Result<String> {
        Ok(text(&self.ask("text", &[])?).unwrap_or_default())
    }

    /// Whether the page says these words now.
    ///
    /// # Errors
    /// When the document is closed.
    pub fn sees(&self, words: &str) -> Result<bool> {
        Ok(self.text()?.contains(words))
    }

    /// Waits until the page says these words.
    ///
    /// # Errors
    /// When it does not within [`PATIENCE`]; with all it says instead.
    pub fn wait_for(&self, words: &str) -> Result<()> {
        let said = patiently("", || Ok(self.sees(words).unwrap_or(false).then_some(())));
        said.with_context(|| format!("never said “{words}” but: {}", self.text().unwrap_or_default()))
    }

    /// Waits until the page no longer says these words.
    ///
    /// # Errors
    /// When it still does after [`PATIENCE`].
    pub fn wait_gone(&self, words: &str) -> Result<()> {
        patiently(&format!("still says “{words}”"), || {
            Ok((!self.sees(words).unwrap_or(true)).then_some(()))
        })
    }

    /// Waits until so many things with these words can be pressed.
    ///
    /// # Errors
    /// When there are not within [`PATIENCE`]; with how many there are instead.
    pub fn wait_count(&self, words: &str, expected: usize) -> Result<()> {
        let counted = patiently("", || Ok((self.count(words)? == expected).then_some(())));
        counted.with_context(|| format!("{:?} times “{words}”, not {expected}", self.count(words)))
    }

    /// How many things with these words can be pressed.
    ///
    /// # Errors
    /// When the document is closed.
    pub fn count(&self, words: &str) -> Result<usize> {
        let count = self.ask("count", &[json!("press"), json!(words)])?;
        usize::try_from(count.as_u64().unwrap_or(0)).context("count")
    }

    /// The accessible name of what has the focus; empty if nothing has.
    ///
    /// # Errors
    /// When the document is closed.
    pub fn focused(&self) -> Result<String> {
        Ok(text(&self.ask("focused", &[])?).unwrap_or_default())
    }

    /// Waits until what has the focus is called so, or has these words in its name.
    ///
    /// # Errors
    /// When it is not within [`PATIENCE`]; with what has it instead.
    pub fn wait_focused(&self, words: &str) -> Result<()> {
        let focused = patiently("", || Ok(self.focused()?.contains(words).then_some(())));
        focused.with_context(|| {
            format!("the focus is on “{}”, not on “{words}”", self.focused().unwrap_or_default())
        })
    }

    /// Waits until an expression is true.
    ///
    /// # Errors
    /// When it is not within [`PATIENCE`].
    pub fn wait_until(&self, what: &str, expression: &str) -> Result<()> {
        patiently(what, || Ok(self.evaluate(expression).is_ok_and(|value| value == true).then_some(())))
    }

    /// Brings its tab to the front.
    ///
    /// # Errors
    /// When it is closed.
    pub fn activate(&self) -> Result<()> {
        self.driver.activate(&self.doc)
    }

    /// Closes it.
    ///
    /// # Errors
    /// When it is closed already.
    pub fn close(&self) -> Result<()> {
        self.driver.close(&self.doc)
    }

    /// Runs a script in every document that this tab will load, before the document's own.
    ///
    /// # Errors
    /// When it is closed.
    pub fn at_start(&self, script: &str) -> Result<()> {
        self.driver.at_start(&self.doc, script)
    }

    /// Loads another address in this tab, without waiting for it.
    ///
    /// # Errors
    /// When it is closed.
    pub fn navigate(&self, url: &str) -> Result<()> {
        self.driver.navigate(&self.doc, url)
    }

    /// Sets the tab's zoom to another one, 1.1 being 110 %.
    ///
    /// # Errors
    /// When the page did not change its size.
    pub fn zoom(&self, factor: f64) -> Result<()> {
        let measure = || {
            let found = self.evaluate("[innerWidth, devicePixelRatio]")?;
            Ok::<_, anyhow::Error>([0, 1].map(|at| found[at].as_f64().unwrap_or_default()))
        };
        let [width, ratio] = measure()?;
        patiently(&format!("{width} CSS pixels at zoom {factor}"), || {
            self.driver.zoom(&self.doc, factor)?;
            let [new_width, new_ratio] = measure()?;
            let is_same_window = (new_width * new_ratio / (width * ratio) - 1.0).abs() < 0.02;
            Ok((new_ratio != ratio && is_same_window).then_some(()))
        })
    }

    /// The visible part as PNG.
    ///
    /// # Errors
    /// When the document is closed.
    pub fn picture(&self) -> Result<Vec<u8>> {
        self.driver.picture(&self.doc)
    }
}

fn text(value: &Value) -> Option<String> {
    value.as_str().map(Into::into)
}

/// Looks again and again until there is something, for [`PATIENCE`].
///
/// # Errors
/// What looking failed with, or `what` when the time is up.
pub fn patiently<T>(what: &str, mut look: impl FnMut() -> Result<Option<T>>) -> Result<T> {
    let end = Instant::now() + PATIENCE;
    loop {
        if let Some(found) = look()? {
            return Ok(found);
        }
        if Instant::now() > end {
            bail!("{what}, after {} s", PATIENCE.as_secs());
        }
        std::thread::sleep(Duration::from_millis(40));
    }
}
