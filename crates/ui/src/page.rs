//! The tab page: everything that needs room, or a dialog of the browser's that would end the popup.
//!
//! What stands after `#` says what the member came for: `add`, `import`, or a part of the options to be scrolled to. A browser
//! without a vault asks for its protection first, whatever the member came for.

mod add;
mod backup;
mod bin;
mod export;
mod files;
pub(crate) mod first_run;
mod import;
mod look;
mod new_passphrase;
mod recovery;
mod remove;
mod restore;
mod section;
mod security;

use leptos::prelude::*;

use crate::browser::dom;
use crate::context::context;
use crate::gate::gate;
use crate::widgets::notice_bar;
pub(crate) use import::way as import_way;

/// The page.
pub(crate) fn view() -> impl IntoView {
    view! {
        {match dom::fragment().as_str() {
            "add" => gate(add::view, Some(first_run::view)).into_any(),
            "import" => gate(import::view, Some(first_run::view)).into_any(),
            "start" => gate(options, Some(first_run::view)).into_any(),
            _ => options(),
        }}
        {notice_bar()}
    }
}

/// All options. What needs an open vault shows only then; the rest is there always.
fn options() -> AnyView {
    let context = context();
    let words = context.words;
    // Looking again at an open door is no reason to draw everything anew.
    let open = Memo::new(move |_| context.is_open());
    request_animation_frame(|| dom::scroll_to(&dom::fragment()));
    view! {
        <header class="bar"><h1>{words.options_title()}</h1></header>
        <main class="options">
            {look::display()}
            {look::codes()}
            {security::view()}
            {move || open.get().then(|| view! {
                {backup::view()}
                {restore::view()}
                {section::view("moving", words.import_title(), view! { <p>{words.import_hint()}</p> {import::way()} })}
                {bin::view()}
                {export::view()}
            })}
            {remove::view()}
            {section::view("about", words.section_about(), view! {
                <p>{words.about_version(env!("CARGO_PKG_VERSION"))}</p>
                <p>{words.about_privacy()}</p>
                <p>{words.about_licence()}</p>
            })}
        </main>
    }
    .into_any()
}
