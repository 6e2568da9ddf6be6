//! How a browser is started.

use std::path::PathBuf;

/// Which of the two browsers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Debian's `chromium`, standing for Chrome and Edge.
    Chromium,
    /// Debian's `firefox-esr`.
    Firefox,
}

impl Kind {
    /// Both, in the order in which they are walked.
    pub const ALL: [Self; 2] = [Self::Chromium, Self::Firefox];

    /// The folder of this browser's build in `dist/`, and its name on the command line.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Chromium => "chromium",
            Self::Firefox => "firefox",
        }
    }
}

/// The browser's language.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Language {
    /// Japanese (`ja`).
    Japanese,
    /// English (`en`).
    English,
}

impl Language {
    /// Both, Japanese first.
    pub const ALL: [Self; 2] = [Self::Japanese, Self::English];

    /// The one of two words that is in this language.
    pub const fn word(self, japanese: &'static str, english: &'static str) -> &'static str {
        match self {
            Self::Japanese => japanese,
            Self::English => english,
        }
    }

    /// The folder's name in `_locales`, which is also the language tag.
    pub const fn tag(self) -> &'static str {
        match self {
            Self::Japanese => "ja",
            Self::English => "en",
        }
    }
}

/// The colours that the system asks for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Colors {
    /// Dark on light.
    #[default]
    Light,
    /// Light on dark.
    Dark,
    /// A few of the system's own, whatever the page says (Windows: contrast themes).
    Forced,
}

/// Everything about a browser's start that a walk may choose.
#[derive(Clone, Debug)]
pub struct Options {
    /// The language of the browser.
    pub language: Language,
    /// Device pixels for one CSS pixel, before any zoom.
    pub scale: f64,
    /// The system's colours.
    pub colors: Colors,
    /// Width and height of the window in CSS pixels.
    pub window: (u32, u32),
    /// Whether a person sees the window (needs a display).
    pub headful: bool,
    /// Whether the extension may run in private windows.
    pub private: bool,
    /// Whether it opens a page of its own once it is installed.
    pub greets: bool,
    /// The title of the tab that the member chooses when asked what to show. Chromium only; a headless Firefox has
    /// nothing to show, as when the member chooses nothing.
    pub shares: Option<&'static str>,
    /// The origin of the server that the extension may call, if any.
    pub server: Option<String>,
    /// Whether console, CSP and network are watched; only a measurement goes without.
    pub watched: bool,
    /// The unpacked extension.
    pub extension: PathBuf,
}

impl Options {
    /// An English browser of usual size with the extension that lies in `extension`.
    pub fn new(extension: PathBuf) -> Self {
        Self {
            language: Language::English,
            scale: 1.0,
            colors: Colors::Light,
            window: (1100, 900),
            headful: false,
            private: false,
            greets: true,
            shares: None,
            server: None,
            watched: true,
            extension,
        }
    }
}
