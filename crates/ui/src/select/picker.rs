//! A picture, an area marked on it, and what was read there.

use leptos::prelude::*;
use warifu::account::Name;
use wasm_bindgen_futures::spawn_local;
use web_sys::{Blob, ImageBitmap};

use super::area::{Area, Size};
use super::mark::mark;
use crate::act::Act;
use crate::add::{Blind, Looking, Paths, Patience, Sight, look, sights};
use crate::browser::picture::{self, Address, PixelRect};
use crate::context::context;
use crate::widgets::{problem, screen};
use crate::words::say::Said;

/// How far reading has come.
#[derive(Clone)]
enum Picking {
    /// The member marks an area.
    Marking,
    /// It is being read.
    Reading,
    /// What was read, and the part of the picture in which it was looked for.
    Read { seen: Result<Vec<Sight>, Blind>, part: Option<Blob> },
}

/// Lets the member mark an area of `packed`, which shows a page of `source`. `done` when an account is saved; `back` leads
/// to another picture, where there is a way.
pub(crate) fn picker(packed: Blob, source: Option<Name>, done: Act, back: Option<Act>) -> AnyView {
    let words = context().words;
    let bitmap: RwSignal<Option<Option<ImageBitmap>>, LocalStorage> = RwSignal::new_local(None);
    let of_blob = packed.clone();
    spawn_local(async move { bitmap.set(Some(picture::decode(&of_blob).await)) });
    let view = move || match bitmap.get() {
        None => view! { <p class="busy" role="status">{words.working()}</p> }.into_any(),
        Some(None) => screen(
            words.picture_title(),
            back,
            problem(Said { headline: None, detail: words.picture_unreadable().to_owned() }),
        ),
        Some(Some(bitmap)) => pick(packed.clone(), &bitmap, source.clone(), done, back),
    };
    view.into_any()
}

fn pick(packed: Blob, bitmap: &ImageBitmap, source: Option<Name>, done: Act, back: Option<Act>) -> AnyView {
    let words = context().words;
    let picking = RwSignal::new_local(Picking::Marking);
    let (area, too_small) = (RwSignal::new(None), RwSignal::new(false));
    let again = Act::new(move |()| picking.set(Picking::Marking));
    let looking = Looking::new();
    let of_bitmap = StoredValue::new_local(bitmap.clone());
    let marked = Act::new(move |part: Option<PixelRect>| {
        too_small.set(part.is_none());
        let Some(part) = part else { return };
        let following = looking.begin();
        picking.set(Picking::Reading);
        spawn_local(async move {
            let bitmap = of_bitmap.get_value();
            let seen = look(&bitmap, part, Patience::Sure, &following).await;
            let part = picture::png(&bitmap, part).await;
            if !following.is_stopped() {
                picking.set(Picking::Read { seen, part });
            }
        });
    });
    let size = Size { width: bitmap.width().into(), height: bitmap.height().into() };
    let view = move || match picking.get() {
        Picking::Marking => {
            screen(words.choose_area(), back, marking(&packed, size, area, too_small, marked))
        }
        Picking::Reading => screen(words.choose_area(), None, looking.view(words.reading_area(), again)),
        Picking::Read { seen, part } => {
            let paths = Paths { source: source.clone(), done, back: again, area: Some(again) };
            sights(&seen, paths, move || otherwise(part.as_ref(), again))
        }
    };
    view.into_any()
}

fn marking(
    packed: &Blob,
    size: Size,
    area: RwSignal<Option<Area>>,
    too_small: RwSignal<bool>,
    marked: Act<Option<PixelRect>>,
) -> AnyView {
    let words = context().words;
    let Some(address) = Address::of(packed) else {
        return view! { <p>{words.reader_broke()}</p> }.into_any();
    };
    view! {
        <p>{words.area_lead()}</p>
        <p role="alert">{move || too_small.get().then(|| words.area_small())}</p>
        {mark(address, size, area, marked)}
    }
    .into_any()
}

/// The part that was read, and what to try.
fn otherwise(part: Option<&Blob>, again: Act) -> AnyView {
    let words = context().words;
    let address = part.and_then(Address::of);
    let shown = address.map(|address| {
        let source = address.as_str().to_owned();
        view! {
            <figure class="crop">
                <figcaption>{words.area_read()}</figcaption>
                <img src=source alt=words.area_read() />
            </figure>
            {on_cleanup(move || drop(address))}
        }
    });
    view! {
        {shown}
        <p>{words.area_tips()}</p>
        <div class="actions">
            <button type="button" class="primary" on:click=move |_| again.run(())>{words.try_again()}</button>
        </div>
    }
    .into_any()
}
