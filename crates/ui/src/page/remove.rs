//! Removing everything, after a typed word.

use leptos::prelude::*;
use leptos::task::spawn_local;

use super::parts::{News, Section, Told, bad};
use crate::context::{Context, context};

/// Deletes all that Warifu keeps in this browser. Works on a locked vault too: on a shared computer, whoever comes
/// next must be able to clear what was left there.
#[component]
pub(super) fn Remove() -> impl IntoView {
    let context = context();
    let words = context.words;
    let typed = RwSignal::new(String::new());
    let news = RwSignal::new(None);
    let remove = move |_| {
        spawn_local(async move {
            news.set(match context.app().remove_everything().await {
                Ok(()) => {
                    typed.set(String::new());
                    context.changed();
                    Some(News::Good(words.removed().to_owned()))
                }
                Err(error) => bad(context, &error),
            });
        });
    };
    view! {
        <Section id="remove" title=words.remove_title()>
            <p class="warning">{words.remove_text()}</p>
            <div class="field">
                <label for="remove-word">{words.export_type_word(words.remove_word())}</label>
                <input id="remove-word" type="text" autocomplete="off" prop:value=typed
                    on:input=move |event| typed.set(event_target_value(&event)) />
            </div>
            <button type="button" class="danger" on:click=remove
                disabled=move || typed.get().trim() != words.remove_word()>{words.remove_do()}</button>
            <Told news />
        </Section>
    }
}
