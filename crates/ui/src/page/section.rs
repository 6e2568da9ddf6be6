//! A part of the options.

use leptos::prelude::*;

/// `body` under a heading of its own, which links can point at.
pub(super) fn view(id: &'static str, title: &'static str, body: impl IntoView) -> impl IntoView {
    let heading = format!("{id}-title");
    let labelled = heading.clone();
    view! {
        <section class="card" id=id aria-labelledby=labelled>
            <h2 id=heading>{title}</h2>
            {body.into_view()}
        </section>
    }
}
