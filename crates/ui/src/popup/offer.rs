//! What the page under the popup offers: a key, for one click.

use leptos::prelude::*;
use warifu::enrol::{Offer, OfferError};
use wasm_bindgen_futures::spawn_local;

use super::{Aim, Route, Screen, begin};
use crate::browser::tabs;
use crate::context::context;
use crate::widgets::{aside, screen};
use crate::words::say;

/// Looks for an offer in the page's address, and shows it unless the member is on another screen by then.
pub(super) fn find(route: Route) {
    let context = context();
    spawn_local(async move {
        let Some(url) = tabs::active_url().await else { return };
        match Offer::parse(&url) {
            Ok(offer) => {
                let at_list = route.screen.try_with_untracked(|screen| *screen == Screen::List);
                if at_list == Some(true) && !context.app().has_taken_up(&offer) {
                    route.go(Screen::Offer(Box::new(offer)));
                }
            }
            Err(OfferError::None) => {}
            Err(error) => context.say_failed(say::offer_error(context.words, error)),
        }
    });
}

/// Asks once. An offer that was taken up before, as an unlocked vault may tell, is not asked about: the list goes on
/// with it.
pub(super) fn view(route: Route, offer: Offer) -> AnyView {
    let context = context();
    let words = context.words;
    if context.app().has_taken_up(&offer) {
        request_animation_frame(move || route.go(Screen::List));
        return ().into_any();
    }
    let facts = [
        (words.offer_from(), offer.origin.host().to_owned()),
        (words.issuer(), offer.issuer.as_str().to_owned()),
        (words.username(), offer.user.as_str().to_owned()),
    ];
    let facts = facts.map(|(name, value)| view! { <div><dt>{name}</dt><dd>{value}</dd></div> });
    let take = move |_| begin(route, Aim::Take(Box::new(offer.clone())));
    screen(
        words.offer_title(),
        Some(route.home()),
        view! {
            <p>{words.offer_lead()}</p>
            <dl class="facts">{facts.collect_view()}</dl>
            {aside(words.offer_hint())}
            <div class="actions">
                <button type="button" on:click=move |_| route.go(Screen::List)>{words.cancel()}</button>
                <button type="button" class="primary" autofocus on:click=take>{words.offer_take()}</button>
            </div>
        },
    )
}
