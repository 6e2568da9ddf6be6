//! Removing everything, after a typed word.

use leptos::prelude::*;
use wasm_bindgen_futures::spawn_local;

use super::section;
use crate::browser::dom;
use crate::context::context;
use crate::widgets::{Field, aside, text_field};

/// Deletes all that Warifu keeps in this browser. Works on a locked vault too: on a shared computer, whoever comes
/// next must be able to clear what was left there.
pub(super) fn view() -> impl IntoView {
    let context = context();
    let words = context.words;
    let typed = RwSignal::new(String::new());
    let right = Memo::new(move |_| typed.with(|typed| typed.trim() == words.remove_word()));
    let remove = move |_| {
        if !right.get_untracked() {
            return;
        }
        typed.set(String::new());
        spawn_local(async move {
            match context.app().remove_everything().await {
                Ok(()) => {
                    dom::undress();
                    context.look_again().await;
                    context.say(words.removed());
                }
                Err(error) => context.say_error(error).await,
            }
        });
    };
    let body = view! {
        {aside(words.remove_text())}
        {text_field(
            Field::new("remove-word", words.type_word(words.remove_word())), "", typed.into(), move |text| typed.set(text),
        )}
        <button type="button" class="danger" aria-disabled=move || (!right.get()).then_some("true") on:click=remove>
            {words.remove_do()}
        </button>
    };
    section::view("remove", words.remove_title(), body)
}
