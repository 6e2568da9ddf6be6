//! The select page: the frozen picture of a tab, on which the member shows where the code is.

mod area;
mod mark;
pub(crate) mod picker;

use leptos::prelude::*;
use warifu::account::Name;
use wasm_bindgen_futures::spawn_local;

use crate::act::Act;
use crate::browser::handover::{self, Handed};
use crate::browser::tabs;
use crate::context::context;
use crate::gate::gate;
use crate::page::first_run;
use crate::widgets::{notice_bar, screen};
use picker::picker;

/// The page.
pub(crate) fn view() -> impl IntoView {
    let words = context().words;
    // The popup waits for the picture to be taken, so that comes first, whether the vault is open or not.
    let handed: RwSignal<Option<Option<Handed>>, LocalStorage> = RwSignal::new_local(None);
    spawn_local(async move { handed.set(Some(handover::take().await)) });
    let open = move || match handed.get() {
        None => view! { <p class="busy" role="status">{words.working()}</p> }.into_any(),
        Some(None) => screen(words.choose_area(), None, view! { <p>{words.area_alone()}</p> }),
        Some(Some(Handed { picture, host })) => pick(picture, host.and_then(|host| Name::new(&host).ok())),
    };
    view! {
        {gate(move || open.into_any(), Some(first_run::view))}
        {notice_bar()}
    }
}

fn pick(picture: web_sys::Blob, source: Option<Name>) -> AnyView {
    let words = context().words;
    let saved = RwSignal::new(false);
    let done = Act::new(move |()| saved.set(true));
    let view = move || match saved.get() {
        false => picker(picture.clone(), source.clone(), done, None),
        true => screen(words.added(), None, after()),
    };
    view.into_any()
}

/// Nothing is left to do here.
pub(crate) fn after() -> impl IntoView {
    let words = context().words;
    view! {
        <p>{words.added_where()}</p>
        <div class="actions">
            <button type="button" class="primary" autofocus on:click=move |_| spawn_local(tabs::close_own())>
                {words.close()}
            </button>
        </div>
    }
}
