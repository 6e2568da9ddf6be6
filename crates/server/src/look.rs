//! What of the portal's looks is the university's own: its colour and its emblem.

use std::fmt;

/// The university's own looks; what it does not set is ours.
#[derive(Clone, Debug, Default)]
pub struct Look {
    /// Of buttons, links and the line below the name.
    pub color: Option<Color>,
    /// The same where the member prefers dark pages.
    pub dark_color: Option<Color>,
    /// A square picture beside the name.
    pub emblem: Option<Emblem>,
}

/// A colour, written `#rrggbb`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Color([u8; 3]);

/// A picture, and what kind it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Emblem {
    /// Its file.
    pub bytes: Vec<u8>,
    /// `image/png` or `image/svg+xml`.
    pub content_type: &'static str,
}

impl Look {
    /// Rules that follow those of the portal's own style sheet.
    pub fn css(&self) -> String {
        let brand = |color: &Color| format!(":root {{ --brand: {color}; }}");
        let color = self.color.as_ref().map(brand);
        let dark = self.dark_color.as_ref().map(brand);
        let dark = dark.map(|rule| format!("@media (prefers-color-scheme: dark) {{ {rule} }}"));
        let color = color.map(|rule| format!("@media not (prefers-color-scheme: dark) {{ {rule} }}"));
        let emblem = self.emblem.as_ref().map(|_| EMBLEM.to_owned());
        [color, dark, emblem].into_iter().flatten().map(|rule| rule + "\n").collect()
    }
}

const EMBLEM: &str = "header { align-items: center; } header p { display: flex; align-items: center; gap: .75rem; } \
    header p::before { content: \"\"; width: 2.5rem; height: 2.5rem; background: url(/emblem) center / contain no-repeat; }";

impl Color {
    /// The darkest that pages have behind text of the colour; text on buttons of it is lighter.
    pub const BACK: Self = Self([0xf3, 0xf5, 0xf8]);
    /// The lightest on dark pages; text on buttons is darker.
    pub const DARK_PAPER: Self = Self([0x1d, 0x23, 0x2b]);

    /// The colour written as `text`.
    pub fn parse(text: &str) -> Option<Self> {
        let digits = text.strip_prefix('#').filter(|digits| digits.len() == 6 && digits.is_ascii())?;
        let part = |at: usize| u8::from_str_radix(&digits[at..at + 2], 16).ok();
        digits.bytes().all(|byte| byte.is_ascii_hexdigit()).then_some(())?;
        Some(Self([part(0)?, part(2)?, part(4)?]))
    }

    /// How well the two can be told apart, from 1 to 21 (WCAG 2.2, contrast ratio).
    pub fn contrast(self, other: Self) -> f64 {
        let [one, two] = [self.luminance(), other.luminance()];
        (one.max(two) + 0.05) / (one.min(two) + 0.05)
    }

    /// WCAG 2.2, relative luminance.
    fn luminance(self) -> f64 {
        let linear = |part: u8| {
            let part = f64::from(part) / 255.0;
            if part <= 0.04045 { part / 12.92 } else { ((part + 0.055) / 1.055).powf(2.4) }
        };
        let [red, green, blue] = self.0.map(linear);
        0.2126 * red + 0.7152 * green + 0.0722 * blue
    }
}

impl fmt::Display for Color {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let [red, green, blue] = self.0;
        write!(f, "#{red:02x}{green:02x}{blue:02x}")
    }
}

impl Emblem {
    /// The longest file, in bytes.
    pub const MAX_BYTES: usize = 64 * 1024;

    /// The picture in `bytes`; `None` if it is too long or neither PNG nor SVG.
    pub fn read(bytes: Vec<u8>) -> Option<Self> {
        let is_svg = || std::str::from_utf8(&bytes).is_ok_and(|text| text.contains("<svg"));
        let content_type = match bytes.starts_with(b"\x89PNG\r\n\x1a\n") {
            true => "image/png",
            false => is_svg().then_some("image/svg+xml")?,
        };
        (bytes.len() <= Self::MAX_BYTES).then_some(Self { bytes, content_type })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn colours_are_six_digits() {
        assert_eq!(Color::parse("#1D3f72").unwrap().to_string(), "#1d3f72");
        for other in ["", "1d3f72", "#1d3f7", "#1d3f722", "#+1+1+1", "blue", "#１２３"] {
            assert_eq!(Color::parse(other), None, "{other}");
        }
    }

    #[test]
    fn contrast_is_that_of_wcag() {
        let check = |one: &str, other: &str, expected: f64| {
            let [one, other] = [one, other].map(|text| Color::parse(text).unwrap());
            assert!((one.contrast(other) - expected).abs() < 0.005, "{one} {other}: {}", one.contrast(other));
        };
        check("#000000", "#ffffff", 21.0);
        check("#ffffff", "#ffffff", 1.0);
        check("#777777", "#ffffff", 4.48); // the grey that just fails
        check("#767676", "#ffffff", 4.54);
    }

    #[test]
    fn an_emblem_is_png_or_svg_and_small() {
        let kind = |bytes: &[u8]| Emblem::read(bytes.to_vec()).map(|emblem| emblem.content_type);
        assert_eq!(kind(b"\x89PNG\r\n\x1a\n..."), Some("image/png"));
        assert_eq!(kind(b"<?xml version=\"1.0\"?><svg/>"), Some("image/svg+xml"));
        assert_eq!([kind(b""), kind(b"GIF89a"), kind(b"<html>")], [None; 3]);
        assert_eq!(kind(&[b"<svg>".to_vec(), vec![b' '; Emblem::MAX_BYTES]].concat()), None);
    }
}
