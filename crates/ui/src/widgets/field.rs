//! Fields of forms, each with its label, its hint and what is wrong with it.

use std::borrow::Cow;

use leptos::prelude::*;

use super::notice::problem;
use crate::context::context;
use crate::words::say::Said;

/// What a field is called, and what is said under it.
pub(crate) struct Field {
    /// Its name in the page: unique there.
    pub(crate) id: &'static str,
    /// Its label.
    pub(crate) label: Cow<'static, str>,
    /// What to enter, if that needs saying.
    pub(crate) hint: Option<&'static str>,
    /// What is wrong with what is entered.
    pub(crate) problem: Signal<Option<Said>>,
}

impl Field {
    /// A field that can hold nothing wrong.
    pub(crate) fn new(id: &'static str, label: impl Into<Cow<'static, str>>) -> Self {
        Self { id, label: label.into(), hint: None, problem: Signal::stored(None) }
    }

    /// With a hint.
    pub(crate) fn hint(self, hint: &'static str) -> Self {
        Self { hint: Some(hint), ..self }
    }

    /// With what may be wrong.
    pub(crate) fn problem(self, problem: impl Into<Signal<Option<Said>>>) -> Self {
        Self { problem: problem.into(), ..self }
    }

    /// Label, then `input`, then hint and problem; `input` is described by both.
    fn around(self, input: AnyView) -> AnyView {
        let Self { id, label, hint, problem: wrong } = self;
        view! {
            <div class="field" class:wrong=move || wrong.with(Option::is_some)>
                <label for=id>{label}</label>
                {input}
                <div id=format!("{id}-says") class="says">
                    <div aria-live="polite">{move || wrong.get().map(problem)}</div>
                    {hint.map(|hint| view! { <p class="hint">{hint}</p> })}
                </div>
            </div>
        }
        .into_any()
    }

    fn says(&self) -> String {
        format!("{}-says", self.id)
    }

    fn is_wrong(&self) -> impl Fn() -> Option<&'static str> + Send + 'static {
        let wrong = self.problem;
        move || wrong.with(Option::is_some).then_some("true")
    }
}

/// A line of text. `class` may say that it is a key (`key`) or a number (`number`).
pub(crate) fn text_field(
    field: Field,
    class: &'static str,
    value: Signal<String>,
    typed: impl Fn(String) + 'static,
) -> AnyView {
    let mode = if class == "number" { "numeric" } else { "text" };
    let input = view! {
        <input
            id=field.id
            class=class
            type="text"
            inputmode=mode
            autocomplete="off"
            autocapitalize="off"
            spellcheck="false"
            aria-describedby=field.says()
            aria-invalid=field.is_wrong()
            prop:value=value
            on:input=move |event| typed(event_target_value(&event))
        />
    };
    let input = input.into_any();
    field.around(input)
}

/// A choice of one.
pub(crate) fn select_field(
    field: Field,
    options: Vec<(&'static str, &'static str)>,
    value: Signal<String>,
    chosen: impl Fn(String) + 'static,
) -> AnyView {
    let options = options.into_iter().map(|(name, label)| {
        view! { <option value=name prop:selected=move || value.with(|value| value == name)>{label}</option> }
    });
    let input = view! {
        <select
            id=field.id
            aria-describedby=field.says()
            aria-invalid=field.is_wrong()
            on:change=move |event| chosen(event_target_value(&event))
        >
            {options.collect_view()}
        </select>
    };
    let input = input.into_any();
    field.around(input)
}

/// A box to tick.
pub(crate) fn check_field(
    id: &'static str,
    label: &'static str,
    value: Signal<bool>,
    ticked: impl Fn(bool) + 'static,
) -> AnyView {
    view! {
        <div class="field check">
            <input id=id type="checkbox" prop:checked=value on:change=move |event| ticked(event_target_checked(&event)) />
            <label for=id>{label}</label>
        </div>
    }
    .into_any()
}

/// A passphrase, hidden unless the member wants to see it. `autocomplete` is `current-password` or `new-password`.
pub(crate) fn passphrase_field(field: Field, autocomplete: &'static str, value: RwSignal<String>) -> AnyView {
    let words = context().words;
    let shown = RwSignal::new(false);
    let name = move || if shown.get() { words.hide_passphrase() } else { words.show_passphrase() };
    let input = view! {
        <div class="with-button">
            <input
                id=field.id
                type=move || if shown.get() { "text" } else { "password" }
                autocomplete=autocomplete
                autocapitalize="off"
                spellcheck="false"
                aria-describedby=field.says()
                aria-invalid=field.is_wrong()
                prop:value=value
                on:input=move |event| value.set(event_target_value(&event))
            />
            <button type="button" class="quiet" aria-controls=field.id on:click=move |_| shown.update(|shown| *shown = !*shown)>
                {name}
            </button>
        </div>
    };
    let input = input.into_any();
    field.around(input)
}
