//! The files of other programs, read and written: a module of its own that runs in a Web Worker, since its readers and
//! ciphers are larger than all that unlocking needs.
//!
//! There is one entry, [`answer`]; `move.js` calls it for every message. What messages look like is
//! [`warifu::task`]'s. No reader panics on any file that we know of; if one does, `move.js` says so and ends the worker.

use js_sys::Uint8Array;
use warifu::task::{Aim, Answer, Task};
use warifu::transfer::{self, Import, Target};
use warifu::vault::Random;
use wasm_bindgen::prelude::*;
use zeroize::Zeroizing;

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_namespace = crypto, js_name = getRandomValues)]
    fn get_random_values(bytes: &mut [u8]);
}

/// The browser's source of randomness for keys. No file takes more than it gives at once.
#[derive(Debug)]
struct Browser;

impl Random for Browser {
    fn fill(&self, bytes: &mut [u8]) {
        bytes.chunks_mut(65_536).for_each(get_random_values);
    }
}

/// The answer to a request; `data` are the bytes of the file to read, or the accounts to write.
///
/// # Errors
/// `null` if the request is none.
#[wasm_bindgen]
pub fn answer(request: &Uint8Array, data: Option<Vec<u8>>) -> Result<Uint8Array, JsValue> {
    let bytes = Zeroizing::new(request.to_vec());
    request.fill(0, 0, request.length()); // it may hold a password, and nobody here needs it any more
    let data = Zeroizing::new(data.unwrap_or_default());
    let (tag, task) = Task::from_bytes(&bytes).ok_or(JsValue::NULL)?;
    let answer = work(&task, &data).ok_or(JsValue::NULL)?;
    Ok(Uint8Array::from(answer.to_bytes(tag).as_slice()))
}

fn work(task: &Task, data: &[u8]) -> Option<Answer> {
    match task {
        Task::ReadFile { format, password } => {
            let read = match format {
                Some(format) => transfer::read_as(*format, data, password.as_ref()),
                None => transfer::read(data, password.as_ref()),
            };
            Some(read.map_or_else(Answer::NoImport, Answer::Import))
        }
        Task::WriteFile { aim, now } => {
            let accounts: Vec<_> = Import::from_bytes(data)?.accounts().cloned().collect();
            let target = match aim {
                Aim::Aegis(password) => Target::Aegis { password },
                Aim::CredentialExchange => Target::CredentialExchange { now: *now },
            };
            let written = transfer::write(&accounts, target, &Browser);
            Some(Answer::Written { file: written.bytes, refused: written.refused })
        }
        Task::ReadQr { .. } | Task::DeriveKey { .. } | Task::IsCommon { .. } => None,
    }
}
