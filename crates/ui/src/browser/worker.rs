//! The Web Workers that do the heavy parts.

use core::fmt;
use std::cell::{Cell, RefCell};
use std::rc::Rc;

use js_sys::{Array, ArrayBuffer, Function, Object, Promise, Reflect, Uint8Array};
use warifu::task::{Answer, Task};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use web_sys::{MessageEvent, Worker, WorkerOptions, WorkerType};

use super::within;

/// Far beyond what the slowest machine needs: a worker that has not answered by then never will.
const DEADLINE_MS: u32 = 60_000;
/// The same for a picture, which is given up by the worker itself long before.
const PICTURE_MS: u32 = 15_000;

/// How a task is followed while it goes on, and stopped. Copies are of one task.
#[derive(Clone, Default)]
pub struct Following(Rc<Followed>);

#[derive(Default)]
struct Followed {
    on_pass: Option<Box<dyn Fn(u32)>>,
    settle: RefCell<Option<Function>>,
    stopped: Cell<bool>,
}

impl fmt::Debug for Following {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Following").field("stopped", &self.0.stopped).finish_non_exhaustive()
    }
}

impl Following {
    /// Calls `on_pass` with the number of each pass over a picture that begins.
    pub fn new(on_pass: impl Fn(u32) + 'static) -> Self {
        Self(Rc::new(Followed { on_pass: Some(Box::new(on_pass)), ..Followed::default() }))
    }

    /// Ends the worker. What was asked of it has no answer then.
    pub fn stop(&self) {
        self.0.stopped.set(true);
        if let Some(settle) = self.0.settle.take() {
            let _ = settle.call1(&JsValue::NULL, &JsValue::NULL);
        }
    }

    /// Whether it was stopped.
    pub fn is_stopped(&self) -> bool {
        self.0.stopped.get()
    }

    /// Takes what the worker says: a number or, at last, the answer.
    fn hear(&self, said: &JsValue, settle: &Function) {
        match (said.as_f64(), &self.0.on_pass) {
            (None, _) => drop(settle.call1(&JsValue::NULL, said)),
            (Some(pass), Some(on_pass)) => on_pass(pass as u32),
            (Some(_), None) => (),
        }
    }
}

/// A worker for one task. It is ended afterwards: a picture may have broken it, and a passphrase was in its memory.
struct Once(Worker);

impl Drop for Once {
    fn drop(&mut self) {
        self.0.terminate();
    }
}

/// What comes of `task`, with the bytes that it speaks of, which are gone from here then; `None` if the worker broke down
/// or does not end, or if it was stopped.
pub async fn run(task: &Task, data: Option<&ArrayBuffer>, following: &Following) -> Option<Answer> {
    if following.is_stopped() {
        return None;
    }
    let worker = start(if task.moves() { "move.js" } else { "work.js" }).ok()?;
    let promise = reply(&worker.0, following);
    post(&worker.0, task, data).ok()?;
    let answer = async move { JsFuture::from(promise).await.ok() };
    let deadline = if matches!(task, Task::ReadQr { .. }) { PICTURE_MS } else { DEADLINE_MS };
    let bytes: Uint8Array = within(deadline, answer).await?.dyn_into().ok()?;
    let copy = zeroize::Zeroizing::new(bytes.to_vec());
    bytes.fill(0, 0, bytes.length()); // it may hold a key
    Answer::from_bytes(&copy).map(|(_, answer)| answer)
}

fn start(script: &str) -> Result<Once, JsValue> {
    let options = WorkerOptions::new();
    options.set_type(WorkerType::Module);
    Worker::new_with_options(script, &options).map(Once)
}

fn reply(worker: &Worker, following: &Following) -> Promise {
    Promise::new(&mut |resolve, reject| {
        following.0.settle.replace(Some(resolve.clone()));
        let following = following.clone();
        let read = move |event: MessageEvent| following.hear(&event.data(), &resolve);
        worker
            .set_onmessage(Some(Closure::<dyn Fn(MessageEvent)>::new(read).into_js_value().unchecked_ref()));
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
