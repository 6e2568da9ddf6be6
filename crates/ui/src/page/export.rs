//! The plain export: only after the passphrase and a typed word.

use leptos::prelude::*;
use wasm_bindgen_futures::spawn_local;

use super::{files, section};
use crate::act::Act;
use crate::context::context;
use crate::gate::confirm;
use crate::widgets::{Field, aside, text_field};

/// Writes all keys unencrypted, for another app.
pub(super) fn view() -> impl IntoView {
    let context = context();
    let words = context.words;
    let typed = RwSignal::new(String::new());
    let write = Act::new(move |proof| match context.app().export_uris(proof) {
        Err(error) => spawn_local(context.say_error(error)),
        Ok(lines) => {
            let name = files::name("txt");
            typed.set(String::new());
            match files::save(&name, lines.as_bytes()) {
                Ok(()) => context.say(words.export_written(&name)),
                Err(error) => context.say_failed(files::words(words, error)),
            }
        }
    });
    let right = Memo::new(move |_| typed.with(|typed| typed.trim() == words.export_word()));
    let body = view! {
        {aside(words.export_warning())}
        {text_field(
            Field::new("export-word", words.type_word(words.export_word())), "", typed.into(), move |text| typed.set(text),
        )}
        {move || right.get().then(|| confirm(["export-passphrase", "export-recovery"], words.export_write(), write))}
    };
    section::view("export", words.export_title(), body)
}
