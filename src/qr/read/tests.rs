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

/// Half as large, with edges that are neither dark nor light, and a little noise.
fn blurred(picture: &Luma) -> Luma {
    let (width, height) = (picture.width() / 2, picture.height() / 2);
    let mut next = numbers(7);
    let mut pixels = Vec::new();
    for (y, x) in (0..height).flat_map(|y| (0..width).map(move |x| (y, x))) {
        let at = |dx, dy| u16::from(picture.pixels()[(2 * y + dy) * picture.width() + 2 * x + dx]);
        let mean = (at(0, 0) + at(1, 0) + at(0, 1) + at(1, 1)) / 4;
        pixels.push((mean + next(24) as u16).saturating_sub(12).min(255) as u8);
    }
    Luma::from_grey(width, height, pixels).unwrap()
}

#[test]
fn all_codes_of_a_sheet() {
    for (columns, rows, quiet) in [(3, 4, 8), (5, 4, 4), (4, 5, 2), (6, 5, 8), (8, 6, 6), (10, 8, 4)] {
        let texts: Vec<_> = (0..columns * rows).map(|number| format!("{KEY}&number={number:02}")).collect();
        let side = draw(&texts[0]).unwrap().size() + quiet;
        let place = |number: usize| 5 * (quiet + number * side);
        let mut codes = Vec::new();
        for (number, text) in texts.iter().enumerate() {
            codes.push((text.as_str(), place(number % columns), place(number / columns), 5));
        }
        let sheet = page((place(columns), place(rows)), 255, 0, &codes);
        for (name, picture) in [("sharp", &sheet), ("blurred", &blurred(&sheet))] {
            let found = read(picture);
            let mut read: Vec<_> = found.iter().map(|found| found.text().unwrap()).collect();
            read.sort_unstable();
            let read_of = format!("{} of {columns} × {rows}, {name}, {quiet} modules apart", read.len());
            assert!(read == texts, "{read_of}");
        }
    }
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

/// A code seen from anywhere: which module lies at a pixel is `place`'s to say, in modules from the code's corner.
struct Scene<'a> {
    text: &'a str,
    size: (usize, usize),
    ink: f32,
    paper: f32,
    /// Around code and border.
    ground: f32,
    /// In modules.
    border: f32,
    place: &'a dyn Fn(f32, f32) -> (f32, f32),
    /// What lies over it: brightness, if anything, at a place in modules.
    over: &'a dyn Fn(f32, f32) -> Option<f32>,
}

impl Scene<'_> {
    /// The picture, each pixel the mean of 16 places in it.
    fn picture(&self) -> Luma {
        let (width, height) = self.size;
        let modules = draw(self.text).unwrap();
        let size = modules.size() as f32;
        let shade = |x: f32, y: f32| {
            let (column, row) = (self.place)(x, y);
            let is_in = |place: f32| place >= -self.border && place < size + self.border;
            let is_dark = column >= 0.0 && row >= 0.0 && modules.is_dark(column as usize, row as usize);
            let own = match is_in(column) && is_in(row) {
                true if is_dark => self.ink,
                true => self.paper,
                false => self.ground,
            };
            (self.over)(column, row).unwrap_or(own)
        };
        let pixels = (0..width * height).map(|pixel| {
            let (x, y) = ((pixel % width) as f32, (pixel / width) as f32);
            let offsets =
                (0..16).map(|part| ((part % 4) as f32 / 4.0 + 0.125, (part / 4) as f32 / 4.0 + 0.125));
            (offsets.map(|(right, down)| shade(x + right, y + down)).sum::<f32>() / 16.0) as u8
        });
        Luma::from_grey(width, height, pixels.collect()).unwrap()
    }
}

/// Black on white in the middle of a white page, with a border, four pixels a module.
const PLAIN: Scene<'_> = Scene {
    text: KEY,
    size: (300, 260),
    ink: 0.0,
    paper: 255.0,
    ground: 255.0,
    border: 4.0,
    place: &|x, y| ((x - 61.0) / 4.0, (y - 47.0) / 4.0),
    over: &|_, _| None,
};

fn check_scene(name: &str, scene: &Scene<'_>) {
    let found = read(&scene.picture());
    let texts: Vec<_> = found.iter().map(Found::text).collect();
    assert_eq!(texts, [Some(scene.text)], "{name}");
}

#[test]
fn what_others_cannot_read() {
    check_scene("plain", &PLAIN);
    check_scene("dark page", &Scene { ink: 230.0, paper: 24.0, ground: 24.0, ..PLAIN });
    for ground in [0.0, 60.0, 128.0] {
        check_scene("no border", &Scene { border: 0.0, ground, ..PLAIN });
    }
    for pixels in [1.5, 1.7, 2.0, 2.3, 2.5, 3.1] {
        let place = |x: f32, y: f32| ((x - 21.3) / pixels, (y - 17.6) / pixels);
        check_scene("small modules", &Scene { place: &place, ..PLAIN });
    }
    for (ink, paper) in [(150.0, 170.0), (240.0, 255.0), (0.0, 14.0), (117.0, 105.0)] {
        check_scene("low contrast", &Scene { ink, paper, ground: paper, ..PLAIN });
    }
    check_scene("pale on white", &Scene { ink: 180.0, paper: 215.0, ..PLAIN });
}

#[test]
fn however_it_lies() {
    for degrees in [3, 17, 45, 90, 138, 180, 271] {
        let (sin, cos) = (degrees as f32).to_radians().sin_cos();
        let place = |x: f32, y: f32| {
            let (x, y) = ((x - 150.0) / 3.6, (y - 130.0) / 3.6);
            (x * cos + y * sin + 18.5, y * cos - x * sin + 18.5)
        };
        check_scene(&format!("turned by {degrees}"), &Scene { place: &place, ..PLAIN });
    }
    for (across, down) in [(0.0006, 0.0), (0.0, 0.0009), (0.0005, -0.0007)] {
        let place = |x: f32, y: f32| {
            let (x, y) = (x - 150.0, y - 130.0);
            let depth = 1.0 + across * x + down * y;
            (x / depth / 3.7 + 18.5, y / depth / 3.7 + 18.5)
        };
        check_scene(&format!("tilted by {across} {down}"), &Scene { place: &place, ..PLAIN });
    }
    let place = |x: f32, y: f32| ((y - 47.0) / 4.0, (x - 61.0) / 4.0);
    check_scene("in a mirror", &Scene { place: &place, ..PLAIN });
}

#[test]
fn partly_covered() {
    let logo = |column: f32, row: f32| {
        let from_middle = (column - 18.5).abs().max((row - 18.5).abs());
        (from_middle < 5.0).then_some(if from_middle < 3.0 { 210.0 } else { 90.0 })
    };
    check_scene("logo", &Scene { over: &logo, ..PLAIN });
    let bar = |_, row: f32| (row < 0.9).then_some(255.0);
    check_scene("the first row is gone", &Scene { over: &bar, ..PLAIN });
    let veil = |column: f32, row: f32| {
        let dots = (column.rem_euclid(1.0) - 0.5).hypot(row.rem_euclid(1.0) - 0.5);
        (dots > 0.52).then_some(255.0)
    };
    check_scene("rounded modules", &Scene { over: &veil, ..PLAIN });
}

/// A small, repeatable source of numbers (SplitMix64).
fn numbers(mut seed: u64) -> impl FnMut(u64) -> u64 {
    move |end| {
        seed = seed.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mixed = (seed ^ (seed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        (mixed ^ (mixed >> 31)) % end
    }
}

#[test]
fn any_picture_is_read_or_not_but_nothing_breaks() {
    let mut number = numbers(7);
    for _ in 0..300 {
        let (width, height) = (1 + number(90) as usize, 1 + number(90) as usize);
        let (square, levels) = (1 + number(6) as usize, 2 + number(254));
        let squares: Vec<u8> = (0..8100).map(|_| (number(levels) * 255 / (levels - 1)) as u8).collect();
        let pixels = (0..width * height)
            .map(|pixel| squares[pixel / width / square * 90 + pixel % width / square])
            .collect();
        let found = read(&Luma::from_grey(width, height, pixels).unwrap());
        assert!(found.is_empty(), "{width} {height} {square} {found:?}");
    }
}

#[test]
fn a_broken_code_says_what_it_said_or_nothing() {
    let mut number = numbers(11);
    let whole = PLAIN.picture();
    for _ in 0..60 {
        let mut pixels = whole.pixels().to_vec();
        for _ in 0..number(14) {
            let (left, top) = (number(260) as usize, number(220) as usize);
            let (side, shade) = (4 + number(36) as usize, number(256) as u8);
            for y in top..(top + side).min(260) {
                pixels[y * 300 + left..y * 300 + (left + side).min(300)].fill(shade);
            }
        }
        for found in read(&Luma::from_grey(300, 260, pixels).unwrap()) {
            assert_eq!(found.text(), Some(KEY));
        }
    }
}

/// Is over after so many questions.
struct Limited {
    questions: usize,
    passes: Vec<usize>,
}

impl Watch for Limited {
    fn is_over(&mut self) -> bool {
        self.questions = self.questions.saturating_sub(1);
        self.questions == 0
    }

    fn on_pass(&mut self, pass: usize) {
        self.passes.push(pass);
    }
}

#[test]
fn ends_when_it_is_told_to_and_looks_closer_only_while_it_finds_nothing() {
    let run = |picture: &Luma, passes: usize, questions: usize| {
        let mut watch = Limited { questions, passes: Vec::new() };
        (read_within(picture, passes, &mut watch).len(), watch.passes)
    };
    let (whole, nothing) = (PLAIN.picture(), page((300, 200), 255, 0, &[]));
    assert_eq!(run(&whole, PASSES, usize::MAX), (1, vec![0]));
    assert_eq!(run(&nothing, PASSES, usize::MAX), (0, (0..PASSES).collect()));
    assert_eq!(run(&nothing, 2, usize::MAX), (0, vec![0, 1]));
    assert_eq!(run(&nothing, 0, usize::MAX), (0, vec![]));
    assert_eq!(run(&whole, PASSES, 1), (0, vec![0]));
}
