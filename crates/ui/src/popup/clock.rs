//! What the servers that handed out keys say: how the keys stand, and that our clock is off.

use leptos::prelude::*;
use wasm_bindgen_futures::spawn_local;

use crate::context::{Context, context};
use crate::widgets::{Icon, icon};
use crate::words::say;

/// Asks the servers, and shows by how much our clock is off if codes may be refused for it.
pub(super) fn view() -> impl IntoView {
    let context = context();
    let off = RwSignal::new(context.app().clock_off());
    spawn_local(async move {
        let told = context.app().ask_status().await;
        let heard = context.app().clock_off();
        if told == Ok(true) || off.try_get_untracked().is_some_and(|before| before != heard) {
            context.changed();
        }
    });
    Effect::watch(move || context.edition.get(), move |_, _, _| off.set(context.app().clock_off()), false);
    move || off.get().map(|off| note(context, say::clock_off(context.words, off.ahead_s, off.origin.host())))
}

fn note(context: Context, text: String) -> impl IntoView {
    let words = context.words;
    let follows = move || context.settings.with(|settings| settings.server_time);
    let turn = move |_| {
        let on = !context.settings.with_untracked(|settings| settings.server_time);
        spawn_local(context.change_settings(move |settings| settings.server_time = on));
    };
    view! {
        <section class="unfinished" role="status">
            <p>{icon(Icon::Warning)}<span>{text}</span></p>
            <p>{move || if follows() { words.clock_followed() } else { words.clock_what_to_do() }}</p>
            <div class="actions">
                <button type="button" on:click=turn>
                    {move || if follows() { words.clock_own() } else { words.clock_follow() }}
                </button>
            </div>
        </section>
    }
}
