//! The first choice: what is to open the vault. Asked once, before the first account.

use leptos::prelude::*;
use warifu::app::{Door, Protection};
use wasm_bindgen_futures::spawn_local;

use crate::act::Act;
use crate::context::{Context, context};
use crate::widgets::{Icon, icon, screen};

/// Asks what is to open the vault. `with_passphrase` goes where there is room to choose one; `done` when a vault
/// without one is made.
pub(crate) fn protect(with_passphrase: Act, done: Act, back: Option<Act>) -> AnyView {
    let context = context();
    let words = context.words;
    let make = move |protection: Protection| {
        spawn_local(async move {
            match context.app().create(protection).await {
                Ok(_) => entered(context, done),
                Err(error) => context.say_error(error).await,
            }
        });
    };
    screen(
        words.protect_title(),
        back,
        view! {
            <p>{words.protect_lead()}</p>
            <div class="ways">
                {choice(Icon::Lock, words.protect_passphrase(), words.protect_passphrase_hint(), move || {
                    with_passphrase.run(());
                })}
                {choice(Icon::Check, words.protect_device(), words.protect_device_hint(), move || make(Protection::Device))}
                {choice(Icon::Close, words.protect_lab(), words.protect_lab_hint(), move || make(Protection::Lab))}
            </div>
        },
    )
}

fn choice(
    which: Icon,
    label: &'static str,
    hint: &'static str,
    chosen: impl Fn() + 'static,
) -> impl IntoView {
    view! {
        <button type="button" class="way" on:click=move |_| chosen()>
            {icon(which)}
            <span><strong>{label}</strong><small>{hint}</small></span>
        </button>
    }
}

fn entered(context: Context, done: Act) {
    context.gate.set(Ok(Door::Open));
    context.changed();
    done.run(());
}
