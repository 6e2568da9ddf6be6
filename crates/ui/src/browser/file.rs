//! Files: those the member chooses, and those we hand over.

use js_sys::{Array, Uint8Array};
use wasm_bindgen_futures::JsFuture;
use web_sys::{Blob, HtmlAnchorElement};

use super::{dom, picture::Address};

/// The bytes of a file; `None` if it cannot be read.
pub async fn bytes(file: &Blob) -> Option<Vec<u8>> {
    let buffer = JsFuture::from(file.array_buffer()).await.ok()?;
    Some(Uint8Array::new(&buffer).to_vec())
}

/// Hands `bytes` to the member as a download; true if the browser took them.
pub fn hand_over(name: &str, bytes: &[u8]) -> bool {
    let parts = Array::of1(&Uint8Array::from(bytes));
    let address = Blob::new_with_u8_array_sequence(&parts).ok().and_then(|blob| Address::of(&blob));
    let link = dom::document().create_element("a").ok();
    let link = link.map(wasm_bindgen::JsCast::unchecked_into::<HtmlAnchorElement>);
    let (Some(address), Some(link)) = (address, link) else { return false };
    link.set_href(address.as_str());
    link.set_download(name);
    link.click();
    // The browser reads the file after this turn; the page's end gives the address back.
    core::mem::forget(address);
    true
}
