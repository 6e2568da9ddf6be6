//! Saving an account, and the two questions that may come up: it is here already, or an older key is.

use leptos::prelude::*;
use warifu::account::{Account, Name};
use warifu::app::{Added, AppError, OnSameName};
use wasm_bindgen_futures::spawn_local;

use crate::act::Act;
use crate::context::{Context, context};
use crate::widgets::{aside, screen};
use crate::words::say;

/// How far saving has come.
#[derive(Clone, Debug)]
pub(crate) enum Saving {
    /// Under way.
    Busy,
    /// The same key is here.
    Duplicate {
        /// As which account.
        known: String,
    },
    /// Another key of the same issuer and user is here.
    SameName {
        /// Which account.
        known: String,
    },
}

/// Saves `account`, found on a page of `source`, and shows the question that comes up, if one does. `done` is called
/// when it is saved, `back` when the member gives up.
pub(crate) fn save(account: Account, source: Option<Name>, done: Act, back: Act) -> impl IntoView {
    let context = context();
    let state = RwSignal::new(Saving::Busy);
    let attempt = move |how: OnSameName| {
        let (account, source) = (account.clone(), source.clone());
        state.set(Saving::Busy);
        spawn_local(async move {
            let named = say::account(context.words, account.issuer.as_str(), account.user.as_str());
            match context.app().add(account, source, how).await {
                Ok(added) => finished(context, added, &named, done),
                Err(error) => asked(context, error, state, back).await,
            }
        });
    };
    attempt(OnSameName::Ask);
    let attempt = StoredValue::new_local(attempt);
    let again = move |how| attempt.with_value(|attempt| attempt(how));
    move || match state.get() {
        Saving::Busy => screen(context.words.working(), None, ()),
        Saving::Duplicate { known } => duplicate(&known, back),
        Saving::SameName { known } => same_name(&known, again, back),
    }
}

fn finished(context: Context, added: Added, named: &str, done: Act) {
    context.changed();
    match added {
        Added::New(_) => context.say(context.words.added_account(named)),
        Added::Replaced { .. } => context.say(context.words.replaced_account()),
    }
    done.run(());
}

async fn asked(context: Context, error: AppError, state: RwSignal<Saving>, back: Act) {
    let known = |issuer: &str, user: &str| say::account(context.words, issuer, user);
    match error {
        AppError::Duplicate { issuer, user, .. } => {
            state.set(Saving::Duplicate { known: known(&issuer, &user) });
        }
        AppError::SameName { issuer, user, .. } => {
            state.set(Saving::SameName { known: known(&issuer, &user) });
        }
        error => {
            context.say_error(error).await;
            back.run(());
        }
    }
}

fn duplicate(known: &str, back: Act) -> AnyView {
    let words = context().words;
    let text = words.duplicate_text(known);
    screen(
        words.duplicate_title(),
        Some(back),
        view! {
            <p>{text}</p>
            <div class="actions">
                <button type="button" class="primary" on:click=move |_| back.run(())>{words.ok()}</button>
            </div>
        },
    )
}

fn same_name(known: &str, again: impl Fn(OnSameName) + Copy + 'static, back: Act) -> AnyView {
    let words = context().words;
    let text = words.replaces_text(known);
    screen(
        words.replaces_title(),
        Some(back),
        view! {
            <p>{text}</p>
            {aside(words.replace_hint())}
            <div class="actions stacked">
                <button type="button" class="primary" on:click=move |_| again(OnSameName::Replace)>
                    {words.replace_older()}
                </button>
                <button type="button" on:click=move |_| again(OnSameName::KeepBoth)>{words.keep_both()}</button>
                <button type="button" class="quiet" on:click=move |_| back.run(())>{words.cancel()}</button>
            </div>
        },
    )
}
