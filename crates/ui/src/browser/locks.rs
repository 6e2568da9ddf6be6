//! `navigator.locks`: one page at a time.

use js_sys::{Function, Promise};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_namespace = ["navigator", "locks"])]
    fn request(name: &str, granted: &Function) -> Promise;
}

/// Held until dropped, so that a future that is given up frees the lock, too.
struct Held(Function);

impl Drop for Held {
    fn drop(&mut self) {
        let _ = self.0.call0(&JsValue::NULL);
    }
}

/// Runs `work` while no other page holds the lock of this name.
pub async fn exclusive<T>(name: &str, work: impl Future<Output = T>) -> T {
    let _held = acquire(name).await;
    work.await
}

async fn acquire(name: &str) -> Held {
    let (until, release) = deferred();
    let (granted, grant) = deferred();
    // The browser holds the lock until the promise that this gives is settled.
    let take = Closure::once_into_js(move || {
        let _ = grant.call0(&JsValue::NULL);
        until
    });
    let held = Held(release);
    let _ = request(name, take.unchecked_ref());
    let _ = JsFuture::from(granted).await;
    held
}

/// A promise and what resolves it.
fn deferred() -> (Promise, Function) {
    let mut resolver = None;
    let promise = Promise::new(&mut |resolve, _| resolver = Some(resolve));
    (promise, resolver.expect("a promise calls its executor at once"))
}
