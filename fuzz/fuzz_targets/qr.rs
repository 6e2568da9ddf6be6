//! Any picture is read or not, and nothing breaks: arbitrary sizes and pixels, and codes that are warped and broken.

#![no_main]

use libfuzzer_sys::fuzz_target;
use warifu::qr::{Luma, PASSES, Watch, draw, read_within};

/// Ends a search after so many of its steps.
struct Steps(u32);

impl Watch for Steps {
    fn is_over(&mut self) -> bool {
        self.0 = self.0.saturating_sub(1);
        self.0 == 0
    }
}

fuzz_target!(|data: &[u8]| {
    let Some((&[kind, width, height, size, steps], rest)) = data.split_first_chunk() else { return };
    let picture = match kind % 3 {
        0 => noise(width, height, size, rest),
        1 => code(width, size, rest, false),
        _ => code(width, size, rest, true),
    };
    let mut steps = Steps(if steps == 255 { u32::MAX } else { 1 + u32::from(steps) });
    for found in picture.iter().flat_map(|picture| read_within(picture, PASSES, &mut steps)) {
        assert!(found.corners.as_flattened().iter().all(|number| number.is_finite()));
    }
});

/// From 1 to 256, small ones most often: they are read quickly.
fn side(byte: u8) -> usize {
    usize::from(byte) * usize::from(byte) / 255 + 1
}

/// Squares of the given bytes, again and again.
fn noise(width: u8, height: u8, square: u8, bytes: &[u8]) -> Option<Luma> {
    let (width, height) = (side(width), side(height));
    let square = usize::from(square % 6) + 1;
    let across = width.div_ceil(square);
    let byte = |index: usize| bytes.get(index % bytes.len().max(1)).copied().unwrap_or(0);
    let pixels =
        (0..width * height).map(|pixel| byte(pixel / width / square * across + pixel % width / square));
    Luma::from_grey(width, height, pixels.collect()).ok()
}

/// A code of some of the bytes, tilted by four of them, with pixels changed by the others.
fn code(margin: u8, size: u8, bytes: &[u8], inverted: bool) -> Option<Luma> {
    let (&[a, b, c, d], rest) = bytes.split_first_chunk()?;
    let (text, changes) = rest.split_at_checked(rest.len() / 4)?;
    let text: String = text.iter().map(|byte| char::from(byte % 95 + 32)).collect();
    let modules = draw(&text).ok().filter(|modules| modules.size() < 60)?;
    let pixels_each = 1.2 + (f32::from(size) / 255.0).powi(3) * 4.0;
    let side = (modules.size() as f32 * pixels_each) as usize + usize::from(margin % 32);
    let slant = |byte: u8, most: f32| (f32::from(byte) / 127.5 - 1.0) * most;
    let mut pixels = vec![0; side * side];
    for (index, pixel) in pixels.iter_mut().enumerate() {
        let (x, y) = ((index % side) as f32 - side as f32 / 2.0, (index / side) as f32 - side as f32 / 2.0);
        let depth = 1.0 + (slant(a, 0.3) * x + slant(b, 0.3) * y) / side as f32;
        let (x, y) =
            ((x + slant(c, 0.4) * y) / depth / pixels_each, (y + slant(d, 0.4) * x) / depth / pixels_each);
        let middle = modules.size() as f32 / 2.0;
        let (column, row) = (x + middle, y + middle);
        let dark = column >= 0.0 && row >= 0.0 && modules.is_dark(column as usize, row as usize);
        *pixel = if dark == inverted { 230 } else { 20 };
    }
    for change in changes.chunks_exact(3) {
        let at = usize::from(change[0]) * 256 + usize::from(change[1]);
        let length = pixels.len();
        pixels[at % length] = change[2];
    }
    Luma::from_grey(side, side, pixels).ok()
}
