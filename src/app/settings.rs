//! What the member has chosen of how things look and behave. Holds no secret and lies unsealed, since the language
//! is needed before the vault is open.

use serde::{Deserialize, Serialize};

/// The name of the settings in `storage.local`.
pub const SETTINGS_KEY: &str = "settings";

/// A language the pages speak.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Language {
    /// English.
    En,
    /// Japanese.
    Ja,
}

/// Light or dark.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Theme {
    /// As the system has it.
    #[default]
    System,
    /// Light.
    Light,
    /// Dark.
    Dark,
}

/// After how long without use an unlocked vault locks itself.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum AutoLock {
    /// A minute.
    #[serde(rename = "1")]
    Minutes1,
    /// Five minutes.
    #[serde(rename = "5")]
    Minutes5,
    /// A quarter of an hour.
    #[default]
    #[serde(rename = "15")]
    Minutes15,
    /// An hour.
    #[serde(rename = "60")]
    Minutes60,
    /// When the browser closes.
    #[serde(rename = "browser")]
    Browser,
}

impl AutoLock {
    /// The time in milliseconds; `None` if only the browser's closing locks.
    pub fn idle_ms(self) -> Option<u64> {
        let minutes = match self {
            Self::Minutes1 => 1,
            Self::Minutes5 => 5,
            Self::Minutes15 => 15,
            Self::Minutes60 => 60,
            Self::Browser => return None,
        };
        Some(minutes * 60_000)
    }
}

/// All settings. A name that is not known here was written by a newer version; it does no harm to forget it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Settings {
    /// The language, if another than the browser's.
    pub language: Option<Language>,
    /// Light or dark.
    pub theme: Theme,
    /// When to lock.
    pub auto_lock: AutoLock,
    /// True to clear the clipboard 30 s after a copy while a page of ours is open.
    pub clear_clipboard: bool,
    /// True to show the next code in the last seconds of this one.
    pub show_next: bool,
    /// True to make the codes of accounts that a server handed out by that server's time.
    pub server_time: bool,
}

impl Settings {
    /// The settings in a stored text; the defaults if there is none or it cannot be read.
    pub fn parse(text: Option<&str>) -> Self {
        text.and_then(|text| serde_json::from_str(text).ok()).unwrap_or_default()
    }

    /// As stored.
    pub fn print(&self) -> String {
        serde_json::to_string(self).expect("writing a record to memory cannot fail")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn settings_read_back() {
        let settings = Settings {
            language: Some(Language::Ja),
            theme: Theme::Dark,
            auto_lock: AutoLock::Minutes60,
            clear_clipboard: true,
            show_next: true,
            server_time: true,
        };
        assert_eq!(Settings::parse(Some(&settings.print())), settings);
    }

    #[test]
    fn unreadable_or_partial_settings_fall_back() {
        assert_eq!(Settings::parse(None), Settings::default());
        assert_eq!(Settings::parse(Some("not json")), Settings::default());
        let newer = Settings::parse(Some(r#"{"theme":"light","colour":"red"}"#));
        assert_eq!(newer, Settings { theme: Theme::Light, ..Settings::default() });
    }
}
