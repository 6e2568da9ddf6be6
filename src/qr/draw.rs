//! A text as a QR code's squares, for showing an account to another device.

use qrcodegen::{QrCode, QrCodeEcc, QrSegment};
use zeroize::Zeroizing;

/// The squares of a QR code, without the light border of four squares that must stand around it.
pub struct Modules {
    size: usize,
    dark: Zeroizing<Vec<bool>>,
}

/// Why a text cannot be drawn.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum DrawError {
    /// More than the largest code holds, which is 2,953 bytes.
    #[error("{bytes} bytes do not fit into a QR code")]
    TooLong {
        /// How long the text is.
        bytes: usize,
    },
}

impl Modules {
    /// How many squares stand in a row and in a column: 21 to 177.
    pub fn size(&self) -> usize {
        self.size
    }

    /// Whether the square in column `x` and row `y`, from the top left, is dark. Outside the code nothing is.
    pub fn is_dark(&self, x: usize, y: usize) -> bool {
        x < self.size && y < self.size && self.dark[y * self.size + x]
    }
}

/// The QR code that says `text`, with medium error correction or, for long texts, what still fits.
///
/// # Errors
/// [`DrawError::TooLong`].
pub fn draw(text: &str) -> Result<Modules, DrawError> {
    let code = [QrCodeEcc::Medium, QrCodeEcc::Low]
        .into_iter()
        .find_map(|correction| QrCode::encode_segments(&segments(text), correction).ok())
        .ok_or(DrawError::TooLong { bytes: text.len() })?;
    let rows = (0..code.size()).flat_map(|y| (0..code.size()).map(move |x| (x, y)));
    let dark = rows.map(|(x, y)| code.get_module(x, y)).collect();
    Ok(Modules { size: code.size() as usize, dark: Zeroizing::new(dark) })
}

/// The text in segments. Beyond ASCII it is said that UTF-8 follows, since some readers guess Shift JIS.
fn segments(text: &str) -> Vec<QrSegment> {
    const UTF_8: u32 = 26; // AIM ECI specification
    let mut segments = QrSegment::make_segments(text);
    if !text.is_ascii() {
        segments.insert(0, QrSegment::make_eci(UTF_8));
    }
    segments
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn three_finders_and_nothing_outside() {
        let modules = draw("otpauth://totp/a?secret=MZXW6YTB").unwrap();
        let last = modules.size() - 1;
        for (x, y) in [(0, 0), (last, 0), (0, last), (3, 3), (6, 6)] {
            assert!(modules.is_dark(x, y), "{x} {y}");
        }
        assert!(!modules.is_dark(1, 1) && !modules.is_dark(7, 7));
        assert!(!modules.is_dark(last + 1, 0) && !modules.is_dark(0, last + 1));
    }

    #[test]
    fn the_largest_code_holds_2953_bytes() {
        assert_eq!(draw(&"a".repeat(2953)).unwrap().size(), 177);
        assert_eq!(draw(&"a".repeat(2954)).err(), Some(DrawError::TooLong { bytes: 2954 }));
    }
}
