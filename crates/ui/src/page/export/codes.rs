//! Google Authenticator's export: QR codes, one after the other, once the member has shown who is there.

use leptos::prelude::*;
use warifu::app::Proof;
use warifu::qr::draw;
use warifu::transfer::migration::Written;
use wasm_bindgen_futures::spawn_local;
use zeroize::Zeroizing;

use super::LeftOut;
use crate::act::Act;
use crate::browser::dom;
use crate::context::context;
use crate::gate::confirm;
use crate::widgets::{aside, problem, qr_code};
use crate::words::say::Said;

/// The codes that are shown; none before that.
type Uris = RwSignal<Vec<Zeroizing<String>>, LocalStorage>;

/// Asks who is there, then shows the codes until they are hidden.
pub(super) fn view(left_out: LeftOut) -> AnyView {
    let context = context();
    let words = context.words;
    let uris = Uris::new_local(Vec::new());
    let show = Act::new(move |proof: Proof| match context.app().export_migration(proof) {
        Ok(Written { uris: made, refused }) => {
            if made.is_empty() && refused.is_empty() {
                context.say(words.export_nothing());
            }
            left_out.set(refused);
            uris.set(made);
            dom::focus_soon("#export-codes");
        }
        Err(error) => spawn_local(context.say_error(error)),
    });
    let view = move || {
        if uris.with(Vec::is_empty) {
            confirm(["export-passphrase", "export-recovery"], words.export_show(), show)
        } else {
            codes(uris)
        }
    };
    view! { {aside(words.qr_warning())} {view} }.into_any()
}

fn codes(uris: Uris) -> AnyView {
    let words = context().words;
    let count = uris.with_untracked(Vec::len);
    let at = RwSignal::new(0_usize);
    let name = move || words.export_part(at.get() as u64 + 1, count as u64);
    let code = move || {
        let drawn = uris.with(|uris| uris.get(at.get()).map(|uri| draw(uri)));
        match drawn {
            Some(Ok(modules)) => qr_code(&modules, name().into()).into_any(),
            _ => problem(Said { headline: None, detail: words.qr_too_long().into() }).into_any(),
        }
    };
    let step = move |label: &'static str, by: isize| {
        let goal = move || at.get().checked_add_signed(by).filter(|goal| *goal < count);
        view! {
            <button type="button" aria-disabled=move || goal().is_none().then_some("true")
                on:click=move |_| if let Some(goal) = untrack(goal) { at.set(goal) }>{label}</button>
        }
    };
    let hide = move |_| {
        uris.set(Vec::new());
        dom::focus_soon("#export-google");
    };
    view! {
        <p>{words.export_scan()}</p>
        <figure class="qr large" id="export-codes" tabindex="-1">
            {code}
            <figcaption aria-live="polite">{name}</figcaption>
        </figure>
        <div class="actions">
            {step(words.export_previous(), -1)}
            {step(words.next(), 1)}
            <button type="button" class="primary" on:click=hide>{words.export_hide()}</button>
        </div>
    }
    .into_any()
}
