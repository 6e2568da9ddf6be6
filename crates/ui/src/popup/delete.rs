//! Deleting an account: named, confirmed, and undone by a click.

use leptos::prelude::*;
use warifu::vault::EntryId;
use wasm_bindgen_futures::spawn_local;

use super::{Route, Screen};
use crate::act::Act;
use crate::context::{Context, context};
use crate::widgets::screen;
use crate::words::say;

/// Asks whether to delete the account.
pub(super) fn view(route: Route, id: EntryId) -> AnyView {
    let context = context();
    let words = context.words;
    let Ok(names) = context.app().edit_of(id) else { return ().into_any() };
    let named = say::account(words, names.issuer.as_str(), names.user.as_str());
    let delete = move |_| {
        spawn_local(async move {
            match context.app().delete(id).await {
                Ok(()) => deleted(context, id),
                Err(error) => context.say_error(error).await,
            }
            route.go(Screen::List);
        });
    };
    screen(
        words.delete_title(),
        Some(route.home()),
        view! {
            <p>{words.delete_text(&named)}</p>
            <div class="actions">
                <button type="button" on:click=move |_| route.go(Screen::List)>{words.cancel()}</button>
                <button type="button" class="danger" on:click=delete>{words.delete()}</button>
            </div>
        },
    )
}

fn deleted(context: Context, id: EntryId) {
    let words = context.words;
    context.changed();
    let undo = Act::new(move |()| {
        spawn_local(async move {
            match context.app().restore(id).await {
                Ok(()) => {
                    context.changed();
                    context.say(words.restored());
                }
                Err(error) => context.say_error(error).await,
            }
        });
    });
    context.say_with_undo(words.deleted(), undo);
}
