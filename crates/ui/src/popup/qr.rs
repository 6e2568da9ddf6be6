//! An account as a QR code for another device: the passphrase first, then the code until the screen is left.

use leptos::prelude::*;
use warifu::app::Proof;
use warifu::qr::draw;
use warifu::vault::EntryId;

use super::Route;
use crate::act::Act;
use crate::context::context;
use crate::gate::{confirm, prove};
use crate::widgets::{aside, problem, qr_code, screen};
use crate::words::say::{self, Said};

/// Asks who is there, if the vault has a passphrase, then shows the code.
pub(super) fn view(route: Route, id: EntryId) -> AnyView {
    let context = context();
    let words = context.words;
    let proof = RwSignal::new_local(None::<Proof>);
    let proven = Act::new(move |given| proof.set(Some(given)));
    if !context.app().can_lock() {
        prove(proven);
    }
    let body = move || match proof.get() {
        Some(proof) => code(id, proof),
        None if !context.app().can_lock() => ().into_any(),
        None => confirm(["qr-passphrase", "qr-recovery"], words.show_qr(), proven),
    };
    screen(words.show_qr(), Some(route.home()), body)
}

fn code(id: EntryId, proof: Proof) -> AnyView {
    let context = context();
    let words = context.words;
    let uri = match context.app().uri(id, proof) {
        Ok(uri) => uri,
        Err(error) => {
            let detail = say::app_error(words, &error);
            return problem(Said { headline: None, detail }).into_any();
        }
    };
    let named =
        context.app().edit_of(id).map(|edit| say::account(words, edit.issuer.as_str(), edit.user.as_str()));
    match draw(&uri) {
        Ok(modules) => view! {
            <p>{words.qr_lead()}</p>
            <figure class="qr">
                {qr_code(&modules, words.show_qr().into())}
                <figcaption>{named.unwrap_or_default()}</figcaption>
            </figure>
            {aside(words.qr_warning())}
        }
        .into_any(),
        Err(_) => problem(Said { headline: None, detail: words.qr_too_long().into() }).into_any(),
    }
}
