//! Marking an area on a picture, with mouse, pen, finger or keys.

use leptos::ev::{KeyboardEvent, PointerEvent};
use leptos::html::Div;
use leptos::prelude::*;

use super::area::{Area, Point, Size};
use crate::act::Act;
use crate::browser::picture::{Address, PixelRect};
use crate::context::context;

/// How far an arrow key goes, as a part of the picture's width.
const STEP: f64 = 1.0 / 64.0;

/// The picture, with `area` on it. `marked` gets the pixels when the button is let go or Enter is pressed, and
/// `None` if they are too few.
pub(super) fn mark(
    address: Address,
    size: Size,
    area: RwSignal<Option<Area>>,
    marked: Act<Option<PixelRect>>,
) -> impl IntoView {
    let words = context().words;
    let from = StoredValue::new(None::<Point>);
    let stage = NodeRef::<Div>::new();
    let point = move |event: &PointerEvent| {
        let shown = stage.get_untracked().map(|stage| stage.get_bounding_client_rect())?;
        let x = (f64::from(event.client_x()) - shown.left()) * size.width / shown.width();
        let y = (f64::from(event.client_y()) - shown.top()) * size.height / shown.height();
        Some(Point { x, y })
    };
    let down = move |event: PointerEvent| {
        if event.button() != 0 {
            return;
        }
        // Without capture a drag past the picture's edge would just end there.
        let _ = stage.get_untracked().map(|stage| stage.set_pointer_capture(event.pointer_id()));
        from.set_value(point(&event));
        area.set(None);
    };
    let moved = move |event: PointerEvent| {
        if let (Some(from), Some(to)) = (from.get_value(), point(&event)) {
            area.set(Some(Area::between(from, to)));
        }
    };
    let up = move |event: PointerEvent| {
        if from.with_value(Option::is_none) {
            return; // nothing was begun here: another button, or a drag from elsewhere
        }
        moved(event);
        from.set_value(None);
        marked.run(area.get_untracked().and_then(|area| area.pixels(size)));
    };
    let cancel = move |_| {
        from.set_value(None);
        area.set(None);
    };
    let key = move |event: KeyboardEvent| {
        if by_key(&event, area, size, marked) {
            event.prevent_default();
        }
    };
    let edge = move |index: usize| {
        area.get().map(|area| format!("{}%", area.hundredths(size)[index])).unwrap_or_default()
    };
    view! {
        <div class="stage" node_ref=stage tabindex="0" role="application" aria-label=words.area_picture()
            aria-describedby="area-keys" on:pointerdown=down on:pointermove=moved on:pointerup=up
            on:pointercancel=cancel on:keydown=key>
            <img src=address.as_str().to_owned() alt="" draggable="false" />
            <div class="area" class:shown=move || area.with(Option::is_some)
                style:left=move || edge(0) style:top=move || edge(1)
                style:width=move || edge(2) style:height=move || edge(3)></div>
            {on_cleanup(move || drop(address))}
        </div>
        <p class="hint" id="area-keys">{words.area_keys()}</p>
    }
}

/// Moves the area with the arrows, resizes it with Shift and the arrows, reads it with Enter, takes it away with
/// Escape. True if the key was one of those.
fn by_key(
    event: &KeyboardEvent,
    area: RwSignal<Option<Area>>,
    size: Size,
    marked: Act<Option<PixelRect>>,
) -> bool {
    let step = if event.alt_key() { 1.0 } else { size.width * STEP };
    let (dx, dy) = match event.key().as_str() {
        "ArrowLeft" => (-step, 0.0),
        "ArrowRight" => (step, 0.0),
        "ArrowUp" => (0.0, -step),
        "ArrowDown" => (0.0, step),
        "Enter" => {
            let pixels = area.get_untracked().and_then(|area| area.pixels(size));
            marked.run(pixels);
            return true;
        }
        "Escape" => {
            area.set(None);
            return true;
        }
        _ => return false,
    };
    area.update(|area| {
        *area = Some(match *area {
            None => Area::middle(size),
            Some(old) if event.shift_key() => old.resized(dx, dy, size),
            Some(old) => old.moved(dx, dy, size),
        });
    });
    true
}
