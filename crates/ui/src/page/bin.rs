//! The bin: what was deleted or replaced, until it is emptied.

use leptos::prelude::*;
use leptos::task::spawn_local;
use warifu::app::{AppError, BinView};
use warifu::vault::EntryId;

use super::parts::{News, Section, Told, bad, date};
use crate::context::{Context, context};

/// Lists the bin, restores from it, and empties it.
#[component]
pub(super) fn Bin() -> impl IntoView {
    let context = context();
    let words = context.words;
    let news = RwSignal::new(None);
    let sure = RwSignal::new(false);
    let binned = move || {
        context.edition.track();
        context.app().bin()
    };
    let told = move |done: Result<(), AppError>, good: &'static str| {
        news.set(match done {
            Ok(()) => Some(News::Good(good.to_owned())),
            Err(error) => bad(context, &error),
        });
        context.changed();
    };
    let restore = move |id: EntryId| {
        spawn_local(async move { told(context.app().restore(id).await, words.restored()) });
    };
    let empty = move |_| {
        sure.set(false);
        spawn_local(async move { told(context.app().empty_bin().await, words.bin_empty()) });
    };
    let row = move |view: BinView| {
        let id = view.id;
        view! {
            <li class="binned">
                <span class="who"><b>{view.issuer}</b>" "{view.user}</span>
                <span class="when">{words.deleted_on(&date(context, view.deleted))}</span>
                <button type="button" on:click=move |_| restore(id)>{words.restore()}</button>
            </li>
        }
    };
    view! {
        <Section id="bin" title=words.bin()>
            <p>{words.bin_lead()}</p>
            {move || match binned() {
                entries if entries.is_empty() => view! { <p>{words.bin_empty()}</p> }.into_any(),
                entries => view! {
                    <ul>{entries.into_iter().map(row).collect_view()}</ul>
                    <button type="button" class="danger" on:click=move |_| sure.set(true)>{words.empty_bin()}</button>
                }.into_any(),
            }}
            {move || sure.get().then(|| view! {
                <div class="sure" role="group" aria-label=words.empty_bin_title()>
                    <p><b>{words.empty_bin_title()}</b>" "{words.empty_bin_text()}</p>
                    <button type="button" class="danger" on:click=empty>{words.empty_bin()}</button>
                    <button type="button" on:click=move |_| sure.set(false)>{words.cancel()}</button>
                </div>
            })}
            <Told news />
        </Section>
    }
}
