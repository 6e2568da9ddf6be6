//! What a member does again and again, in the words of the extension's language.

use anyhow::{Context, Result};

use crate::browser::Browser;
use crate::judge::{Totp, now};
use crate::options::Language;
use crate::page::{Page, patiently};
use crate::words::Words;

/// A member at a browser.
#[derive(Debug)]
pub struct Member<'b> {
    browser: &'b Browser,
    words: Words,
}

impl<'b> Member<'b> {
    /// A member who reads this language.
    ///
    /// # Errors
    /// When the extension has no words in it.
    pub fn new(browser: &'b Browser, language: Language) -> Result<Self> {
        Ok(Self { browser, words: Words::of(language)? })
    }

    /// A word of the extension.
    pub fn word(&self, name: &str) -> &str {
        self.words.get(name)
    }

    /// The one of two words of another page that is in the language of this member.
    pub fn choose(&self, japanese: &'static str, english: &'static str) -> &'static str {
        self.language().word(japanese, english)
    }

    /// The language.
    pub fn language(&self) -> Language {
        self.words.language()
    }

    /// All its words.
    pub fn words(&self) -> &Words {
        &self.words
    }

    /// Clicks the toolbar button over a tab and waits for the list, empty or not.
    ///
    /// # Errors
    /// When the popup does not come up.
    pub fn begin(&self, tab: &Page<'_>) -> Result<Page<'b>> {
        let popup = self.browser.click_action(tab)?;
        self.wait_any(&popup, &["add_account", "empty_title"])?;
        Ok(popup)
    }

    /// Waits until the page says one of these messages; which.
    ///
    /// # Errors
    /// When it says none of them.
    pub fn wait_any<'n>(&self, page: &Page<'_>, names: &[&'n str]) -> Result<&'n str> {
        let said = patiently("", || {
            let text = page.text().unwrap_or_default();
            Ok(names.iter().copied().find(|name| text.contains(self.word(name))))
        });
        said.with_context(|| format!("none of {names:?} in: {}", page.text().unwrap_or_default()))
    }

    /// Chooses one of the ways of adding an account; asked how to protect the keys, goes on without a passphrase.
    ///
    /// # Errors
    /// When a button is missing.
    pub fn choose_way(&self, page: &Page<'_>, way: &str) -> Result<()> {
        if self.wait_any(page, &["way_type_hint", "add_account"])? == "add_account" {
            page.click(self.word("add_account"))?;
        }
        page.click(self.word(way))?;
        self.without_passphrase(page)
    }

    /// Asked how to protect the keys, goes on without a passphrase; not asked, just goes on.
    ///
    /// # Errors
    /// When the ways of adding an account do not give way to anything.
    pub fn without_passphrase(&self, page: &Page<'_>) -> Result<()> {
        page.wait_gone(self.word("way_type_hint"))?;
        if page.sees(self.word("protect_title"))? {
            page.click(self.word("protect_device"))?;
            page.wait_gone(self.word("protect_title"))?;
        }
        Ok(())
    }

    /// From the list to the form for typing a key.
    ///
    /// # Errors
    /// When a button is missing.
    pub fn open_form(&self, page: &Page<'_>) -> Result<()> {
        self.choose_way(page, "manual_entry")?;
        page.wait_for(self.word("secret"))
    }

    /// Reads the code on the tab under the popup.
    ///
    /// # Errors
    /// When the button is missing.
    pub fn scan(&self, popup: &Page<'_>) -> Result<()> {
        self.choose_way(popup, "way_scan")
    }

    /// Agrees to what was scanned.
    ///
    /// # Errors
    /// When nothing is offered.
    pub fn confirm(&self, page: &Page<'_>) -> Result<()> {
        page.click(self.word("add"))
    }

    /// Types an account and saves it.
    ///
    /// # Errors
    /// When it does not appear in the list.
    pub fn add_by_typing(&self, page: &Page<'_>, issuer: &str, user: &str, key: &str) -> Result<()> {
        self.open_form(page)?;
        page.fill(self.word("issuer"), issuer)?;
        page.fill(self.word("secret"), key)?;
        page.click(self.word("more"))?;
        page.fill(self.word("username"), user)?;
        page.click(self.word("ok"))?;
        page.wait_for(issuer)?;
        page.wait_for(user)
    }
}

/// Waits until the page shows the code that oathtool gives for this key.
///
/// # Errors
/// When it does not; with all it says.
pub fn wait_code(page: &Page<'_>, key: &Totp) -> Result<()> {
    let shown = patiently("", || {
        let from = now();
        let said: String = page.text()?.split_whitespace().collect();
        let codes = key.codes_between(from, now())?;
        Ok(codes.iter().any(|code| said.contains(code)).then_some(()))
    });
    shown.with_context(|| format!("no code of oathtool's in: {}", page.text().unwrap_or_default()))
}

/// The first code that the page shows, as it stands there: `123 456`.
///
/// # Errors
/// When it shows none.
pub fn first_code(page: &Page<'_>) -> Result<String> {
    let code = "(document.querySelector('.code')?.textContent ?? '').trim()";
    patiently("no code is shown", || {
        let shown = page.evaluate(code)?;
        Ok(shown.as_str().filter(|shown| !shown.is_empty()).map(Into::into))
    })
}
