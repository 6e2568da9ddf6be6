//! The plain export: only after the passphrase and a typed word.

use leptos::prelude::*;
use warifu::app::Proof;

use super::files;
use super::parts::{Confirm, News, Section, Told, bad};
use crate::context::{Context, context};

/// Writes all keys unencrypted, for another app.
#[component]
pub(super) fn Export() -> impl IntoView {
    let context = context();
    let words = context.words;
    let typed = RwSignal::new(String::new());
    let news = RwSignal::new(None);
    let write = move |proof: Proof| {
        let name = files::name("txt");
        let lines = match context.app().export_uris(proof) {
            Ok(lines) => lines,
            Err(error) => return news.set(bad(context, &error)),
        };
        typed.set(String::new());
        news.set(Some(match files::save(&name, lines.as_bytes()) {
            Ok(()) => News::Good(words.export_written(&name)),
            Err(error) => News::Bad(files::words(words, error).to_owned()),
        }));
    };
    view! {
        <Section id="export" title=words.export_title()>
            <p class="warning">{words.export_warning()}</p>
            <div class="field">
                <label for="export-word">{words.export_type_word(words.export_word())}</label>
                <input id="export-word" type="text" autocomplete="off" prop:value=typed
                    on:input=move |event| typed.set(event_target_value(&event)) />
            </div>
            {move || (typed.get().trim() == words.export_word()).then(|| view! {
                <Confirm id="export" act=words.export_write() on_proof=write />
            })}
            <Told news />
        </Section>
    }
}
