//! Pictures: from bytes to what can be shown, cut and read. Pixels go straight to the worker and not through here.

use base64::Engine;
use js_sys::{Array, Uint8Array, Uint8ClampedArray};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use web_sys::{
    Blob, BlobPropertyBag, ImageBitmap, OffscreenCanvas, OffscreenCanvasRenderingContext2d, Url, window,
};

/// A rectangle of whole pixels of a picture.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PixelRect {
    /// Left edge.
    pub x: u32,
    /// Upper edge.
    pub y: u32,
    /// Width, at least 1.
    pub width: u32,
    /// Height, at least 1.
    pub height: u32,
}

/// The picture in a `data:` URL as browsers make them, still packed.
pub fn of_data_url(url: &str) -> Option<Blob> {
    let (head, text) = url.strip_prefix("data:")?.split_once(',')?;
    let bytes = base64::engine::general_purpose::STANDARD.decode(text).ok()?;
    of_bytes(&bytes, head.strip_suffix(";base64")?)
}

fn of_bytes(bytes: &[u8], kind: &str) -> Option<Blob> {
    let options = BlobPropertyBag::new();
    options.set_type(kind);
    let parts = Array::of1(&Uint8Array::from(bytes));
    Blob::new_with_u8_array_sequence_and_options(&parts, &options).ok()
}

/// The picture, unpacked; `None` if the browser cannot read it.
pub async fn decode(packed: &Blob) -> Option<ImageBitmap> {
    let promise = window()?.create_image_bitmap_with_blob(packed).ok()?;
    JsFuture::from(promise).await.ok()?.dyn_into().ok()
}

/// All of a picture.
pub fn whole(picture: &ImageBitmap) -> PixelRect {
    PixelRect { x: 0, y: 0, width: picture.width(), height: picture.height() }
}

/// The RGBA bytes of a part of a picture.
pub fn pixels(picture: &ImageBitmap, part: PixelRect) -> Option<Uint8ClampedArray> {
    let (_, context) = cut(picture, part)?;
    let data = context.get_image_data(0.0, 0.0, part.width.into(), part.height.into()).ok()?;
    js_sys::Reflect::get(&data, &"data".into()).ok()?.dyn_into().ok()
}

/// A part of a picture as a PNG.
pub async fn png(picture: &ImageBitmap, part: PixelRect) -> Option<Blob> {
    let (canvas, _) = cut(picture, part)?;
    JsFuture::from(canvas.convert_to_blob().ok()?).await.ok()?.dyn_into().ok()
}

fn cut(
    picture: &ImageBitmap,
    part: PixelRect,
) -> Option<(OffscreenCanvas, OffscreenCanvasRenderingContext2d)> {
    let canvas = OffscreenCanvas::new(part.width, part.height).ok()?;
    let context: OffscreenCanvasRenderingContext2d = canvas.get_context("2d").ok()??.dyn_into().ok()?;
    context.draw_image_with_image_bitmap(picture, -f64::from(part.x), -f64::from(part.y)).ok()?;
    Some((canvas, context))
}

/// An address under which this page can show a picture, given back when dropped.
#[derive(Debug)]
pub struct Address(String);

impl Address {
    /// An address for `packed`.
    pub fn of(packed: &Blob) -> Option<Self> {
        Url::create_object_url_with_blob(packed).ok().map(Self)
    }

    /// The address.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl Drop for Address {
    fn drop(&mut self) {
        let _ = Url::revoke_object_url(&self.0);
    }
}
