//! The first run: nothing is kept before its protection is chosen.

use leptos::prelude::*;
use wasm_bindgen_futures::spawn_local;

use super::new_passphrase;
use crate::act::Act;
use crate::browser::dom;
use crate::context::context;
use crate::gate::protect;
use crate::widgets::screen;

/// The choice, and the passphrase if that is what was chosen.
pub(crate) fn view() -> AnyView {
    let context = context();
    let words = context.words;
    let with_passphrase = RwSignal::new(false);
    let done = Act::new(move |()| {
        spawn_local(async move {
            context.look_again().await;
            // Whoever came for something else goes on with that here.
            if !matches!(dom::fragment().as_str(), "add" | "import") {
                context.say(words.protect_done());
            }
        });
    });
    let choose = Act::new(move |()| with_passphrase.set(true));
    let back = Act::new(move |()| with_passphrase.set(false));
    let view = move || match with_passphrase.get() {
        true => screen(words.set_passphrase(), Some(back), new_passphrase::view(None, done)),
        false => protect(choose, done, None),
    };
    view.into_any()
}
