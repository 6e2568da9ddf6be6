//! The Web Workers that do the heavy parts.

use js_sys::{Array, ArrayBuffer, Object, Promise, Reflect, Uint8Array};
use warifu::task::{Answer, Task};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use web_sys::{MessageEvent, Worker, WorkerOptions, WorkerType};

use super::within;

/// Far beyond what the slowest machine needs: a worker that has not answered by then never will.
const DEADLINE_MS: u32 = 60_000;

/// A worker for one task. It is ended afterwards: a picture may have broken it, and a passphrase was in its memory.
struct Once(Worker);

impl Drop for Once {
    fn drop(&mut self) {
        self.0.terminate();
    }
}

/// What comes of `task`, with the bytes that it speaks of, which are gone from here then; `None` if the worker broke down
/// or does not end.
pub async fn run(task: &Task, data: Option<&ArrayBuffer>) -> Option<Answer> {
    let worker = start(if task.moves() { "move.js" } else { "work.js" }).ok()?;
    let promise = reply(&worker.0);
    post(&worker.0, task, data).ok()?;
    let answer = async move { JsFuture::from(promise).await.ok() };
    let bytes: Uint8Array = within(DEADLINE_MS, answer).await?.dyn_into().ok()?;
    let copy = zeroize::Zeroizing::new(bytes.to_vec());
    bytes.fill(0, 0, bytes.length()); // it may hold a key
    Answer::from_bytes(&copy).map(|(_, answer)| answer)
}

fn start(script: &str) -> Result<Once, JsValue> {
    let options = WorkerOptions::new();
    options.set_type(WorkerType::Module);
    Worker::new_with_options(script, &options).map(Once)
}

fn reply(worker: &Worker) -> Promise {
    Promise::new(&mut |resolve, reject| {
        let read = move |event: MessageEvent| drop(resolve.call1(&JsValue::NULL, &event.data()));
        worker.set_onmessage(Some(Closure::once_into_js(read).unchecked_ref()));
        worker.set_onerror(Some(&reject));
    })
}

fn post(worker: &Worker, task: &Task, data: Option<&ArrayBuffer>) -> Result<(), JsValue> {
    let bytes = task.to_bytes(0);
    let request = Uint8Array::from(bytes.as_slice());
    let message = Object::new();
    Reflect::set(&message, &"request".into(), &request)?;
    let transfer = Array::of1(&request.buffer());
    if let Some(data) = data {
        Reflect::set(&message, &"data".into(), &Uint8Array::new(data.as_ref()))?;
        transfer.push(data);
    }
    worker.post_message_with_transfer(&message, &transfer)
}
