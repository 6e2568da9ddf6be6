//! An account as a QR code for another device: the passphrase first, then the code until the screen is left.

use leptos::prelude::*;
use warifu::app::Proof;
use warifu::qr::{Modules, draw};
use warifu::vault::EntryId;
use wasm_bindgen_futures::spawn_local;

use super::Route;
use crate::context::context;
use crate::gate::passphrase_of;
use crate::widgets::{Field, aside, busy_button, passphrase_field, problem, screen};
use crate::words::say::{self, Said};

/// The light border that must stand around a QR code, in squares (ISO/IEC 18004, 5.3.8).
const BORDER: usize = 4;

/// Asks who is there, then shows the code.
pub(super) fn view(route: Route, id: EntryId) -> AnyView {
    let context = context();
    let proof = RwSignal::new_local(None::<Proof>);
    if !context.app().can_lock() {
        spawn_local(async move { proof.set(context.app().reauthenticate(None).await.ok()) });
    }
    let body = move || match proof.get() {
        Some(proof) => code(id, proof),
        None if context.app().can_lock() => ask(proof).into_any(),
        None => ().into_any(),
    };
    screen(context.words.show_qr(), Some(route.home()), body)
}

fn ask(proof: RwSignal<Option<Proof>, LocalStorage>) -> impl IntoView {
    let context = context();
    let words = context.words;
    let typed = RwSignal::new(String::new());
    let (busy, wrong) = (RwSignal::new(false), RwSignal::new(None::<Said>));
    let submit = move || {
        let passphrase = typed.with_untracked(|typed| passphrase_of(typed));
        typed.set(String::new());
        busy.set(true);
        spawn_local(async move {
            match context.app().reauthenticate(Some(&passphrase)).await {
                Ok(given) => proof.set(Some(given)),
                Err(error) => wrong.set(Some(Said { headline: None, detail: say::app_error(words, &error) })),
            }
            busy.set(false);
        });
    };
    view! {
        <form>
            <p>{words.confirm_you_text()}</p>
            {passphrase_field(
                Field::new("passphrase", words.passphrase()).problem(wrong),
                "current-password",
                typed,
            )}
            <div class="actions">{busy_button(words.show_qr(), busy.into(), submit)}</div>
        </form>
    }
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
