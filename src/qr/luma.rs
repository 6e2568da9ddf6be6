//! A picture as brightness alone.

use zeroize::Zeroizing;

/// The most pixels a picture may have.
pub const MAX_PIXELS: usize = 40_000_000;
/// The largest picture file that is opened, in bytes.
pub const MAX_FILE_BYTES: usize = 20_000_000;

/// A grey picture, row by row from the top, 0 black to 255 white. Wiped when it goes, for it may show a key.
pub struct Luma {
    width: usize,
    height: usize,
    pixels: Zeroizing<Vec<u8>>,
}

/// Why bytes are not a picture that we read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PictureError {
    /// No pixel at all.
    #[error("the picture is empty")]
    Empty,
    /// More than [`MAX_PIXELS`].
    #[error("a picture must have at most 40000000 pixels, got {width} × {height}")]
    TooLarge {
        /// Its width in pixels.
        width: usize,
        /// Its height in pixels.
        height: usize,
    },
    /// Width and height ask for another number of bytes than there are.
    #[error("the picture must have {expected} bytes, got {found}")]
    Length {
        /// What width and height ask for.
        expected: usize,
        /// How many there were.
        found: usize,
    },
}

impl Luma {
    /// The picture given by its brightness: one byte for each pixel.
    ///
    /// # Errors
    /// Every [`PictureError`].
    pub fn from_grey(width: usize, height: usize, pixels: Vec<u8>) -> Result<Self, PictureError> {
        let pixels = Zeroizing::new(pixels);
        check(width, height, 1, pixels.len())?;
        Ok(Self { width, height, pixels })
    }

    /// The picture given by red, green, blue and opacity: four bytes for each pixel, as a canvas gives them.
    /// What is transparent is seen on white paper. Brightness is that of Rec. 601.
    ///
    /// # Errors
    /// Every [`PictureError`].
    pub fn from_rgba(width: usize, height: usize, rgba: &[u8]) -> Result<Self, PictureError> {
        check(width, height, 4, rgba.len())?;
        let pixels = rgba.chunks_exact(4).map(|p| brightness(p[0], p[1], p[2], p[3])).collect();
        Ok(Self { width, height, pixels: Zeroizing::new(pixels) })
    }

    /// A picture made of another one: there are as many pixels as there must be.
    #[cfg(feature = "qr")]
    pub(super) fn of(width: usize, height: usize, pixels: Zeroizing<Vec<u8>>) -> Self {
        debug_assert_eq!(width * height, pixels.len());
        Self { width, height, pixels }
    }

    /// Its width in pixels.
    pub fn width(&self) -> usize {
        self.width
    }

    /// Its height in pixels.
    pub fn height(&self) -> usize {
        self.height
    }

    /// The brightness of every pixel, row by row.
    pub fn pixels(&self) -> &[u8] {
        &self.pixels
    }
}

fn check(width: usize, height: usize, bytes: usize, found: usize) -> Result<(), PictureError> {
    match width.checked_mul(height) {
        Some(0) => Err(PictureError::Empty),
        Some(pixels @ 1..=MAX_PIXELS) if pixels * bytes == found => Ok(()),
        Some(pixels @ 1..=MAX_PIXELS) => Err(PictureError::Length { expected: pixels * bytes, found }),
        _ => Err(PictureError::TooLarge { width, height }),
    }
}

fn brightness(red: u8, green: u8, blue: u8, opacity: u8) -> u8 {
    // 0.299, 0.587 and 0.114 of 65536
    let seen = (19_595 * u32::from(red) + 38_470 * u32::from(green) + 7_471 * u32::from(blue) + 32_768) >> 16;
    if opacity == 255 {
        return seen as u8;
    }
    let opacity = u32::from(opacity);
    ((seen * opacity + 255 * (255 - opacity) + 127) / 255) as u8
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn brightness_is_what_an_eye_sees() {
        for (rgba, grey) in [
            ([255, 255, 255, 255], 255),
            ([0, 0, 0, 255], 0),
            ([255, 0, 0, 255], 76),
            ([0, 255, 0, 255], 150),
            ([0, 0, 255, 255], 29),
            ([0, 0, 0, 0], 255), // transparent: the paper
            ([0, 0, 0, 128], 127),
        ] {
            assert_eq!(Luma::from_rgba(1, 1, &rgba).unwrap().pixels(), [grey], "{rgba:?}");
        }
    }

    #[test]
    fn sizes_have_limits() {
        let grey = |width, height, bytes| Luma::from_grey(width, height, vec![0; bytes]).err();
        assert_eq!(grey(3, 2, 6), None);
        assert_eq!(grey(0, 5, 0), Some(PictureError::Empty));
        assert_eq!(grey(3, 2, 5), Some(PictureError::Length { expected: 6, found: 5 }));
        for (width, height) in [(40_000_001, 1), (8000, 5001), (usize::MAX, 2)] {
            assert_eq!(grey(width, height, 0), Some(PictureError::TooLarge { width, height }));
        }
        let rgba = Luma::from_rgba(2, 2, &[0; 4]).err();
        assert_eq!(rgba, Some(PictureError::Length { expected: 16, found: 4 }));
    }
}
