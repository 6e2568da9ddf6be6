//! What reading QR codes adds to a module: this one is built with the feature `read` and without.

use warifu::qr::Luma;
use wasm_bindgen::prelude::*;

/// How many bytes the codes of a picture say; without the feature, how many pixels it has.
#[wasm_bindgen]
pub fn weigh(width: usize, height: usize, rgba: &[u8]) -> usize {
    let Ok(picture) = Luma::from_rgba(width, height, rgba) else { return 0 };
    look(&picture)
}

#[cfg(feature = "read")]
fn look(picture: &Luma) -> usize {
    warifu::qr::read(picture).iter().map(|found| found.bytes.len()).sum()
}

#[cfg(not(feature = "read"))]
fn look(picture: &Luma) -> usize {
    picture.pixels().len()
}
