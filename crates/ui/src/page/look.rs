//! How things look and behave: language, colours, codes.

use leptos::prelude::*;
use leptos::task::spawn_local;
use warifu::app::{Language, Settings, Theme};

use super::parts::{Choice, Section, Tick};
use crate::context::{Context, context};

pub(super) fn change(context: Context, change: impl FnOnce(&mut Settings)) {
    let mut settings = context.settings.get_untracked();
    change(&mut settings);
    spawn_local(context.set_settings(settings));
}

/// Language and colours.
#[component]
pub(super) fn Look() -> impl IntoView {
    let context = context();
    let words = context.words;
    let languages = vec![
        ("browser", words.language_browser().to_owned()),
        ("ja", "日本語".to_owned()),
        ("en", "English".to_owned()),
    ];
    let themes = vec![
        ("system", words.theme_system().to_owned()),
        ("light", words.theme_light().to_owned()),
        ("dark", words.theme_dark().to_owned()),
    ];
    let set_language = move |value: &str| {
        let language = match value {
            "ja" => Some(Language::Ja),
            "en" => Some(Language::En),
            _ => None,
        };
        change(context, move |settings| settings.language = language);
    };
    let set_theme = move |value: &str| {
        let theme = match value {
            "light" => Theme::Light,
            "dark" => Theme::Dark,
            _ => Theme::System,
        };
        change(context, move |settings| settings.theme = theme);
    };
    view! {
        <Section id="look" title=words.section_look()>
            <Choice id="language" label=words.language_label() options=languages
                value=move || language_value(&context.settings.get()) on_choice=set_language />
            <Choice id="theme" label=words.theme_label() options=themes
                value=move || theme_value(&context.settings.get()) on_choice=set_theme />
        </Section>
    }
}

/// What is shown and cleared beside the codes.
#[component]
pub(super) fn Codes() -> impl IntoView {
    let context = context();
    let words = context.words;
    view! {
        <Section id="codes" title=words.section_codes()>
            <Tick id="show-next" label=words.show_next_label()
                value=move || context.settings.get().show_next
                on_tick=move |on| change(context, move |settings| settings.show_next = on) />
            <Tick id="clear-clipboard" label=words.clear_clipboard_label()
                value=move || context.settings.get().clear_clipboard
                on_tick=move |on| change(context, move |settings| settings.clear_clipboard = on) />
        </Section>
    }
}

fn language_value(settings: &Settings) -> &'static str {
    match settings.language {
        None => "browser",
        Some(Language::Ja) => "ja",
        Some(Language::En) => "en",
    }
}

fn theme_value(settings: &Settings) -> &'static str {
    match settings.theme {
        Theme::System => "system",
        Theme::Light => "light",
        Theme::Dark => "dark",
    }
}
