//! One browser with the extension, in a profile of its own.

use std::fmt;
use std::time::{Duration, Instant};

use anyhow::{Result, bail};

use crate::chromium::Chromium;
use crate::driver::{Driver, Place};
use crate::firefox::Firefox;
use crate::options::{Kind, Options};
use crate::page::{Page, patiently};
use crate::process::Profile;

/// A running browser; killed and its profile removed when dropped.
pub struct Browser {
    driver: Box<dyn Driver>, // dropped before the profile it writes to
    profile: Profile,
    kind: Kind,
    options: Options,
}

impl fmt::Debug for Browser {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Browser").field("kind", &self.kind).finish_non_exhaustive()
    }
}

impl Browser {
    /// Starts a browser in an empty profile.
    ///
    /// # Errors
    /// When it is not installed or does not come up.
    pub fn start(kind: Kind, options: &Options) -> Result<Self> {
        Self::start_in(kind, options, Profile::new()?)
    }

    /// Starts a browser in an empty profile and waits until the extension has greeted its new member in a tab, which
    /// would otherwise come to the front later.
    ///
    /// # Errors
    /// When it does not come up, or does not greet.
    pub fn install(kind: Kind, options: &Options) -> Result<Self> {
        let browser = Self::start(kind, options)?;
        if options.private {
            return Ok(browser); // allowing private windows loads the extension anew and closes its pages
        }
        let welcome = browser.wait_tab("welcome.html")?;
        welcome.wait_until("the welcome page", "!!document.querySelector('h1')")?;
        Ok(browser)
    }

    /// Starts a browser in a profile that another one has left.
    ///
    /// # Errors
    /// When it does not come up.
    pub fn start_in(kind: Kind, options: &Options, profile: Profile) -> Result<Self> {
        let driver: Box<dyn Driver> = match kind {
            Kind::Chromium => Box::new(Chromium::start(options, &profile)?),
            Kind::Firefox => Box::new(Firefox::start(options, &profile)?),
        };
        Ok(Self { driver, profile, kind, options: options.clone() })
    }

    /// Which browser it is.
    pub fn kind(&self) -> Kind {
        self.kind
    }

    /// How it was started.
    pub fn options(&self) -> &Options {
        &self.options
    }

    /// Its profile.
    pub fn profile(&self) -> &Profile {
        &self.profile
    }

    /// The address of one of the extension's pages.
    pub fn url(&self, page: &str) -> String {
        format!("{}/{page}", self.driver.origin())
    }

    /// Opens a tab; a popup closes, as it does when the member opens one.
    ///
    /// # Errors
    /// When it does not load.
    pub fn open(&self, url: &str) -> Result<Page<'_>> {
        self.driver.leave_popup()?;
        Ok(Page::new(&*self.driver, self.driver.open(url)?))
    }

    /// Opens a tab in a private window.
    ///
    /// # Errors
    /// When the window does not come up.
    pub fn open_private(&self, url: &str) -> Result<Page<'_>> {
        Ok(Page::new(&*self.driver, self.driver.open_private(url)?))
    }

    /// Clicks the toolbar button over a tab; the popup.
    ///
    /// # Errors
    /// When no popup opens, or the click does not grant the right to see the tab.
    pub fn click_action(&self, tab: &Page<'_>) -> Result<Page<'_>> {
        Ok(Page::new(&*self.driver, self.driver.click_action(tab.doc())?))
    }

    /// Every open document.
    ///
    /// # Errors
    /// When the browser does not answer.
    pub fn pages(&self) -> Result<Vec<Page<'_>>> {
        Ok(self.driver.documents()?.into_iter().map(|doc| Page::new(&*self.driver, doc)).collect())
    }

    /// Waits for a tab of the extension whose address contains `part`.
    ///
    /// # Errors
    /// When none comes up.
    pub fn wait_tab(&self, part: &str) -> Result<Page<'_>> {
        patiently(&format!("no tab {part}"), || {
            let wanted = |page: &Page<'_>| {
                let doc = page.doc();
                doc.place == Place::Tab && doc.url.starts_with(self.driver.origin()) && doc.url.contains(part)
            };
            Ok(self.pages()?.into_iter().find(wanted))
        })
    }

    /// Clicks a page at a place in CSS pixels while the popup is open: the popup closes.
    ///
    /// # Errors
    /// When the popup stays open.
    pub fn click_beside(&self, tab: &Page<'_>, at: (f64, f64)) -> Result<()> {
        let open =
            || Ok::<_, anyhow::Error>(self.pages()?.iter().any(|page| page.doc().place == Place::Popup));
        self.driver.leave_popup()?;
        // Without a window manager, the first click may only move the focus.
        for _ in 0..3 {
            tab.click_at(at)?;
            let end = Instant::now() + Duration::from_secs(2);
            while Instant::now() < end {
                if !open()? {
                    return Ok(());
                }
                std::thread::sleep(Duration::from_millis(30));
            }
        }
        bail!("the popup is still open after clicking beside it")
    }

    /// Closes the popup if it is open, as the browser does when another tab comes to the front.
    ///
    /// # Errors
    /// When it stays open.
    pub fn leave_popup(&self) -> Result<()> {
        self.driver.leave_popup()
    }

    /// The text in the clipboard.
    ///
    /// # Errors
    /// When it cannot be read.
    pub fn clipboard(&self) -> Result<String> {
        self.driver.clipboard()
    }

    /// Puts a text into the clipboard, as if copied in another program.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn set_clipboard(&self, text: &str) -> Result<()> {
        self.driver.set_clipboard(text)
    }

    /// What went wrong in the extension: console errors, CSP violations, network requests.
    ///
    /// # Errors
    /// When the browser does not answer.
    pub fn problems(&self) -> Result<Vec<String>> {
        let problems = self.driver.problems()?;
        Ok(problems.into_iter().filter(|problem| !self.is_call(problem)).collect())
    }

    /// Whether it is a call of the server that the walk has the extension call, answered or not.
    fn is_call(&self, problem: &str) -> bool {
        let Some(server) = &self.options.server else { return false };
        let api = format!("{server}/api/v1/");
        problem.starts_with(&format!("request: {api}"))
            || problem.starts_with("log: Failed to load resource: ") && problem.contains(&api)
    }

    /// Closes it as a person would; what is left of it on the disk.
    ///
    /// # Errors
    /// When it does not end by itself.
    pub fn quit(mut self) -> Result<Profile> {
        self.driver.quit()?;
        Ok(self.profile)
    }

    /// Kills it without notice; what is left of it on the disk.
    pub fn kill(mut self) -> Profile {
        self.driver.kill();
        self.profile
    }

    /// Waits until a person has closed it.
    pub fn wait(mut self) {
        self.driver.wait();
    }
}
