//! The bin: what was deleted or replaced, until it is emptied.

use leptos::prelude::*;
use warifu::app::{AppError, BinView};
use wasm_bindgen_futures::spawn_local;

use super::section;
use crate::context::{Context, context};
use crate::words::time;

/// Lists the bin, restores from it, and empties it.
pub(super) fn view() -> impl IntoView {
    let context = context();
    let words = context.words;
    let sure = RwSignal::new(false);
    let list = move || {
        context.edition.track();
        let binned = context.app().bin();
        if binned.is_empty() {
            return view! { <p>{words.bin_empty()}</p> }.into_any();
        }
        view! {
            <ul class="bin">{binned.into_iter().map(|binned| row(context, binned)).collect_view()}</ul>
            <button type="button" on:click=move |_| sure.set(true)>{words.empty_bin()}</button>
        }
        .into_any()
    };
    let body = view! {
        <p>{words.bin_lead()}</p>
        {list}
        {move || sure.get().then(|| empty(context, sure))}
    };
    section::view("bin", words.bin(), body)
}

fn row(context: Context, BinView { id, issuer, user, deleted }: BinView) -> impl IntoView {
    let words = context.words;
    let restore = move |_| {
        spawn_local(async move { done(context, context.app().restore(id).await, words.restored()).await });
    };
    let name = format!("{} {issuer} {user}", words.restore());
    view! {
        <li>
            <span class="who"><b>{issuer}</b>" "{user}</span>
            <small>{words.deleted_on(&time::day(words, deleted))}</small>
            <button type="button" aria-label=name on:click=restore>{words.restore()}</button>
        </li>
    }
}

fn empty(context: Context, sure: RwSignal<bool>) -> impl IntoView {
    let words = context.words;
    let empty = move |_| {
        sure.set(false);
        spawn_local(async move { done(context, context.app().empty_bin().await, words.bin_empty()).await });
    };
    view! {
        <div class="sure" role="group" aria-label=words.empty_bin_title()>
            <p><b>{words.empty_bin_title()}</b>" "{words.empty_bin_text()}</p>
            <button type="button" class="danger" on:click=empty>{words.empty_bin()}</button>
            <button type="button" on:click=move |_| sure.set(false)>{words.cancel()}</button>
        </div>
    }
}

async fn done(context: Context, result: Result<(), AppError>, good: &'static str) {
    match result {
        Ok(()) => context.say(good),
        Err(error) => context.say_error(error).await,
    }
    context.changed();
}
