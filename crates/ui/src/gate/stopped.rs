//! What lies there cannot be opened. Nothing is changed then, and the member is told so.

use leptos::prelude::*;
use warifu::app::AppError;
use wasm_bindgen_futures::spawn_local;

use crate::context::context;
use crate::popup::options_link;
use crate::widgets::{problem, screen};
use crate::words::say::{self, Said};

/// A newer version wrote it.
pub(super) fn newer(format: u8) -> impl IntoView {
    let words = context().words;
    stop(words.newer_title(), words.newer_text(u64::from(format)))
}

/// It is damaged, in whatever way.
pub(super) fn unreadable() -> impl IntoView {
    let words = context().words;
    stop(words.unreadable_title(), words.unreadable_text().to_owned())
}

/// It could not be read at all.
pub(super) fn failed(error: &AppError) -> impl IntoView {
    let words = context().words;
    stop(words.unreadable_title(), say::app_error(words, error))
}

fn stop(title: &'static str, detail: String) -> impl IntoView {
    let context = context();
    screen(
        title,
        None,
        view! {
            {problem(Said { headline: None, detail })}
            <p class="hint">{context.words.kept_safe()}</p>
            <div class="actions">
                <button type="button" class="primary" on:click=move |_| spawn_local(context.look_again())>
                    {context.words.try_again()}
                </button>
            </div>
            {options_link()}
        },
    )
}
