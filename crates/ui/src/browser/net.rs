//! Posting to a server that handed out a key. Nothing else of ours ever leaves the browser.

use js_sys::Uint8Array;
use warifu::app::Unreachable;
use warifu::enrol::protocol::{MAX_REPLY, Reply};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use web_sys::{Headers, RequestCredentials, RequestInit, RequestRedirect, Response, window};
use zeroize::Zeroizing;

use super::within;

/// A server that has not answered by then is taken to be away.
const DEADLINE_MS: u32 = 15_000;

/// Posts JSON, without cookies and following no redirect.
///
/// # Errors
/// [`Unreachable`] if nothing comes back in time, or more than an answer can be.
pub async fn post(url: &str, body: &str) -> Result<Reply, Unreachable> {
    answer(url, body).await.ok_or(Unreachable)
}

async fn answer(url: &str, body: &str) -> Option<Reply> {
    let request = window()?.fetch_with_str_and_init(url, &init(body).ok()?);
    let response = within(DEADLINE_MS, async move { JsFuture::from(request).await.ok() }).await?;
    let response: Response = response.dyn_into().ok()?;
    let bytes = response.array_buffer().ok()?;
    let bytes = within(DEADLINE_MS, async move { JsFuture::from(bytes).await.ok() }).await?;
    let bytes = Uint8Array::new(&bytes);
    let fits = usize::try_from(bytes.length()).is_ok_and(|length| length <= MAX_REPLY);
    fits.then(|| Reply { status: response.status(), body: Zeroizing::new(bytes.to_vec()) })
}

fn init(body: &str) -> Result<RequestInit, JsValue> {
    let headers = Headers::new()?;
    headers.set("content-type", "application/json")?;
    let init = RequestInit::new();
    init.set_method("POST");
    init.set_headers(&headers);
    init.set_body(&body.into());
    init.set_credentials(RequestCredentials::Omit);
    init.set_redirect(RequestRedirect::Error);
    Ok(init)
}
