//! Asks for the passphrase again, if the vault has one, before something that shows keys or changes how it opens.

use leptos::prelude::*;
use warifu::app::{Credential, Proof};
use wasm_bindgen_futures::spawn_local;

use super::credential::{Asked, credential_form};
use crate::act::Act;
use crate::context::context;

/// A form with the button `button`; `proven` gets the proof. `ids` tell its fields from another form's. A vault without
/// a passphrase asks for nothing but the button.
pub(crate) fn confirm(ids: [&'static str; 2], button: &'static str, proven: Act<Proof>) -> AnyView {
    let context = context();
    let words = context.words;
    if context.app().can_lock() {
        let asked = Asked { ids, label: words.confirm_you_text(), button, recovery: true };
        let form = credential_form(asked, move |typed| async move {
            proven.run(context.app().reauthenticate(typed.credential()).await?);
            Ok(())
        });
        return view! { <div class="confirm">{form}</div> }.into_any();
    }
    view! {
        <div class="actions">
            <button type="button" class="primary" on:click=move |_| prove(proven)>{button}</button>
        </div>
    }
    .into_any()
}

/// The proof of a vault without a passphrase, which can ask for nothing.
pub(crate) fn prove(proven: Act<Proof>) {
    let context = context();
    spawn_local(async move {
        match context.app().reauthenticate(Credential::Nothing).await {
            Ok(proof) => proven.run(proof),
            Err(error) => context.say_error(error).await,
        }
    });
}
