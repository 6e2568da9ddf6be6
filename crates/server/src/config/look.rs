//! The university's own looks.

use std::fs;

use super::{Config, ConfigError};
use crate::look::{Color, Emblem, Look};

/// The least contrast of text (WCAG 2.2, 1.4.3).
const LEAST: f64 = 4.5;

impl Config {
    /// How the portal looks.
    ///
    /// # Errors
    /// [`ConfigError::Look`] where text could not be read well, and [`ConfigError::File`].
    pub fn look(&self) -> Result<Look, ConfigError> {
        let color = read(self.color.as_deref(), "color must be written as #rrggbb")?;
        let dark_color = read(self.dark_color.as_deref(), "dark_color must be written as #rrggbb")?;
        if color.is_some_and(|color| color.contrast(Color::BACK) < LEAST) {
            return Err(ConfigError::Look("color must be darker: text in it could not be read well"));
        }
        if dark_color.is_some_and(|color| color.contrast(Color::DARK_PAPER) < LEAST) {
            return Err(ConfigError::Look("dark_color must be lighter: text in it could not be read well"));
        }
        Ok(Look { color, dark_color, emblem: self.read_emblem()? })
    }

    fn read_emblem(&self) -> Result<Option<Emblem>, ConfigError> {
        let Some(path) = &self.emblem else { return Ok(None) };
        let bytes = fs::read(path).map_err(|source| ConfigError::File { path: path.clone(), source })?;
        let emblem =
            Emblem::read(bytes).ok_or(ConfigError::Look("emblem must be PNG or SVG of at most 64 KiB"));
        emblem.map(Some)
    }
}

fn read(text: Option<&str>, why: &'static str) -> Result<Option<Color>, ConfigError> {
    text.map(|text| Color::parse(text).ok_or(ConfigError::Look(why))).transpose()
}

#[cfg(test)]
mod tests {
    use super::super::tests::config;

    #[test]
    fn text_must_be_readable() {
        let check = |text: &str, expected: &str| {
            assert_eq!(config(text).unwrap().look().unwrap_err().to_string(), expected, "{text}");
        };
        let look = config("color = \"#7a0019\"\ndark_color = \"#ffb3c1\"").unwrap().look().unwrap();
        let css = look.css();
        assert!(css.contains("--brand: #7a0019") && css.contains("--brand: #ffb3c1"), "{css}");
        assert!(config("").unwrap().look().unwrap().css().is_empty());
        check("color = \"red\"", "color must be written as #rrggbb");
        check("color = \"#ffcc00\"", "color must be darker: text in it could not be read well");
        check("dark_color = \"#7a0019\"", "dark_color must be lighter: text in it could not be read well");
        check("emblem = \"/nowhere\"", "/nowhere cannot be read");
        check("emblem = \"Cargo.toml\"", "emblem must be PNG or SVG of at most 64 KiB");
    }
}
