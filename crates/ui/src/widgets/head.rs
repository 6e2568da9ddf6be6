//! The head of a screen, and its main button.

use std::borrow::Cow;

use leptos::prelude::*;

use super::icon::{Icon, icon_button};
use crate::act::Act;
use crate::browser::dom;
use crate::context::context;

/// A title, with a button that leads back if there is a way back. The title takes the focus when it appears, so that
/// keyboard and screen reader begin at the top of what is new.
pub(crate) fn head(title: &'static str, back: Option<Act>) -> impl IntoView {
    let words = context().words;
    request_animation_frame(|| {
        let _ = dom::is_typing() || dom::focus("[autofocus]") || dom::focus("h1[tabindex]");
    });
    view! {
        <header class="bar">
            {back.map(|back| icon_button(Icon::Back, words.back().into(), move |_| back.run(())))}
            <h1 tabindex="-1">{title}</h1>
        </header>
    }
}

/// A screen: its head and what is on it.
pub(crate) fn screen(title: &'static str, back: Option<Act>, body: impl IntoView) -> AnyView {
    view! { {head(title, back)} <main>{body.into_view()}</main> }.into_any()
}

/// A button for something that takes its time: while `busy`, it cannot be pressed again and says so.
pub(crate) fn busy_button(
    label: impl Into<Cow<'static, str>>,
    busy: Signal<bool>,
    press: impl Fn() + 'static,
) -> impl IntoView {
    let (words, label) = (context().words, label.into());
    view! {
        <button
            type="submit"
            class="primary"
            aria-disabled=move || busy.get().then_some("true")
            on:click=move |event| {
                event.prevent_default();
                if !busy.get_untracked() {
                    press();
                }
            }
        >
            {move || if busy.get() { Cow::Borrowed(words.working()) } else { label.clone() }}
        </button>
    }
}
