//! Reading: every code of a picture, dark on light and light on dark.

mod alignment;
mod decode;
mod erasures;
mod finder;
mod layout;
mod logo;
mod modules;
mod plane;
mod runs;
mod search;
mod smooth;
mod timing;
mod triple;
mod view;

use super::{Found, Luma};

/// How many passes a search has at most, each with a finer eye than the one before.
pub const PASSES: usize = search::COUNT;

/// Who waits for a search. The search has no clock: it asks.
pub trait Watch {
    /// Whether the search must end now, with what it has found so far. It is asked often, between small steps.
    fn is_over(&mut self) -> bool;

    /// The search begins another pass, from 0: from 1 on it looks closer.
    fn on_pass(&mut self, pass: usize) {
        let _ = pass;
    }
}

/// Waits for as long as it takes.
struct Patient;

impl Watch for Patient {
    fn is_over(&mut self) -> bool {
        false
    }
}

/// Every code that can be read in `picture`, with all [`PASSES`] and without a deadline.
pub fn read(picture: &Luma) -> Vec<Found> {
    read_within(picture, PASSES, &mut Patient)
}

/// Every code that at most `passes` passes read in `picture` before `watch` says that it is over.
pub fn read_within(picture: &Luma, passes: usize, watch: &mut impl Watch) -> Vec<Found> {
    search::Search::new(picture, watch).run(passes)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::qr::draw;

    /// A page of `width` × `height` in `paper` with codes in `ink`: text, left, top, pixels per module.
    fn page(size: (usize, usize), paper: u8, ink: u8, codes: &[(&str, usize, usize, usize)]) -> Luma {
        let (width, height) = size;
        let mut pixels = vec![paper; width * height];
        for (text, left, top, scale) in codes {
            let modules = draw(text).unwrap();
            for (y, x) in
                (0..modules.size() * scale).flat_map(|y| (0..modules.size() * scale).map(move |x| (y, x)))
            {
                if modules.is_dark(x / scale, y / scale) {
                    pixels[(top + y) * width + left + x] = ink;
                }
            }
        }
        Luma::from_grey(width, height, pixels).unwrap()
    }

    /// What was read, and that it lies where it was drawn, within half a module.
    fn check(picture: &Luma, codes: &[(&str, usize, usize, usize)]) {
        let mut found = read(picture);
        found.sort_by(|a, b| a.corners[0][0].total_cmp(&b.corners[0][0]));
        let texts: Vec<_> = found.iter().map(|found| found.text().unwrap()).collect();
        assert_eq!(texts, codes.iter().map(|code| code.0).collect::<Vec<_>>());
        for (found, (text, left, top, scale)) in found.iter().zip(codes) {
            let side = draw(text).unwrap().size() * scale;
            let expected = [(0, 0), (side, 0), (side, side), (0, side)].map(|(x, y)| [left + x, top + y]);
            for (corner, expected) in found.corners.as_flattened().iter().zip(expected.as_flattened()) {
                assert!((corner - *expected as f32).abs() <= *scale as f32 / 2.0, "{found:?} {expected:?}");
            }
        }
    }

    const KEY: &str = "otpauth://totp/OMU:ab12345?secret=MZXW6YTBOI&issuer=OMU";

    #[test]
    fn one_code_and_where_it_lies() {
        let codes = [(KEY, 301, 57, 5)];
        check(&page((800, 600), 255, 0, &codes), &codes);
    }

    #[test]
    fn light_on_dark() {
        let codes = [(KEY, 40, 80, 4)];
        check(&page((400, 400), 20, 240, &codes), &codes);
    }

    #[test]
    fn all_codes_of_a_page() {
        let codes = [(KEY, 40, 40, 4), ("大阪公立大学", 400, 300, 6), ("https://omu.example/", 700, 50, 3)];
        check(&page((900, 600), 255, 0, &codes), &codes);
    }

    #[test]
    fn every_version_can_be_read() {
        for length in [1, 20, 50, 100, 200, 400, 800] {
            let text: String = ('a'..='z').cycle().take(length).collect();
            let codes = [(text.as_str(), 20, 20, 4)];
            check(&page((760, 760), 255, 0, &codes), &codes);
        }
    }

    #[test]
    fn nothing_where_nothing_is() {
        assert!(read(&page((300, 200), 255, 0, &[])).is_empty());
        for (width, height) in [(1, 1), (1, 50), (50, 1), (7, 7), (21, 21)] {
            assert!(read(&page((width, height), 0, 0, &[])).is_empty());
        }
    }

    #[test]
    fn debug_shows_where_but_not_what() {
        let found = read(&page((400, 400), 255, 0, &[(KEY, 40, 40, 5)]));
        let shown = format!("{found:?}");
        assert!(
            shown.contains("corners") && !shown.contains("otpauth") && !shown.contains("111, 116"),
            "{shown}"
        );
    }
}
