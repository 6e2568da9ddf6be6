//! Files: those the member chooses, and those we hand over.

use js_sys::{Array, ArrayBuffer, Uint8Array};
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::JsFuture;
use web_sys::{Blob, File, FileList, HtmlAnchorElement};

use super::{dom, picture::Address};

/// The bytes of a file; `None` if it cannot be read.
pub async fn bytes(file: &Blob) -> Option<Vec<u8>> {
    let buffer = buffer(file).await?;
    Some(Uint8Array::new(&buffer.into()).to_vec())
}

/// The same where they can be handed on to a worker, without being copied into this module.
pub async fn buffer(file: &Blob) -> Option<ArrayBuffer> {
    JsFuture::from(file.array_buffer()).await.ok()?.dyn_into().ok()
}

/// `bytes` where they can be handed on to a worker.
pub fn buffer_of(bytes: &[u8]) -> ArrayBuffer {
    Uint8Array::from(bytes).buffer()
}

/// The files of a list that may not be there.
pub fn all(list: Option<FileList>) -> Vec<File> {
    let Some(list) = list else { return Vec::new() };
    (0..list.length()).filter_map(|index| list.get(index)).collect()
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
