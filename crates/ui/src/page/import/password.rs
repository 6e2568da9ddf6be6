//! The password of a file that needs one.

use std::rc::Rc;

use leptos::prelude::*;
use warifu::transfer::{Format, Password, TransferError};
use warifu::vault::Passphrase;
use wasm_bindgen_futures::spawn_local;

use super::Importing;
use super::source::{self, Trouble};
use crate::browser::dom;
use crate::context::context;
use crate::widgets::{Field, busy_button, passphrase_field, problem};
use crate::words::moving;
use crate::words::say::Said;

/// The form. A wrong password, or whatever else goes wrong, leaves everything as it is, and the field in focus.
pub(super) fn view(importing: Importing, format: Format) -> AnyView {
    let words = context().words;
    let typed = RwSignal::new(String::new());
    let busy = RwSignal::new(false);
    let (wrong, failed) = (RwSignal::new(None::<Said>), RwSignal::new(None::<Said>));
    let submit = move || {
        let Some(file) = importing.file.get_value() else { return };
        busy.set(true);
        wrong.set(None);
        failed.set(None);
        let number = importing.begin();
        spawn_local(async move {
            let password = password_of(&typed.get_untracked());
            let read = source::read(&file, importing.program.get_value(), Some(password)).await;
            busy.try_set(false);
            if !importing.is_last(number) {
                return;
            }
            match read {
                Ok(import) => {
                    typed.set(String::new());
                    importing.show(Rc::new(import));
                }
                Err(trouble) => {
                    let said = Said { headline: None, detail: trouble.words(words) };
                    let is_wrong = matches!(trouble, Trouble::Transfer(TransferError::WrongPassword { .. }));
                    let place = if is_wrong { wrong } else { failed };
                    place.set(Some(said));
                    dom::focus_soon("#import-password");
                }
            }
        });
    };
    let field = Field::new("import-password", words.import_password()).problem(wrong);
    view! {
        <form>
            <p>{words.import_password_lead(moving::format(words, format))}</p>
            {passphrase_field(field, "off", typed)}
            <div role="alert">{move || failed.get().map(problem)}</div>
            <div class="actions">{busy_button(words.import_read(), busy.into(), submit)}</div>
        </form>
    }
    .into_any()
}

/// A password in both forms that programs make keys of.
pub(in crate::page) fn password_of(typed: &str) -> Password {
    Password::new(Passphrase::typed(typed.to_owned()), Passphrase::typed(dom::nfkc(typed)))
}
