//! QR codes for the pages that are scanned.

use std::fmt::{self, Write as _};

use anyhow::{Context, Result};
use qrcodegen::{QrCode, QrCodeEcc};

/// A QR code with the quiet zone of four modules that the standard asks for.
#[derive(Clone)]
pub struct Qr(QrCode);

impl fmt::Debug for Qr {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "Qr of {} modules", self.0.size())
    }
}

impl Qr {
    const QUIET: i32 = 4;

    /// The code of a text, with medium error correction.
    ///
    /// # Errors
    /// When the text is longer than a QR code can hold.
    pub fn of(text: &str) -> Result<Self> {
        Ok(Self(QrCode::encode_text(text, QrCodeEcc::Medium).context("too long for a QR code")?))
    }

    /// Modules along one side, quiet zone included.
    pub fn side(&self) -> i32 {
        self.0.size() + 2 * Self::QUIET
    }

    /// Whether a module is dark; the quiet zone and everything outside is not.
    pub fn is_dark(&self, x: i32, y: i32) -> bool {
        self.0.get_module(x - Self::QUIET, y - Self::QUIET)
    }

    /// The dark modules as an SVG path in units of one module, row by row.
    pub fn path(&self) -> String {
        let mut path = String::new();
        for y in 0..self.side() {
            for (x, width) in self.runs(y) {
                let _ = write!(path, "M{x} {y}h{width}v1h-{width}z");
            }
        }
        path
    }

    /// An SVG picture; without a size of its own, so the page's style decides.
    pub fn svg(&self, class: &str) -> String {
        let (side, path) = (self.side(), self.path());
        format!(
            "<svg class=\"{class}\" viewBox=\"0 0 {side} {side}\" role=\"img\" aria-label=\"QR\" \
             shape-rendering=\"crispEdges\"><path fill=\"#fff\" d=\"M0 0h{side}v{side}H0z\"/>\
             <path d=\"{path}\"/></svg>"
        )
    }

    /// A picture with `scale` pixels to a module: its side in pixels, and one byte of grey for each.
    pub fn grey(&self, scale: usize) -> (usize, Vec<u8>) {
        let side = usize::try_from(self.side()).expect("a side is positive") * scale;
        let module = |pixel: usize| i32::try_from(pixel / scale).expect("a QR code is small");
        let shade = |at: usize| if self.is_dark(module(at % side), module(at / side)) { 0 } else { 255 };
        (side, (0..side * side).map(shade).collect())
    }

    /// The same as a PNG file.
    ///
    /// # Errors
    /// Never in practice: it is written to memory.
    pub fn png(&self, scale: usize) -> Result<Vec<u8>> {
        let (side, pixels) = self.grey(scale);
        let mut file = Vec::new();
        let mut encoder = png::Encoder::new(&mut file, u32::try_from(side)?, u32::try_from(side)?);
        encoder.set_color(png::ColorType::Grayscale);
        encoder.write_header()?.write_image_data(&pixels)?;
        Ok(file)
    }

    /// The runs of dark modules in a row: where each begins and how long it is.
    pub(crate) fn runs(&self, y: i32) -> Vec<(i32, i32)> {
        let mut runs: Vec<(i32, i32)> = Vec::new();
        for x in (0..self.side()).filter(|&x| self.is_dark(x, y)) {
            match runs.last_mut() {
                Some((start, width)) if *start + *width == x => *width += 1,
                _ => runs.push((x, 1)),
            }
        }
        runs
    }
}
