//! The heavy parts, as a module of their own that runs in a Web Worker: reading QR codes, Argon2id, and the list of
//! common passphrases. The popup loads none of it until it is needed.
//!
//! There is one entry, [`answer`]; `work.js` calls it for every message. What messages look like is
//! [`warifu::task`]'s. rqrr may panic on a hostile picture, which traps the module: `work.js` then says so and ends
//! the worker, and the page starts another one.

mod common;

use js_sys::Uint8Array;
use warifu::qr::{self, Luma, PictureError};
use warifu::task::{Answer, Task};
use warifu::vault;
use wasm_bindgen::prelude::*;
use zeroize::Zeroizing;

/// The answer to a request; `data` are the RGBA bytes of the picture that a task of reading speaks of.
///
/// # Errors
/// `null` if the request is none, or one for the other module ([`Task::moves`]).
#[wasm_bindgen]
pub fn answer(request: &Uint8Array, data: Option<Vec<u8>>) -> Result<Uint8Array, JsValue> {
    let bytes = Zeroizing::new(request.to_vec());
    request.fill(0, 0, request.length()); // it may hold a passphrase, and nobody here needs it any more
    let (tag, task) = Task::from_bytes(&bytes).ok_or(JsValue::NULL)?;
    let answer = work(&task, &data.unwrap_or_default()).ok_or(JsValue::NULL)?;
    Ok(Uint8Array::from(answer.to_bytes(tag).as_slice()))
}

fn work(task: &Task, pixels: &[u8]) -> Option<Answer> {
    match task {
        Task::ReadQr { width, height } => {
            let read = read(*width as usize, *height as usize, pixels);
            Some(read.map_or_else(Answer::Picture, Answer::Codes))
        }
        Task::DeriveKey { passphrase, params } => {
            Some(vault::derive(passphrase, params).map_or(Answer::NoKey, Answer::Key))
        }
        Task::IsCommon { passphrase } => Some(Answer::Common(common::is_common(passphrase.expose()))),
        Task::ReadFile { .. } | Task::WriteFile { .. } => None,
    }
}

fn read(width: usize, height: usize, rgba: &[u8]) -> Result<Vec<qr::Found>, PictureError> {
    Ok(qr::read(&Luma::from_rgba(width, height, rgba)?))
}
