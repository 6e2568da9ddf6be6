//! An account as a QR code for another device: the passphrase first, then the code until the screen is left.

use leptos::prelude::*;
use warifu::app::Proof;
use warifu::qr::{Modules, draw};
use warifu::vault::EntryId;

use super::Route;
use crate::act::Act;
use crate::context::context;
use crate::gate::{confirm, prove};
use crate::widgets::{aside, problem, screen};
use crate::words::say::{self, Said};

/// The light border that must stand around a QR code, in squares (ISO/IEC 18004, 5.3.8).
const BORDER: usize = 4;

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
                {picture(&modules, words.show_qr())}
                <figcaption>{named.unwrap_or_default()}</figcaption>
            </figure>
            {aside(words.qr_warning())}
        }
        .into_any(),
        Err(_) => problem(Said { headline: None, detail: words.qr_too_long().into() }).into_any(),
    }
}

/// The squares as one path.
fn picture(modules: &Modules, name: &'static str) -> impl IntoView + use<> {
    let size = modules.size();
    let mut path = String::new();
    for y in 0..size {
        for x in (0..size).filter(|x| modules.is_dark(*x, y)) {
            path.push_str(
                &["M", &(x + BORDER).to_string(), " ", &(y + BORDER).to_string(), "h1v1h-1z"].concat(),
            );
        }
    }
    let side = (size + 2 * BORDER).to_string();
    let frame = format!("0 0 {side} {side}");
    view! {
        <svg role="img" aria-label=name viewBox=frame shape-rendering="crispEdges">
            <rect width=side.clone() height=side fill="#fff" />
            <path d=path fill="#000" />
        </svg>
    }
}
