//! The lock: a passphrase, or the recovery code.

use leptos::prelude::*;
use warifu::app::{AppError, Door};
use warifu::vault::{Passphrase, RecoveryCode};
use wasm_bindgen_futures::spawn_local;

use crate::browser::dom;
use crate::context::{Context, context};
use crate::widgets::{Field, Icon, busy_button, icon, passphrase_field, screen, text_field};
use crate::words::say::{self, Said};

/// What was typed to open something, in the one form that opens it.
pub(crate) fn passphrase_of(typed: &str) -> Passphrase {
    Passphrase::typed(dom::nfkc(typed))
}

/// Where the passphrase or the recovery code is typed; only one of them is there.
const FIELD: &str = "#passphrase, #recovery";

/// The lock as a screen of its own.
pub(crate) fn unlock(recovery: bool) -> impl IntoView {
    dom::focus_soon(FIELD);
    screen(
        context().words.unlock_title(),
        None,
        view! { <div class="lock">{icon(Icon::Lock)}</div>{unlock_form(recovery)} },
    )
}

/// The form that opens the lock; with a way to use the recovery code if there is one.
pub(crate) fn unlock_form(recovery: bool) -> impl IntoView {
    let words = context().words;
    let by_code = RwSignal::new(false);
    let label = move || if by_code.get() { words.use_passphrase() } else { words.forgot() };
    let other = move |_| {
        by_code.update(|by_code| *by_code = !*by_code);
        dom::focus_soon(FIELD);
    };
    view! {
        {move || match by_code.get() {
            true => code_form().into_any(),
            false => passphrase_form().into_any(),
        }}
        {recovery.then(|| view! { <button type="button" class="link" on:click=other>{label}</button> })}
    }
}

fn passphrase_form() -> impl IntoView {
    let context = context();
    let words = context.words;
    let typed = RwSignal::new(String::new());
    let (busy, wrong) = (RwSignal::new(false), RwSignal::new(None));
    Effect::new(move |_| {
        typed.with(|typed| {
            if !typed.is_empty() {
                wrong.set(None);
            }
        });
    });
    let submit = move || {
        // It passes once, and the field is cleared.
        let passphrase = typed.with_untracked(|typed| passphrase_of(typed));
        typed.set(String::new());
        busy.set(true);
        spawn_local(async move {
            let result = context.app().unlock(&passphrase).await;
            opened(context, result, wrong, |error| say::app_error(words, error)).await;
            busy.set(false);
        });
    };
    view! {
        <form>
            <p>{words.unlock_lead()}</p>
            {passphrase_field(
                Field::new("passphrase", words.passphrase()).problem(wrong),
                "current-password",
                typed,
            )}
            <div class="actions">{busy_button(words.unlock(), busy.into(), submit)}</div>
        </form>
    }
}

fn code_form() -> impl IntoView {
    let context = context();
    let words = context.words;
    let typed = RwSignal::new(String::new());
    let (busy, wrong) = (RwSignal::new(false), RwSignal::new(None));
    let submit = move || match RecoveryCode::parse(&typed.get_untracked()) {
        Err(error) => wrong.set(Some(Said { headline: None, detail: say::recovery_error(words, &error) })),
        Ok(code) => {
            busy.set(true);
            spawn_local(async move {
                let result = context.app().unlock_by_recovery(&code).await;
                if result.is_ok() {
                    typed.set(String::new());
                }
                opened(context, result, wrong, |_| words.recovery_wrong().into()).await;
                busy.set(false);
            });
        }
    };
    view! {
        <form>
            {text_field(
                Field::new("recovery", words.recovery_code()).hint(words.recovery_hint()).problem(wrong),
                "key",
                typed.into(),
                move |text| {
                    wrong.set(None);
                    typed.set(text);
                },
            )}
            <div class="actions">{busy_button(words.unlock(), busy.into(), submit)}</div>
        </form>
    }
}

async fn opened(
    context: Context,
    result: Result<(), AppError>,
    wrong: RwSignal<Option<Said>>,
    words: impl Fn(&AppError) -> String,
) {
    match result {
        Ok(()) => {
            context.gate.set(Ok(Door::Open));
            context.changed();
        }
        Err(error) => {
            wrong.set(Some(Said { headline: None, detail: words(&error) }));
            dom::focus_soon(FIELD);
        }
    }
}
