//! By which rules a server of the walks goes, as its operator sets them.

use std::fs;
use std::path::Path;

use anyhow::{Result, ensure};

use crate::harness::root;

/// By which rules it goes.
#[derive(Clone, Copy, Debug)]
pub struct Rules<'a> {
    /// The preset that they are, or are copied from.
    pub preset: &'a str,
    /// Lines of the copy that the operator writes anew, each from what to what.
    pub anew: &'a [(&'a str, &'a str)],
    /// Whether this machine counts as on campus.
    pub on_campus: bool,
}

impl<'a> Rules<'a> {
    /// The rules of a preset.
    pub const fn of(preset: &'a str) -> Self {
        Self { preset, anew: &[], on_campus: false }
    }

    /// The same with some lines written anew.
    #[must_use]
    pub const fn with(self, anew: &'a [(&'a str, &'a str)]) -> Self {
        Self { anew, ..self }
    }

    /// The same where this machine counts as on campus.
    #[must_use]
    pub const fn on_campus(self) -> Self {
        Self { on_campus: true, ..self }
    }

    /// The settings that say so; a copy of the rules is written into `folder`.
    pub(crate) fn settings(&self, folder: &Path) -> Result<Vec<(&'static str, String)>> {
        let mut settings = vec![("WARIFU_PRESET", self.preset.to_owned())];
        if self.on_campus {
            settings.push(("WARIFU_CAMPUS", r#"["127.0.0.1/32"]"#.to_owned()));
        }
        if !self.anew.is_empty() {
            let preset = root().join(format!("crates/server/presets/{}.toml", self.preset));
            let mut text = fs::read_to_string(preset)?;
            for (from, to) in self.anew {
                ensure!(text.matches(from).count() == 1, "the rules of {} say “{from}” once", self.preset);
                text = text.replace(from, to);
            }
            let copy = folder.join("rules.toml");
            fs::write(&copy, text)?;
            settings.push(("WARIFU_POLICY_FILE", copy.display().to_string()));
        }
        Ok(settings)
    }
}
