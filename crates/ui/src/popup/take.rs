//! Taking an offer up: the key comes, its first code is confirmed, and it is shown.

use leptos::prelude::*;
use warifu::app::{Begun, EnrolError};
use warifu::enrol::Offer;
use warifu::vault::EntryId;
use wasm_bindgen_futures::spawn_local;

use super::row::row;
use super::rows::Rows;
use super::{Route, Screen};
use crate::act::Act;
use crate::browser::extension::device_label;
use crate::context::{Context, context};
use crate::widgets::{problem, screen};
use crate::words::say::{self, Said};

/// How far it has come.
#[derive(Clone)]
enum Taking {
    /// Under way.
    Busy,
    /// It is confirmed.
    Done(EntryId),
    /// It did not go on.
    Failed(EnrolError),
}

/// Takes the offer up at once and shows what comes of it.
pub(super) fn view(route: Route, offer: Offer) -> AnyView {
    let context = context();
    let words = context.words;
    let taking = RwSignal::new(Taking::Busy);
    let begun = Begun::of(&offer);
    let attempt = Act::new(move |()| {
        taking.set(Taking::Busy);
        let offer = offer.clone();
        spawn_local(async move {
            let end = context.app().enrol(&offer, &device_label()).await;
            context.changed();
            taking.try_set(end.map_or_else(Taking::Failed, Taking::Done));
        });
    });
    attempt.run(());
    let view = move || match taking.get() {
        Taking::Busy => screen(
            words.offer_title(),
            None,
            view! { <p class="busy" role="status">{words.offer_busy()}</p> },
        ),
        Taking::Done(id) => done(route, begun.issuer.as_str().to_owned(), id),
        Taking::Failed(error) => failed(route, context, &begun, &error, attempt),
    };
    view.into_any()
}

fn done(route: Route, issuer: String, id: EntryId) -> AnyView {
    let words = context().words;
    let rows = Rows::new();
    let delete = Act::new(move |()| route.go(Screen::Delete(id)));
    let account = move || rows.all.get().iter().find(|row| row.id == id).map(|account| row(account, delete));
    screen(
        words.offer_done_title(),
        None,
        view! {
            <p role="status">{words.offer_done()}</p>
            <h2 class="group">{issuer}</h2>
            {account}
            <div class="actions">
                <button type="button" class="primary" on:click=move |_| route.go(Screen::List)>{words.done()}</button>
            </div>
        },
    )
}

fn failed(route: Route, context: Context, begun: &Begun, error: &EnrolError, again: Act) -> AnyView {
    let words = context.words;
    let detail = say::enrol_error(words, error, begun.origin.host());
    // What the server has ended is forgotten, and there is nothing to try again.
    let unfinished = context.app().unfinished().contains(begun);
    let begun = begun.clone();
    let give_up = move |_| {
        give_up(context, begun.clone());
        route.go(Screen::List);
    };
    let actions = if unfinished {
        view! {
            <button type="button" on:click=give_up>{words.offer_give_up()}</button>
            <button type="button" class="primary" autofocus on:click=move |_| again.run(())>{words.try_again()}</button>
        }
        .into_any()
    } else {
        view! {
            <button type="button" class="primary" autofocus on:click=move |_| route.go(Screen::List)>{words.ok()}</button>
        }
        .into_any()
    };
    screen(
        words.offer_failed_title(),
        Some(route.home()),
        view! {
            <div role="alert">{problem(Said { headline: None, detail })}</div>
            <div class="actions">{actions}</div>
        },
    )
}

/// Gives an enrolment up, and says if that could not be saved.
pub(super) fn give_up(context: Context, begun: Begun) {
    spawn_local(async move {
        match context.app().give_up(&begun).await {
            Ok(()) => context.changed(),
            Err(error) => context.say_error(error).await,
        }
    });
}
