//! The password of a file that needs one.

use leptos::prelude::*;
use warifu::transfer::{Format, Password, TransferError};
use warifu::vault::Passphrase;
use wasm_bindgen_futures::spawn_local;

use super::Importing;
use super::source::{self, Trouble};
use crate::browser::dom;
use crate::context::context;
use crate::widgets::{Field, busy_button, passphrase_field};
use crate::words::moving;
use crate::words::say::Said;

/// The form. A wrong password leaves everything as it is, and the field in focus.
pub(super) fn view(importing: Importing, format: Format) -> AnyView {
    let words = context().words;
    let typed = RwSignal::new(String::new());
    let (busy, wrong) = (RwSignal::new(false), RwSignal::new(None::<Said>));
    let submit = move || {
        let Some(file) = importing.file.get_value() else { return };
        busy.set(true);
        wrong.set(None);
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
                    importing.show(import);
                }
                Err(Trouble::Transfer(error @ TransferError::WrongPassword { .. })) => {
                    let detail = moving::error(words, &error);
                    wrong.set(Some(Said { headline: None, detail }));
                    dom::focus_soon("#import-password");
                }
                Err(trouble) => importing.fail(&trouble),
            }
        });
    };
    let field = Field::new("import-password", words.import_password()).problem(wrong);
    view! {
        <form>
            <p>{words.import_password_lead(moving::format(words, format))}</p>
            {passphrase_field(field, "off", typed)}
            <div class="actions">{busy_button(words.import_read(), busy.into(), submit)}</div>
        </form>
    }
    .into_any()
}

/// A password in both forms that programs make keys of.
pub(in crate::page) fn password_of(typed: &str) -> Password {
    Password::new(Passphrase::typed(typed.to_owned()), Passphrase::typed(dom::nfkc(typed)))
}
