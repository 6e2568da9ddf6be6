//! A new passphrase, typed twice, and the recovery code that comes with it.

use leptos::prelude::*;
use warifu::app::{Proof, Protection};
use warifu::vault::{Passphrase, RecoveryCode};
use wasm_bindgen_futures::spawn_local;

use super::recovery;
use crate::act::Act;
use crate::browser::dom;
use crate::context::{Context, context};
use crate::widgets::{Field, busy_button, passphrase_field};
use crate::words::say::{self, Said};

/// Asks for a passphrase, sets it (for a new vault, or by `proof` for the one that is open), shows the recovery code,
/// and runs `done` when that is in the member's hands.
pub(super) fn view(proof: Option<Proof>, done: Act) -> impl IntoView {
    let code: RwSignal<Option<RecoveryCode>, LocalStorage> = RwSignal::new_local(None);
    let made = Act::new(move |made| code.set(made));
    move || match code.get() {
        Some(code) => recovery::view(code, done).into_any(),
        None => form(proof, made).into_any(),
    }
}

fn form(proof: Option<Proof>, made: Act<Option<RecoveryCode>>) -> impl IntoView {
    let context = context();
    let words = context.words;
    let (first, second) = (RwSignal::new(String::new()), RwSignal::new(String::new()));
    let (first_wrong, second_wrong) = (RwSignal::new(None::<Said>), RwSignal::new(None::<Said>));
    let busy = RwSignal::new(false);
    let submit = move || {
        first_wrong.set(None);
        second_wrong.set(None);
        let typed = first.with_untracked(|typed| dom::nfkc(typed));
        if second.with_untracked(|again| dom::nfkc(again)) != typed {
            return tell(second_wrong, "#new-passphrase-again", words.passphrase_differs().to_owned());
        }
        let passphrase = match Passphrase::choose(typed) {
            Ok(passphrase) => passphrase,
            Err(error) => return tell(first_wrong, "#new-passphrase", say::passphrase_error(words, &error)),
        };
        busy.set(true);
        spawn_local(async move {
            match set(context, passphrase, proof).await {
                Ok(code) => made.run(code),
                Err(refusal) => tell(first_wrong, "#new-passphrase", refusal),
            }
            busy.set(false);
        });
    };
    let first_field = Field::new("new-passphrase", words.passphrase_new())
        .hint(words.passphrase_rule())
        .problem(first_wrong);
    let second_field = Field::new("new-passphrase-again", words.passphrase_again()).problem(second_wrong);
    view! {
        <form>
            {passphrase_field(first_field, "new-password", first)}
            {passphrase_field(second_field, "new-password", second)}
            <div class="actions">{busy_button(words.save(), busy.into(), submit)}</div>
        </form>
    }
}

async fn set(
    context: Context,
    passphrase: Passphrase,
    proof: Option<Proof>,
) -> Result<Option<RecoveryCode>, String> {
    let protection = Protection::Passphrase(passphrase);
    let made = match proof {
        None => context.app().create(protection).await,
        Some(proof) => context.app().change_protection(protection, proof).await,
    };
    made.map_err(|error| say::app_error(context.words, &error))
}

fn tell(wrong: RwSignal<Option<Said>>, field: &'static str, detail: String) {
    wrong.set(Some(Said { headline: None, detail }));
    dom::focus_soon(field);
}
