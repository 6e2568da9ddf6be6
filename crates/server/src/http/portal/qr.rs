//! A QR code as the path of an SVG picture, drawn here so that no key is ever part of an address.

use std::fmt::Write;

use warifu::qr::{DrawError, draw};
use zeroize::Zeroizing;

/// The light border that must stand around the squares (ISO/IEC 18004 §5.3.8).
const BORDER: usize = 4;

/// A drawn QR code.
pub(super) struct Picture {
    /// Squares in a row, border included.
    pub(super) size: usize,
    /// The dark squares, one subpath for each run of them.
    pub(super) path: Zeroizing<String>,
}

impl Picture {
    /// The picture that says `text`.
    ///
    /// # Errors
    /// [`DrawError`].
    pub(super) fn draw(text: &str) -> Result<Self, DrawError> {
        let modules = draw(text)?;
        let size = modules.size();
        // Enough for every square alone, so that nothing is left behind in an outgrown buffer.
        let mut path = Zeroizing::new(String::with_capacity(size * size * 20));
        for y in 0..size {
            let mut x = 0;
            while x < size {
                let run = (x..size).take_while(|x| modules.is_dark(*x, y)).count();
                if run > 0 {
                    write!(path, "M{} {}h{run}v1h-{run}z", x + BORDER, y + BORDER)
                        .expect("a string takes it");
                }
                x += run + 1;
            }
        }
        Ok(Self { size: size + 2 * BORDER, path })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_dark_square_is_in_the_path_once() {
        let (picture, modules) = (Picture::draw("otpauth").unwrap(), draw("otpauth").unwrap());
        let mut dark = 0;
        for part in picture.path.split_terminator('z') {
            let numbers: Vec<usize> = part[1..]
                .split([' ', 'h'])
                .take(3)
                .map(|number| number.split('v').next().unwrap().parse().unwrap())
                .collect();
            for x in numbers[0]..numbers[0] + numbers[2] {
                assert!(modules.is_dark(x - BORDER, numbers[1] - BORDER));
                dark += 1;
            }
        }
        let all = (0..modules.size()).flat_map(|y| (0..modules.size()).map(move |x| (x, y)));
        assert_eq!(dark, all.filter(|(x, y)| modules.is_dark(*x, *y)).count());
        assert_eq!(picture.size, modules.size() + 8);
    }
}
