//! The few controls that the options are made of.

use leptos::ev::SubmitEvent;
use leptos::prelude::*;
use leptos::task::spawn_local;
use warifu::app::{AppError, Proof};
use warifu::otp::UnixTime;
use warifu::vault::Passphrase;

use crate::browser::dom;
use crate::context::{Context, context};
use crate::words::say;

/// A part of the page under its own heading, which links can point at.
#[component]
pub(super) fn Section(id: &'static str, title: &'static str, children: Children) -> impl IntoView {
    let heading = format!("{id}-title");
    view! {
        <section class="card" id=id aria-labelledby=heading.clone()>
            <h2 id=heading>{title}</h2>
            {children()}
        </section>
    }
}

/// One of several values.
#[component]
pub(super) fn Choice(
    id: &'static str,
    label: &'static str,
    /// Value and words of each.
    options: Vec<(&'static str, String)>,
    value: impl Fn() -> &'static str + Copy + Send + Sync + 'static,
    on_choice: impl Fn(&str) + 'static,
) -> impl IntoView {
    let options = options.into_iter().map(|(option, words)| {
        view! { <option value=option prop:selected=move || value() == option>{words}</option> }
    });
    view! {
        <div class="field">
            <label for=id>{label}</label>
            <select id=id on:change=move |event| on_choice(&event_target_value(&event))>
                {options.collect_view()}
            </select>
        </div>
    }
}

/// Something that is on or off.
#[component]
pub(super) fn Tick(
    id: &'static str,
    label: &'static str,
    value: impl Fn() -> bool + Send + Sync + 'static,
    on_tick: impl Fn(bool) + 'static,
) -> impl IntoView {
    view! {
        <div class="tick">
            <input type="checkbox" id=id prop:checked=value
                on:change=move |event| on_tick(event_target_checked(&event)) />
            <label for=id>{label}</label>
        </div>
    }
}

/// What came of the last act: good news is said politely, bad news at once.
#[derive(Clone, PartialEq, Eq)]
pub(super) enum News {
    /// It was done.
    Good(String),
    /// It was not.
    Bad(String),
}

/// The place where [`News`] is told. It is there from the start, as screen readers need.
#[component]
pub(super) fn Told(news: RwSignal<Option<News>>) -> impl IntoView {
    let good = move || match news.get() {
        Some(News::Good(text)) => text,
        _ => String::new(),
    };
    let bad = move || match news.get() {
        Some(News::Bad(text)) => text,
        _ => String::new(),
    };
    view! {
        <p class="told good" role="status">{good}</p>
        <p class="told bad" role="alert">{bad}</p>
    }
}

/// Asks for the passphrase again, if the vault has one, before something that shows keys or changes how it opens.
#[component]
pub(super) fn Confirm(
    /// Tells this form's controls from another's.
    id: &'static str,
    /// The words of the button.
    act: &'static str,
    on_proof: impl Fn(Proof) + Copy + 'static,
) -> impl IntoView {
    let context = context();
    let words = context.words;
    let typed = RwSignal::new(String::new());
    let busy = RwSignal::new(false);
    let news = RwSignal::new(None);
    let asks = context.app().can_lock();
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        busy.set(true);
        news.set(None);
        let passphrase = asks.then(|| typed_passphrase(&typed.get_untracked()));
        spawn_local(async move {
            let proof = context.app().reauthenticate(passphrase.as_ref()).await;
            busy.set(false);
            typed.set(String::new());
            match proof {
                Ok(proof) => on_proof(proof),
                Err(error) => news.set(bad(context, &error)),
            }
        });
    };
    let field = format!("{id}-passphrase");
    let label_for = field.clone();
    view! {
        <form class="confirm" on:submit=submit>
            {asks.then(|| view! {
                <div class="field">
                    <label for=label_for>{words.confirm_you_text()}</label>
                    <input id=field type="password" autocomplete="current-password" required
                        prop:value=typed on:input=move |event| typed.set(event_target_value(&event)) />
                </div>
            })}
            <button type="submit" disabled=busy>{act}</button>
            <Told news />
        </form>
    }
}

/// The words of an error, as news.
pub(super) fn bad(context: Context, error: &AppError) -> Option<News> {
    Some(News::Bad(say::app_error(context.words, error)))
}

/// What was typed to open something.
pub(super) fn typed_passphrase(typed: &str) -> Passphrase {
    Passphrase::typed(dom::nfkc(typed))
}

/// A day, as the member's language writes it.
pub(super) fn date(context: Context, time: UnixTime) -> String {
    let date = js_sys::Date::new(&(time.as_ms() as f64).into());
    date.to_locale_date_string(context.words.language().tag(), &js_sys::Object::new()).into()
}
