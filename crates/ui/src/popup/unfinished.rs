//! Enrolments that were begun and are not finished, above the list: they are gone on with when the popup opens.

use leptos::prelude::*;
use warifu::app::Begun;
use wasm_bindgen_futures::spawn_local;

use super::Route;
use super::take::give_up;
use crate::browser::extension::device_label;
use crate::context::{Context, context};
use crate::words::say;

/// What is not finished, each with its way on.
pub(super) fn view(route: Route) -> impl IntoView {
    let context = context();
    let begun = Memo::new(move |_| {
        context.edition.track();
        context.app().unfinished()
    });
    let first = !route.resumed.get_value();
    route.resumed.set_value(true);
    view! { <For each=move || begun.get() key=Begun::clone children=move |begun| card(context, begun, first) /> }
}

fn card(context: Context, begun: Begun, at_once: bool) -> impl IntoView {
    let words = context.words;
    let (busy, why) = (RwSignal::new(false), RwSignal::new(None::<String>));
    let named = say::account(words, begun.issuer.as_str(), begun.user.as_str());
    let abandoned = begun.clone();
    let go_on = move || {
        let begun = begun.clone();
        busy.set(true);
        spawn_local(async move {
            match context.app().resume(&begun, &device_label()).await {
                Ok(_) => context.say(words.offer_done()),
                Err(error) => {
                    let said = say::enrol_error(words, &error, begun.origin.host());
                    if !context.app().unfinished().contains(&begun) {
                        context.say_failed(said.clone()); // the card goes
                    }
                    why.try_set(Some(said));
                }
            }
            busy.try_set(false);
            context.changed();
        });
    };
    if at_once {
        go_on();
    }
    view! {
        <section class="unfinished">
            <p><strong>{named}</strong></p>
            <p role="status">
                {move || match (busy.get(), why.get()) {
                    (true, _) => words.offer_busy().to_owned(),
                    (false, Some(why)) => why,
                    (false, None) => words.offer_unfinished().to_owned(),
                }}
            </p>
            <div class="actions">
                <button type="button" on:click=move |_| give_up(context, abandoned.clone())>{words.offer_give_up()}</button>
                <button type="button" class="primary" disabled=busy on:click=move |_| go_on()>{words.try_again()}</button>
            </div>
        </section>
    }
}
