//! The popup and the pages of the extension.
//!
//! One module drives all pages; [`start`] is told by the page's html which one it is. The pages draw what
//! [`warifu::app`] says and decide nothing. A stored secret never reaches the DOM or a JavaScript string, except where
//! the member asked to see it (a QR code, a plain export).
//!
//! ```text
//! popup/  page/  select/  welcome   what is on each page, a file per part
//! add/                              from a typed form or a picture to a saved account, used by all of them
//! widgets/                          fields, buttons, icons, notices
//! context                           what every part shares: the app, words, settings, time, the door
//! words/                            every word, in both languages; words::say picks those for errors
//! ports    browser/                 what the core needs of the world, over the browser's own interfaces
//! ```

pub mod act;
mod add;
pub mod browser;
pub mod context;
mod gate;
mod page;
mod popup;
pub mod ports;
mod select;
mod welcome;
mod widgets;
pub mod words;

use js_sys::Promise;
use leptos::prelude::*;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::spawn_local;

use crate::add::draft;
use crate::browser::storage;
use crate::context::Context;

/// Starts `page` (`popup`, `page`, `select` or `welcome`) with the reads of `storage.local` and `storage.session` that
/// start.js began.
#[wasm_bindgen]
pub fn start(page: String, local: Promise, session: Promise) {
    #[cfg(debug_assertions)]
    std::panic::set_hook(Box::new(|panic| web_sys::console::error_1(&panic.to_string().into())));
    spawn_local(async move {
        let typed = session.clone();
        let context = Context::enter(local, session).await;
        let typed = storage::entries(typed).await.unwrap_or_default();
        let Some(place) = browser::dom::document().get_element_by_id("app") else { return };
        place.set_text_content(None);
        let view = move || {
            context.keep_current();
            match page.as_str() {
                "popup" => popup::view(draft::of(&typed)).into_any(),
                "select" => select::view().into_any(),
                "welcome" => welcome::view().into_any(),
                _ => page::view().into_any(),
            }
        };
        mount_to(place.unchecked_into(), view).forget();
        context.catch_up().await;
    });
}
