//! Reading: every code of a picture, dark on light and light on dark.

use rqrr::{BitGrid, Grid, Point, PreparedImage};
use zeroize::Zeroizing;

use super::{Found, Luma};

/// Every code that can be read in `picture`, dark ones first.
pub fn read(picture: &Luma) -> Vec<Found> {
    let mut found = scan(picture, |grey| grey);
    found.extend(scan(picture, |grey| !grey));
    found
}

fn scan(picture: &Luma, shade: fn(u8) -> u8) -> Vec<Found> {
    let (width, pixels) = (picture.width(), picture.pixels());
    let mut prepared = PreparedImage::prepare_from_greyscale(width, picture.height(), |x, y| {
        shade(pixels[y * width + x]) //
    });
    prepared.detect_grids().iter().filter_map(decode).collect()
}

fn decode<G: BitGrid>(grid: &Grid<G>) -> Option<Found> {
    let mut bytes = Zeroizing::new(Vec::new());
    grid.decode_to(&mut *bytes).ok()?;
    Some(Found { bytes, corners: corners(grid) })
}

/// rqrr's bounds reach one module too far to the right and down.
fn corners<G: BitGrid>(grid: &Grid<G>) -> [[f32; 2]; 4] {
    let [top_left, top_right, bottom_right, bottom_left] =
        grid.bounds.map(|Point { x, y }| [x as f32, y as f32]);
    let modules = grid.grid.size() as f32;
    let share = modules / (modules + 1.0);
    let right = between(top_left, top_right, share);
    let left = between(top_left, bottom_left, share);
    let across =
        between(between(top_left, bottom_left, share), between(top_right, bottom_right, share), share);
    [top_left, right, across, left]
}

fn between(from: [f32; 2], to: [f32; 2], share: f32) -> [f32; 2] {
    [from[0] + (to[0] - from[0]) * share, from[1] + (to[1] - from[1]) * share]
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
