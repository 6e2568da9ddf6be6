//! The words of the extension, as its own `_locales` give them.

use std::collections::HashMap;

use anyhow::{Context, Result};
use serde_json::Value;

use crate::harness::root;
use crate::options::Language;

/// All messages of one language.
#[derive(Clone, Debug)]
pub struct Words {
    language: Language,
    messages: HashMap<String, String>,
}

impl Words {
    /// Reads `extension/_locales`.
    ///
    /// # Errors
    /// When the file is missing or broken.
    pub fn of(language: Language) -> Result<Self> {
        let file = root().join(format!("extension/_locales/{}/messages.json", language.tag()));
        let text = std::fs::read_to_string(&file).with_context(|| format!("{}", file.display()))?;
        let all: HashMap<String, Value> = serde_json::from_str(&text)?;
        let message = |value: &Value| value["message"].as_str().unwrap_or_default().to_owned();
        let messages = all.iter().map(|(name, value)| (name.clone(), message(value))).collect();
        Ok(Self { language, messages })
    }

    /// Which language it is.
    pub fn language(&self) -> Language {
        self.language
    }

    /// The message of this name.
    ///
    /// # Panics
    /// When there is no such message: the walk is out of date.
    pub fn get(&self, name: &str) -> &str {
        self.messages.get(name).unwrap_or_else(|| panic!("_locales has no message {name}"))
    }

    /// The message of this name with its placeholders filled in.
    ///
    /// # Panics
    /// When there is no such message or it has no such placeholder.
    pub fn with(&self, name: &str, values: &[(&str, &str)]) -> String {
        let mut message = self.get(name).to_owned();
        for (placeholder, value) in values {
            let placeholder = format!("${placeholder}$");
            assert!(message.contains(&placeholder), "{name} has no {placeholder}");
            message = message.replace(&placeholder, value);
        }
        message
    }
}
