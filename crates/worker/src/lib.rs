//! The heavy parts, as a module of their own that runs in a Web Worker: reading QR codes, Argon2id, and the list of
//! common passphrases. The popup loads none of it until it is needed.
//!
//! There is one entry, [`answer`]; `work.js` calls it for every message. What messages look like is
//! [`warifu::task`]'s. Should the module trap, `work.js` says so and ends the worker; each task of a page has a worker
//! of its own.

mod common;
mod watch;

use js_sys::{Function, Uint8Array};
use warifu::qr::{self, Luma, PASSES, PictureError};
use warifu::task::{Answer, Task};
use warifu::vault;
use wasm_bindgen::prelude::*;
use zeroize::Zeroizing;

use watch::Patience;

/// The answer to a request; `data` are the RGBA bytes of the picture that a task of reading speaks of, and `on_pass`
/// is called with the number of each pass that begins.
///
/// # Errors
/// `null` if the request is none, or one for the other module ([`Task::moves`]).
#[wasm_bindgen]
pub fn answer(
    request: &Uint8Array,
    data: Option<Vec<u8>>,
    on_pass: Option<Function>,
) -> Result<Uint8Array, JsValue> {
    let bytes = Zeroizing::new(request.to_vec());
    request.fill(0, 0, request.length()); // it may hold a passphrase, and nobody here needs it any more
    let (tag, task) = Task::from_bytes(&bytes).ok_or(JsValue::NULL)?;
    let data = Zeroizing::new(data.unwrap_or_default());
    let answer = work(&task, &data, on_pass).ok_or(JsValue::NULL)?;
    Ok(Uint8Array::from(answer.to_bytes(tag).as_slice()))
}

fn work(task: &Task, pixels: &[u8], on_pass: Option<Function>) -> Option<Answer> {
    match task {
        Task::ReadQr { width, height, patience_ms } => {
            let mut patience = Patience::new(*patience_ms, on_pass);
            let read = read(*width as usize, *height as usize, pixels, &mut patience);
            Some(read.map_or_else(Answer::Picture, Answer::Codes))
        }
        Task::DeriveKey { passphrase, params } => {
            Some(vault::derive(passphrase, params).map_or(Answer::NoKey, Answer::Key))
        }
        Task::IsCommon { passphrase } => Some(Answer::Common(common::is_common(passphrase.expose()))),
        Task::ReadFile { .. } | Task::WriteFile { .. } => None,
    }
}

fn read(
    width: usize,
    height: usize,
    rgba: &[u8],
    patience: &mut Patience,
) -> Result<Vec<qr::Found>, PictureError> {
    Ok(qr::read_within(&Luma::from_rgba(width, height, rgba)?, PASSES, patience))
}
