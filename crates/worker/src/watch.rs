//! How long reading may take, by the browser's clock.

use js_sys::{Date, Function};
use warifu::qr::Watch;
use wasm_bindgen::JsValue;

/// The first pass reads nearly every code there is, so on a slow machine it may take this many times as long.
const FIRST: f64 = 4.0;

/// Waits for so long, and tells how far reading has come.
pub(crate) struct Patience {
    began: f64,
    ms: f64,
    pass: usize,
    on_pass: Option<Function>,
}

impl Patience {
    /// From now on, for `ms` milliseconds.
    pub(crate) fn new(ms: u32, on_pass: Option<Function>) -> Self {
        Self { began: Date::now(), ms: ms.into(), pass: 0, on_pass }
    }
}

impl Watch for Patience {
    fn is_over(&mut self) -> bool {
        let ms = if self.pass == 0 { self.ms * FIRST } else { self.ms };
        // a clock that was set back starts the wait anew
        let waited = Date::now() - self.began;
        if waited < 0.0 {
            self.began = Date::now();
        }
        waited > ms
    }

    fn on_pass(&mut self, pass: usize) {
        self.pass = pass;
        if let Some(on_pass) = &self.on_pass {
            // nobody who listens is no reason to stop
            let _ = on_pass.call1(&JsValue::NULL, &JsValue::from(pass as u32));
        }
    }
}
