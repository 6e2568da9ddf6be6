//! Asks for the passphrase again, if the vault has one, before something that shows keys or changes how it opens.

use leptos::prelude::*;
use warifu::app::Proof;
use wasm_bindgen_futures::spawn_local;

use crate::act::Act;
use crate::context::context;
use crate::gate::passphrase_of;
use crate::widgets::{Field, busy_button, passphrase_field};
use crate::words::say::{self, Said};

/// A form with the button `act`; `proven` gets the proof. `id` tells its field from another form's.
pub(super) fn view(id: &'static str, act: &'static str, proven: Act<Proof>) -> impl IntoView {
    let context = context();
    let words = context.words;
    let typed = RwSignal::new(String::new());
    let (busy, wrong) = (RwSignal::new(false), RwSignal::new(None::<Said>));
    let asks = context.app().can_lock();
    let submit = move || {
        let passphrase = asks.then(|| passphrase_of(&typed.get_untracked()));
        typed.set(String::new());
        busy.set(true);
        wrong.set(None);
        spawn_local(async move {
            match context.app().reauthenticate(passphrase.as_ref()).await {
                Ok(proof) => proven.run(proof),
                Err(error) => wrong.set(Some(Said { headline: None, detail: say::app_error(words, &error) })),
            }
            busy.set(false);
        });
    };
    let field = move || {
        let field = Field::new(id, words.confirm_you_text()).problem(wrong);
        passphrase_field(field, "current-password", typed)
    };
    view! {
        <form class="confirm">
            {asks.then(field)}
            <div class="actions">{busy_button(act, busy.into(), submit)}</div>
        </form>
    }
}
