//! Where files come in: chosen, dropped or pasted.

use leptos::ev::{ClipboardEvent, DragEvent};
use leptos::prelude::*;

use super::{Importing, plain};
use crate::browser::file;
use crate::context::context;

/// The field.
pub(super) fn view(importing: Importing) -> impl IntoView {
    let words = context().words;
    let input = importing.input;
    let over = RwSignal::new(false);
    let chosen = move |_| {
        let Some(input) = input.get_untracked() else { return };
        importing.take(file::all(input.files()));
        if importing.apart.get_untracked() {
            importing.name_nothing();
        }
    };
    let dropped = move |event: DragEvent| {
        event.prevent_default();
        over.set(false);
        importing.name_nothing();
        importing.take(file::all(event.data_transfer().and_then(|data| data.files())));
    };
    view! {
        <p>{words.import_lead()}</p>
        <div class="drop" class:over=over on:drop=dropped
            on:dragover=move |event: DragEvent| { event.prevent_default(); over.set(true); }
            on:dragleave=move |_| over.set(false)>
            <label for="import-file">{words.import_file()}</label>
            <input id="import-file" type="file" multiple node_ref=input on:change=chosen
                on:click=move |_| importing.name_nothing() />
            <p class="hint">{words.import_drop()}</p>
            <div role="alert">{move || importing.apart.get().then(|| plain(words.import_one_file()))}</div>
        </div>
        <div role="alert">{move || importing.unread.get().into_iter().map(plain).collect_view()}</div>
    }
}

/// Takes files and pictures that are pasted anywhere on the page.
pub(super) fn accept_paste(importing: Importing) {
    let handle = window_event_listener(leptos::ev::paste, move |event: ClipboardEvent| {
        let files = file::all(event.clipboard_data().and_then(|data| data.files()));
        if !files.is_empty() {
            event.prevent_default();
            importing.name_nothing();
            importing.take(files);
        }
    });
    on_cleanup(move || handle.remove());
}
