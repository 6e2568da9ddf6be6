//! The tab page: everything that needs room, or a dialog of the browser's that would end the popup.
//!
//! What stands after `#` says what the member came for: `start` and `add` are ways of their own, any other name is a
//! part of the options, which the browser scrolls to.

mod backup;
mod bin;
mod export;
mod files;
mod look;
mod parts;
mod protect;
mod recovery;
mod remove;
mod restore;
mod security;

use leptos::prelude::*;
use warifu::app::Door;

use crate::context::context;

/// The page as the vault's state has it.
pub(crate) fn view() -> impl IntoView {
    let context = context();
    let words = context.words;
    view! {
        <main class="page">
            <h1>{words.options_title()}</h1>
            {move || match context.gate.get() {
                Ok(Door::New) => view! { <protect::FirstRun /> }.into_any(),
                _ => ().into_any(),
            }}
            <look::Look />
            <look::Codes />
            <security::Security />
            {move || context.is_open().then(|| view! {
                <backup::Backup />
                <restore::Restore />
                <export::Export />
                <bin::Bin />
            })}
            <remove::Remove />
            <About />
        </main>
    }
}

#[component]
fn About() -> impl IntoView {
    let words = context().words;
    view! {
        <parts::Section id="about" title=words.section_about()>
            <p>{words.about_version(env!("CARGO_PKG_VERSION"))}</p>
            <p>{words.about_privacy()}</p>
            <p>{words.about_licence()}</p>
        </parts::Section>
    }
}
