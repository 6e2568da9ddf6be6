//! The first page after installing: where the icon is, and what to do with it.

use std::time::Duration;

use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::browser::{dom, extension, tabs};
use crate::context::context;

/// The page.
pub(crate) fn view() -> impl IntoView {
    let words = context().words;
    let firefox = dom::is_firefox();
    let pinning = if firefox { words.welcome_pin_firefox() } else { words.welcome_pin_chromium() };
    let private = if firefox { words.welcome_private_firefox() } else { words.welcome_private_chromium() };
    let begin = move |_| spawn_local(async move { drop(tabs::open("page.html#start").await) });
    view! {
        <main class="page welcome">
            <img class="mark" src="icons/warifu.svg" alt="" width=72 height=72 />
            <h1>{words.welcome_title()}</h1>
            <p class="lead">{words.welcome_lead()}</p>
            <section class="card">
                <h2>{words.welcome_pin_title()}</h2>
                <p>{pinning}</p>
                <Pinned />
            </section>
            <section class="card">
                <h2>{words.welcome_add_title()}</h2>
                <p>{words.welcome_add_text()}</p>
                <button type="button" class="primary" on:click=begin>{words.welcome_add_here()}</button>
            </section>
            <section class="card">
                <h2>{words.welcome_private_title()}</h2>
                <p>{private}</p>
            </section>
            <section class="card">
                <h2>{words.welcome_shared_title()}</h2>
                <p>{words.welcome_shared_text()}</p>
            </section>
        </main>
    }
}

/// Whether the icon is on the toolbar, where the browser tells; looked at again every second while the page is open.
#[component]
fn Pinned() -> impl IntoView {
    let words = context().words;
    let pinned = RwSignal::new(None::<bool>);
    let look = move || spawn_local(async move { pinned.set(extension::is_pinned().await) });
    look();
    let again = set_interval_with_handle(look, Duration::from_secs(1));
    on_cleanup(move || drop(again.map(|again| again.clear())));
    view! {
        <p role="status">{move || match pinned.get() {
            Some(true) => words.welcome_pinned(),
            Some(false) => words.welcome_not_pinned(),
            None => "",
        }}</p>
    }
}
