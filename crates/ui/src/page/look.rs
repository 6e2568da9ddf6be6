//! How things look and behave: language, colours, codes.

use leptos::prelude::*;
use warifu::app::{Language, Settings, Theme};
use wasm_bindgen_futures::spawn_local;

use super::section;
use crate::browser::{dom, extension};
use crate::context::{Context, context};
use crate::widgets::{Field, check_field, select_field};

/// Changes the settings, here and in the store.
pub(super) fn change(context: Context, change: impl FnOnce(&mut Settings) + 'static) {
    spawn_local(context.change_settings(change));
}

/// Language and colours.
pub(super) fn display() -> impl IntoView {
    let words = context().words;
    section::view("display", words.section_look(), view! { {language()} {theme()} })
}

fn language() -> AnyView {
    let context = context();
    let words = context.words;
    let options = vec![("browser", words.language_browser()), ("ja", "日本語"), ("en", "English")];
    let value = move || match context.settings.get().language {
        None => "browser".to_owned(),
        Some(Language::Ja) => "ja".to_owned(),
        Some(Language::En) => "en".to_owned(),
    };
    let choose = move |value: String| {
        let language = match value.as_str() {
            "ja" => Some(Language::Ja),
            "en" => Some(Language::En),
            _ => None,
        };
        change(context, move |settings| settings.language = language);
    };
    select_field(Field::new("language", words.language_label()), options, Signal::derive(value), choose)
}

fn theme() -> AnyView {
    let context = context();
    let words = context.words;
    let options =
        vec![("system", words.theme_system()), ("light", words.theme_light()), ("dark", words.theme_dark())];
    let value = move || match context.settings.get().theme {
        Theme::System => "system".to_owned(),
        Theme::Light => "light".to_owned(),
        Theme::Dark => "dark".to_owned(),
    };
    let choose = move |value: String| {
        let theme = match value.as_str() {
            "light" => Theme::Light,
            "dark" => Theme::Dark,
            _ => Theme::System,
        };
        change(context, move |settings| settings.theme = theme);
    };
    select_field(Field::new("theme", words.theme_label()), options, Signal::derive(value), choose)
}

/// What is shown and cleared beside the codes.
pub(super) fn codes() -> impl IntoView {
    let context = context();
    let words = context.words;
    let next = Signal::derive(move || context.settings.get().show_next);
    let clear = Signal::derive(move || context.settings.get().clear_clipboard);
    let server_time = Signal::derive(move || context.settings.get().server_time);
    section::view(
        "codes",
        words.section_codes(),
        view! {
            {check_field("show-next", words.show_next_label(), next, move |on| {
                change(context, move |settings| settings.show_next = on);
            })}
            {check_field("server-time", words.server_time_label(), server_time, move |on| {
                change(context, move |settings| settings.server_time = on);
            })}
            {check_field("clear-clipboard", words.clear_clipboard_label(), clear, move |on| clear_clipboard(context, on))}
        },
    )
}

/// Firefox clears the clipboard half a minute later only with a permission that the member gives here.
fn clear_clipboard(context: Context, on: bool) {
    if !on || !dom::is_firefox() {
        return change(context, move |settings| settings.clear_clipboard = on);
    }
    let allowed = extension::may_clear_clipboard();
    context.settings.update(|settings| settings.clear_clipboard = true); // as the box is
    spawn_local(async move {
        if allowed.await {
            return context.change_settings(|settings| settings.clear_clipboard = true).await;
        }
        context.settings.update(|settings| settings.clear_clipboard = false);
        context.say_failed(context.words.clear_refused());
    });
}
