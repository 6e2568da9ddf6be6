//! The lock.

use leptos::prelude::*;
use warifu::app::Door;

use super::credential::{Asked, Typed, credential_form, focus_field};
use crate::context::context;
use crate::popup::options_link;
use crate::widgets::{Icon, icon, screen};

/// The names of the lock's fields in the page.
const IDS: [&str; 2] = ["passphrase", "recovery"];

/// The lock as a screen of its own.
pub(crate) fn unlock(recovery: bool) -> impl IntoView {
    let words = context().words;
    focus_field(IDS[0]);
    screen(
        words.unlock_title(),
        None,
        view! {
            <div class="lock">{icon(Icon::Lock)}</div>
            <p>{words.unlock_lead()}</p>
            {unlock_form(recovery)}
            {options_link()}
        },
    )
}

/// The form that opens the lock; with a way to use the recovery code if there is one.
pub(crate) fn unlock_form(recovery: bool) -> impl IntoView {
    let context = context();
    let words = context.words;
    let asked = Asked { ids: IDS, label: words.passphrase(), button: words.unlock(), recovery };
    credential_form(asked, move |typed| async move {
        match &typed {
            Typed::Passphrase(passphrase) => context.app().unlock(passphrase).await?,
            Typed::Recovery(code) => context.app().unlock_by_recovery(code).await?,
        }
        context.gate.set(Ok(Door::Open));
        context.changed();
        Ok(())
    })
}
