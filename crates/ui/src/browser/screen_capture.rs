//! One still picture of a screen or window that the member chooses in the browser's own dialog.

use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use web_sys::{
    Blob, HtmlVideoElement, MediaStream, MediaStreamTrack, OffscreenCanvas,
    OffscreenCanvasRenderingContext2d, window,
};

use super::{dom, within};

/// How long the first picture may take to come.
const FIRST_PICTURE_MS: u32 = 5_000;

/// There is no picture.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NoPicture {
    /// The member chose nothing, or the browser lets nothing be chosen.
    NotChosen,
    /// None came of what was chosen.
    NotSent,
}

/// A picture of what the member chose.
///
/// # Errors
/// [`NoPicture`].
pub async fn picture() -> Result<Blob, NoPicture> {
    let stream = chosen().await.ok_or(NoPicture::NotChosen)?;
    let picture = still(&stream).await.ok_or(NoPicture::NotSent);
    for track in stream.get_tracks().iter() {
        track.unchecked_into::<MediaStreamTrack>().stop();
    }
    picture
}

async fn chosen() -> Option<MediaStream> {
    let devices = window()?.navigator().media_devices().ok()?;
    JsFuture::from(devices.get_display_media().ok()?).await.ok()?.dyn_into().ok()
}

async fn still(stream: &MediaStream) -> Option<Blob> {
    let video: HtmlVideoElement = dom::document().create_element("video").ok()?.dyn_into().ok()?;
    video.set_muted(true);
    video.set_src_object(Some(stream));
    // What is minimised or no longer shared may never send a picture.
    let playing = JsFuture::from(video.play().ok()?);
    within(FIRST_PICTURE_MS, async { playing.await.ok() }).await?;
    // The browser's own dialog may still cover what was chosen.
    gloo_timers::future::TimeoutFuture::new(300).await;
    let canvas = OffscreenCanvas::new(video.video_width(), video.video_height()).ok()?;
    let context: OffscreenCanvasRenderingContext2d = canvas.get_context("2d").ok()??.dyn_into().ok()?;
    context.draw_image_with_html_video_element(&video, 0.0, 0.0).ok()?;
    JsFuture::from(canvas.convert_to_blob().ok()?).await.ok()?.dyn_into().ok()
}
