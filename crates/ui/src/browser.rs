//! The browser, as far as the pages use it: one file per part of it, each a thin skin over its JavaScript.
//!
//! Nothing here knows the vault. `browser.*` is what start.js calls `chrome.*` where the browser does.

pub mod channel;
pub mod clipboard;
pub mod dom;
pub mod extension;
pub mod file;
pub mod handover;
pub mod idb;
pub mod locks;
pub mod net;
pub mod picture;
pub mod screen_capture;
pub mod storage;
pub mod tabs;
pub mod worker;

use js_sys::{Array, Promise};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::{JsFuture, future_to_promise};

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_namespace = crypto, js_name = getRandomValues)]
    fn get_random_values(bytes: &mut [u8]);
}

/// Fills `bytes` from the browser's source of randomness for keys.
pub fn random(bytes: &mut [u8]) {
    // The browser gives at most 65,536 bytes at a time (Web Cryptography API, getRandomValues).
    bytes.chunks_mut(65_536).for_each(get_random_values);
}

/// Milliseconds since 1970.
#[expect(clippy::cast_sign_loss, clippy::cast_possible_truncation, reason = "a whole number after 1970")]
pub fn now_ms() -> u64 {
    js_sys::Date::now().max(0.0) as u64
}

/// What comes, unless it takes longer than so many milliseconds.
pub async fn within(ms: u32, coming: impl Future<Output = Option<JsValue>> + 'static) -> Option<JsValue> {
    let late = async move {
        gloo_timers::future::TimeoutFuture::new(ms).await;
        Ok(JsValue::NULL)
    };
    let coming = async move { Ok(coming.await.unwrap_or(JsValue::NULL)) };
    let both = Array::of2(&future_to_promise(coming), &future_to_promise(late));
    let first = JsFuture::from(Promise::race(&both)).await.ok()?;
    (!first.is_null()).then_some(first)
}
