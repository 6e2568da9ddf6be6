//! The page itself: its language and theme, and where the focus is.

use wasm_bindgen::prelude::*;
use web_sys::{Blob, DataTransfer, Document, Element, HtmlElement, window};

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_namespace = navigator, thread_local_v2, js_name = language)]
    static BROWSER_LANGUAGE: String;

    #[wasm_bindgen(js_name = String)]
    type Text;
    #[wasm_bindgen(method, js_class = "String")]
    fn normalize(this: &Text, form: &str) -> String;
}

/// The page's document.
///
/// # Panics
/// Never: this module runs in pages only.
pub fn document() -> Document {
    window().and_then(|window| window.document()).expect("a page has a window and a document")
}

/// The language the browser speaks, as a BCP 47 tag.
pub fn browser_language() -> String {
    BROWSER_LANGUAGE.with(Clone::clone)
}

/// Shows the page in this language and theme (`None`: as the system has it), and notes both where early.js finds
/// them before the next page's first paint.
pub fn dress(language: &str, chosen_language: Option<&str>, theme: Option<&str>) {
    let Some(root) = document().document_element() else { return };
    let _ = root.set_attribute("lang", language);
    let _ = match theme {
        Some(theme) => root.set_attribute("data-theme", theme),
        None => root.remove_attribute("data-theme"),
    };
    note("language", chosen_language);
    note("theme", theme);
}

/// Forgets what [`dress`] noted.
pub fn undress() {
    note("language", None);
    note("theme", None);
}

fn note(name: &str, value: Option<&str>) {
    let Some(storage) = window().and_then(|window| window.local_storage().ok().flatten()) else { return };
    let _ = match value {
        Some(value) => storage.set_item(name, value),
        None => storage.remove_item(name),
    };
}

/// Unicode's form NFKC: full-width letters and either way of writing an accent become one.
pub fn nfkc(text: &str) -> String {
    JsValue::from_str(text).unchecked_into::<Text>().normalize("NFKC")
}

/// What comes after `#` in the page's address.
pub fn fragment() -> String {
    let hash = window().and_then(|window| window.location().hash().ok()).unwrap_or_default();
    hash.trim_start_matches('#').to_owned()
}

/// Scrolls to the element with this id, if there is one.
pub fn scroll_to(id: &str) {
    if let Some(element) = document().get_element_by_id(id) {
        element.scroll_into_view();
    }
}

/// Loads the page anew.
pub fn reload() {
    if let Some(window) = window() {
        let _ = window.location().reload();
    }
}

/// Focuses the first element that `selector` finds; true if there is one.
pub fn focus(selector: &str) -> bool {
    let found = document().query_selector(selector).ok().flatten();
    found.and_then(|element| element.dyn_into::<HtmlElement>().ok()).is_some_and(|it| it.focus().is_ok())
}

/// Focuses the first element that `selector` finds once the page has been drawn.
pub fn focus_soon(selector: impl AsRef<str> + 'static) {
    leptos::prelude::request_animation_frame(move || {
        focus(selector.as_ref());
    });
}

/// Focuses what had the focus before, once the page has been drawn, unless it is gone.
pub fn focus_again_soon(element: Option<Element>) {
    leptos::prelude::request_animation_frame(move || {
        let _ = element.and_then(|element| element.dyn_into::<HtmlElement>().ok()).map(|it| it.focus());
    });
}

/// Clicks the first element that `selector` finds; true if there is one.
pub fn click(selector: &str) -> bool {
    let found = document().query_selector(selector).ok().flatten();
    found.and_then(|element| element.dyn_into::<HtmlElement>().ok()).inspect(HtmlElement::click).is_some()
}

/// Whether what is typed goes into a field now.
pub fn is_typing() -> bool {
    focused().is_some_and(|element| matches!(element.tag_name().as_str(), "INPUT" | "TEXTAREA" | "SELECT"))
}

/// Whether this is Firefox: there our pages have another scheme.
pub fn is_firefox() -> bool {
    let protocol = window().and_then(|window| window.location().protocol().ok());
    protocol.is_some_and(|protocol| protocol == "moz-extension:")
}

/// What has the focus.
pub fn focused() -> Option<Element> {
    document().active_element()
}

/// Moves the focus `steps` further among the elements that `selector` finds; true if it stood on one and another is
/// there.
pub fn move_focus(selector: &str, steps: i32) -> bool {
    let Ok(all) = document().query_selector_all(selector) else { return false };
    let all: Vec<HtmlElement> =
        (0..all.length()).filter_map(|index| all.get(index)?.dyn_into().ok()).collect();
    let here = focused().and_then(|focus| all.iter().position(|it| it.unchecked_ref::<Element>() == &focus));
    let next = here.and_then(|here| here.checked_add_signed(steps as isize));
    next.and_then(|next| all.get(next)).is_some_and(|it| it.focus().is_ok())
}

/// The first picture among what was dropped or pasted.
pub fn picture_in(data: &DataTransfer) -> Option<Blob> {
    let files = data.files()?;
    let all = (0..files.length()).filter_map(|index| files.get(index));
    all.into_iter().find(|file| file.type_().starts_with("image/")).map(Into::into)
}
