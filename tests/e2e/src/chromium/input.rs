//! Pointer and key events as the DevTools protocol words them.

use serde_json::{Value, json};

use crate::driver::{Key, Pointer, Step};
use crate::keys::describe;

/// Method and parameters for one step of a pointer.
pub(super) fn pointer(pointer: Pointer, step: Step, at: (f64, f64)) -> (&'static str, Value) {
    match pointer {
        Pointer::Touch => ("Input.dispatchTouchEvent", touch(step, at)),
        Pointer::Mouse => ("Input.dispatchMouseEvent", mouse(step, at, "mouse")),
        Pointer::Pen => ("Input.dispatchMouseEvent", mouse(step, at, "pen")),
    }
}

fn mouse(step: Step, (x, y): (f64, f64), pointer: &str) -> Value {
    let (kind, button, buttons) = match step {
        Step::Down => ("mousePressed", "left", 1),
        Step::Drag => ("mouseMoved", "left", 1),
        Step::Hover => ("mouseMoved", "none", 0),
        Step::Up => ("mouseReleased", "left", 0),
    };
    json!({"type": kind, "x": x, "y": y, "button": button, "buttons": buttons, "clickCount": 1,
           "pointerType": pointer})
}

fn touch(step: Step, (x, y): (f64, f64)) -> Value {
    let kind = match step {
        Step::Down => "touchStart",
        Step::Drag | Step::Hover => "touchMove",
        Step::Up => return json!({"type": "touchEnd", "touchPoints": []}),
    };
    json!({"type": kind, "touchPoints": [{"x": x, "y": y}]})
}

/// The events of pressing and releasing a key.
pub(super) fn key(key: Key<'_>) -> [Value; 2] {
    let (code, number, text) = describe(key.name);
    let modifiers = u8::from(key.alt) | u8::from(key.ctrl) << 1 | u8::from(key.shift) << 3;
    let mut down = json!({"type": "keyDown", "key": key.name, "code": code, "modifiers": modifiers,
                          "windowsVirtualKeyCode": number});
    let mut up = down.clone();
    up["type"] = "keyUp".into();
    if key.ctrl {
        down["commands"] = command(key.name);
    } else {
        down["text"] = text.into();
    }
    [down, up]
}

/// Editing commands that the browser's own window would otherwise add to the key.
fn command(name: &str) -> Value {
    match name {
        "a" => json!(["selectAll"]),
        "c" => json!(["copy"]),
        "v" => json!(["paste"]),
        "x" => json!(["cut"]),
        _ => json!([]),
    }
}
