//! The clipboard. Copying in a click or key press needs no permission.

use js_sys::Promise;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(catch, js_namespace = ["navigator", "clipboard"], js_name = writeText)]
    fn write_text(text: &str) -> Result<Promise, JsValue>;
}

/// Puts `text` on the clipboard; true if the browser did. Must be called in the member's click itself, not after
/// something was awaited.
pub fn copy(text: &str) -> impl Future<Output = bool> + use<> {
    let promise = write_text(text);
    async move {
        match promise {
            Ok(promise) => JsFuture::from(promise).await.is_ok(),
            Err(_) => false,
        }
    }
}
