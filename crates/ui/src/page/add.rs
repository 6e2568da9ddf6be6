//! An account from a picture: a file, the clipboard, something dropped, or the screen.

use leptos::ev::{ClipboardEvent, DragEvent};
use leptos::html::Input;
use leptos::prelude::*;
use wasm_bindgen_futures::spawn_local;
use web_sys::Blob;

use super::{files, import};
use crate::act::Act;
use crate::add::{Blind, Looking, Paths, Patience, Sight, look, sights};
use crate::browser::screen_capture::{self, NoPicture};
use crate::browser::{dom, picture};
use crate::context::context;
use crate::select::after;
use crate::select::picker::picker;
use crate::widgets::screen;

/// How far it has come.
#[derive(Clone)]
enum Adding {
    /// The member chooses a picture.
    Choosing,
    /// It is being read.
    Reading,
    /// What was seen on it.
    Read { picture: Blob, seen: Result<Vec<Sight>, Blind> },
    /// The member shows where on it the code is.
    Picking(Blob),
    /// An account was saved.
    Saved,
}

/// The page at `#add`.
pub(super) fn view() -> AnyView {
    let words = context().words;
    let adding = RwSignal::new_local(Adding::Choosing);
    let done = Act::new(move |()| adding.set(Adding::Saved));
    let back = Act::new(move |()| adding.set(Adding::Choosing));
    let looking = Looking::new();
    let taken = Act::new(move |picture: Option<Blob>| take(adding, looking, picture));
    let captured = Act::new(move |picture: Blob| read(adding, looking, picture));
    accept_paste(taken);
    let view = move || match adding.get() {
        Adding::Choosing => choosing(looking, taken, captured),
        Adding::Reading => screen(words.way_image(), None, looking.view(words.reading_area(), back)),
        Adding::Picking(picture) => picker(picture, None, done, Some(back)),
        Adding::Saved => screen(words.added(), None, after()),
        Adding::Read { picture, seen } => {
            let area = Act::new_local(move |()| adding.set(Adding::Picking(picture.clone())));
            let paths = Paths { source: None, done, back, area: Some(area) };
            sights(&seen, paths, move || {
                view! {
                    <div class="actions">
                        <button type="button" class="primary" on:click=move |_| area.run(())>
                            {words.choose_area()}
                        </button>
                    </div>
                }
                .into_any()
            })
        }
    };
    view.into_any()
}

/// Reads a file of the member's, or says that there was none.
fn take(adding: RwSignal<Adding, LocalStorage>, looking: Looking, picture: Option<Blob>) {
    let context = context();
    let Some(picture) = picture else { return context.say_failed(context.words.no_picture()) };
    if picture.size() > files::MOST_BYTES {
        return context.say_failed(context.words.picture_unreadable());
    }
    read(adding, looking, picture);
}

/// Reads all of `picture`, in the place of one that is being read.
fn read(adding: RwSignal<Adding, LocalStorage>, looking: Looking, picture: Blob) {
    let context = context();
    let following = looking.begin();
    adding.set(Adding::Reading);
    spawn_local(async move {
        let bitmap = picture::decode(&picture).await;
        if following.is_stopped() {
            return;
        }
        let Some(bitmap) = bitmap else {
            adding.set(Adding::Choosing);
            return context.say_failed(context.words.picture_unreadable());
        };
        let seen = look(&bitmap, picture::whole(&bitmap), Patience::Sure, &following).await;
        if !following.is_stopped() {
            adding.set(Adding::Read { picture, seen });
        }
    });
}

fn choosing(looking: Looking, taken: Act<Option<Blob>>, captured: Act<Blob>) -> AnyView {
    let words = context().words;
    let input = NodeRef::<Input>::new();
    let over = RwSignal::new(false);
    let chosen = move |_| {
        let file = input.get_untracked().and_then(|input| files::chosen(&input));
        taken.run(file.map(Into::into));
    };
    let dropped = move |event: DragEvent| {
        event.prevent_default();
        over.set(false);
        taken.run(event.data_transfer().and_then(|data| dom::picture_in(&data)));
    };
    let capture = move |_| {
        // Another picture may be taken while the browser asks and the window is slow.
        let following = looking.begin();
        spawn_local(async move {
            let picture = screen_capture::picture().await;
            match picture {
                _ if following.is_stopped() => {}
                Ok(picture) => captured.run(picture),
                Err(NoPicture::NotChosen) => context().say_failed(words.no_screen()),
                Err(NoPicture::NotSent) => context().say_failed(words.no_screen_picture()),
            }
        });
    };
    screen(
        words.way_image(),
        None,
        view! {
            <p>{words.picture_lead()}</p>
            <div class="drop" class:over=over on:drop=dropped
                on:dragover=move |event: DragEvent| { event.prevent_default(); over.set(true); }
                on:dragleave=move |_| over.set(false)>
                <label for="picture-file">{words.picture_file()}</label>
                <input id="picture-file" type="file" accept="image/png,image/jpeg,image/webp" node_ref=input
                    on:change=chosen />
                <p class="hint">{words.picture_drop()}</p>
            </div>
            <div class="actions stacked">
                <button type="button" on:click=capture>{words.picture_screen()}</button>
                {import::way()}
            </div>
        },
    )
}

/// Takes a picture that is pasted anywhere on the page.
fn accept_paste(taken: Act<Option<Blob>>) {
    let handle = window_event_listener(leptos::ev::paste, move |event: ClipboardEvent| {
        if let Some(data) = event.clipboard_data() {
            event.prevent_default();
            taken.run(dom::picture_in(&data));
        }
    });
    on_cleanup(move || handle.remove());
}
