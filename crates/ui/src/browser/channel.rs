//! BroadcastChannel between pages of ours. What goes over it is never stored.

use js_sys::Promise;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use web_sys::{BroadcastChannel, MessageEvent};

/// A channel, closed when dropped.
#[derive(Debug)]
pub struct Channel(BroadcastChannel);

impl Drop for Channel {
    fn drop(&mut self) {
        self.0.close();
    }
}

impl Channel {
    /// Opens the channel of this name; `None` if the browser refuses.
    pub fn open(name: &str) -> Option<Self> {
        BroadcastChannel::new(name).ok().map(Self)
    }

    /// Sends `message` to all others that have the channel open; true if it could be sent.
    pub fn post(&self, message: &JsValue) -> bool {
        self.0.post_message(message).is_ok()
    }

    /// The next message that comes. Listens from now, not from when it is awaited.
    pub fn next(&self) -> impl Future<Output = Option<JsValue>> + use<> {
        let promise = Promise::new(&mut |resolve, _| {
            let read = move |event: MessageEvent| drop(resolve.call1(&JsValue::NULL, &event.data()));
            self.0.set_onmessage(Some(Closure::once_into_js(read).unchecked_ref()));
        });
        async move { JsFuture::from(promise).await.ok() }
    }
}
