//! What is said besides: what was just done, what went wrong, what to know.

use leptos::prelude::*;

use super::icon::{Icon, icon};
use crate::context::context;
use crate::words::say::Said;

/// The bar at the page's foot that says what was just done. It is always there, so that screen readers hear it.
pub(crate) fn notice_bar() -> impl IntoView {
    let words = context().words;
    let notice = context().notice;
    view! {
        <div class="notice" role="status" class:shown=move || notice.with(Option::is_some)>
            {move || notice.get().map(|notice| {
                let which = if notice.failed { Icon::Warning } else { Icon::Check };
                let undo = notice.undo.map(|undo| {
                    view! { <button type="button" on:click=move |_| undo.run(())>{words.undo()}</button> }
                });
                view! { <p class:failed=notice.failed>{icon(which)}<span>{notice.text}</span>{undo}</p> }
            })}
        </div>
    }
}

/// What is wrong, with an icon so that colour is not all that says so.
pub(crate) fn problem(said: Said) -> impl IntoView {
    view! {
        <div class="problem">
            {icon(Icon::Warning)}
            <div>
                {said.headline.map(|headline| view! { <strong>{headline}</strong> })}
                <span>{said.detail}</span>
            </div>
        </div>
    }
}

/// Something to know before going on.
pub(crate) fn aside(text: impl Into<String>) -> impl IntoView {
    let text = text.into();
    view! { <p class="aside">{text}</p> }
}
