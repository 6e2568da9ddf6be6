//! Choosing what protects the vault: at the first run, and later when it is changed.

use leptos::ev::SubmitEvent;
use leptos::prelude::*;
use leptos::task::spawn_local;
use warifu::app::{AppError, Protection, Proof};
use warifu::vault::{Passphrase, RecoveryCode};

use super::parts::{News, Section, Told, bad};
use super::recovery::Recovery;
use crate::browser::dom;
use crate::context::{Context, context};
use crate::words::say;

/// The three ways.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Way {
    Passphrase,
    Device,
    Lab,
}

/// The first run: nothing is kept before this is answered.
#[component]
pub(super) fn FirstRun() -> impl IntoView {
    let context = context();
    let words = context.words;
    let way = RwSignal::new(Way::Passphrase);
    let chosen = RwSignal::new((String::new(), String::new()));
    let code: RwSignal<Option<RecoveryCode>, LocalStorage> = RwSignal::new_local(None);
    let (busy, news) = (RwSignal::new(false), RwSignal::new(None));
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        let protection = match wanted(way.get_untracked(), &chosen.get_untracked(), context) {
            Ok(protection) => protection,
            Err(text) => return news.set(Some(News::Bad(text))),
        };
        busy.set(true);
        news.set(None);
        spawn_local(async move {
            match context.app().create(protection).await {
                Ok(None) => context.look_again().await,
                Ok(made) => code.set(made),
                Err(error) => news.set(bad(context, &error)),
            }
            busy.set(false);
        });
    };
    view! {
        <Section id="start" title=words.protect_title()>
            {move || match code.get() {
                Some(code) => view! {
                    <Recovery code on_done=move || spawn_local(context.look_again()) />
                }.into_any(),
                None => view! {
                    <form on:submit=submit>
                        <p>{words.protect_lead()}</p>
                        <Ways way />
                        {move || (way.get() == Way::Passphrase).then(|| view! { <NewPassphrase chosen /> })}
                        <button type="submit" class="primary" disabled=busy>{words.protect_do()}</button>
                    </form>
                }.into_any(),
            }}
            <Told news />
        </Section>
    }
}

#[component]
fn Ways(way: RwSignal<Way>) -> impl IntoView {
    let words = context().words;
    let radio = move |value: Way, id: &'static str, label: &'static str, hint: &'static str| {
        let hint_id = format!("{id}-hint");
        view! {
            <div class="way">
                <input type="radio" name="way" id=id aria-describedby=hint_id.clone()
                    prop:checked=move || way.get() == value on:change=move |_| way.set(value) />
                <label for=id>{label}</label>
                <p class="hint" id=hint_id>{hint}</p>
            </div>
        }
    };
    view! {
        <fieldset>
            <legend class="unseen">{words.protect_title()}</legend>
            {radio(Way::Passphrase, "way-passphrase", words.protect_passphrase(), words.protect_passphrase_hint())}
            {radio(Way::Device, "way-device", words.protect_device(), words.protect_device_hint())}
            {radio(Way::Lab, "way-lab", words.protect_lab(), words.protect_lab_hint())}
        </fieldset>
    }
}

/// A new passphrase, typed twice.
#[component]
fn NewPassphrase(chosen: RwSignal<(String, String)>) -> impl IntoView {
    let words = context().words;
    let first = move |event| chosen.update(|chosen| chosen.0 = event_target_value(&event));
    let second = move |event| chosen.update(|chosen| chosen.1 = event_target_value(&event));
    view! {
        <div class="field">
            <label for="new-passphrase">{words.passphrase_new()}</label>
            <input id="new-passphrase" type="password" autocomplete="new-password" required
                aria-describedby="new-passphrase-hint"
                prop:value=move || chosen.get().0 on:input=first />
            <p class="hint" id="new-passphrase-hint">{words.passphrase_rule()}</p>
        </div>
        <div class="field">
            <label for="new-passphrase-again">{words.passphrase_again()}</label>
            <input id="new-passphrase-again" type="password" autocomplete="new-password" required
                prop:value=move || chosen.get().1 on:input=second />
        </div>
    }
}

/// The protection that was chosen, or what is wrong with the passphrase.
fn wanted(way: Way, (first, second): &(String, String), context: Context) -> Result<Protection, String> {
    match way {
        Way::Device => Ok(Protection::Device),
        Way::Lab => Ok(Protection::Lab),
        Way::Passphrase if first != second => Err(context.words.passphrase_differs().to_owned()),
        Way::Passphrase => Passphrase::choose(dom::nfkc(first))
            .map(Protection::Passphrase)
            .map_err(|error| say::passphrase_error(context.words, error)),
    }
}

/// Sets another passphrase, after `proof`.
#[component]
pub(super) fn AnotherPassphrase(proof: Proof, on_done: impl Fn() + Copy + Send + Sync + 'static) -> impl IntoView {
    let context = context();
    let words = context.words;
    let chosen = RwSignal::new((String::new(), String::new()));
    let code: RwSignal<Option<RecoveryCode>, LocalStorage> = RwSignal::new_local(None);
    let (busy, news) = (RwSignal::new(false), RwSignal::new(None));
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        let protection = match wanted(Way::Passphrase, &chosen.get_untracked(), context) {
            Ok(protection) => protection,
            Err(text) => return news.set(Some(News::Bad(text))),
        };
        busy.set(true);
        news.set(None);
        spawn_local(async move {
            match change(context, protection, proof).await {
                Ok(made) => code.set(made),
                Err(error) => news.set(bad(context, &error)),
            }
            busy.set(false);
        });
    };
    view! {
        {move || match code.get() {
            Some(code) => view! { <Recovery code on_done /> }.into_any(),
            None => view! {
                <form on:submit=submit>
                    <NewPassphrase chosen />
                    <button type="submit" class="primary" disabled=busy>{words.save()}</button>
                </form>
            }.into_any(),
        }}
        <Told news />
    }
}

pub(super) async fn change(
    context: Context,
    protection: Protection,
    proof: Proof,
) -> Result<Option<RecoveryCode>, AppError> {
    context.app().change_protection(protection, proof).await
}
