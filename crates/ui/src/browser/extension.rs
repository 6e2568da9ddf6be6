//! The rest of `browser.*`: alarms, what the browser lets us do, and where our icon is.

use js_sys::{Object, Promise, Reflect};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_namespace = ["browser", "alarms"], js_name = create)]
    fn create_alarm(name: &str, when: &Object);
    #[wasm_bindgen(js_namespace = ["browser", "alarms"], js_name = clear)]
    fn clear_alarm(name: &str) -> Promise;
    #[wasm_bindgen(catch, js_namespace = ["browser", "extension"], js_name = isAllowedFileSchemeAccess)]
    fn is_allowed_file_scheme_access() -> Result<Promise, JsValue>;
    #[wasm_bindgen(js_namespace = ["browser", "permissions"], js_name = request)]
    fn request_permissions(which: &JsValue) -> Promise;
    #[wasm_bindgen(catch, js_namespace = ["browser", "action"], js_name = getUserSettings)]
    fn get_user_settings() -> Result<Promise, JsValue>;
}

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(thread_local_v2, js_namespace = ["browser", "extension"], js_name = inIncognitoContext)]
    static IN_PRIVATE: bool;
}

/// Whether this page of ours belongs to a private window.
pub fn is_in_private() -> bool {
    IN_PRIVATE.with(|private| *private)
}

/// The name of the alarm that background.js locks the vault at.
const LOCK: &str = "lock";

/// The name of the alarm that background.js forgets what was being typed at.
const DRAFT: &str = "draft";

/// Lets background.js lock the vault at `at_ms` after 1970; `None` takes it back.
pub fn lock_at(at_ms: Option<u64>) {
    match at_ms {
        Some(at_ms) => wake_at(LOCK, at_ms),
        None => drop(clear_alarm(LOCK)),
    }
}

/// Lets background.js forget what was being typed at `at_ms` after 1970.
pub fn forget_draft_at(at_ms: u64) {
    wake_at(DRAFT, at_ms);
}

#[expect(clippy::cast_precision_loss, reason = "exact for 200,000 years")]
fn wake_at(name: &str, at_ms: u64) {
    let when = Object::new();
    let _ = Reflect::set(&when, &"when".into(), &(at_ms as f64).into());
    create_alarm(name, &when);
}

/// Whether pages at `file:` may be looked at. Firefox has no such switch.
pub async fn may_see_files() -> bool {
    is_true(is_allowed_file_scheme_access()).await
}

/// Asks the member whether we may write to the clipboard without a click; true if so. Must be called in a click or
/// key press itself. Only Firefox needs it.
pub fn may_clear_clipboard() -> impl Future<Output = bool> + use<> {
    let which = Object::new();
    let _ = Reflect::set(&which, &"permissions".into(), &js_sys::Array::of1(&"clipboardWrite".into()));
    is_true(Ok(request_permissions(&which)))
}

/// What a server may call this browser in its list of devices: "Firefox (Windows)".
pub fn device_label() -> String {
    let agent = web_sys::window().and_then(|window| window.navigator().user_agent().ok());
    label_of(&agent.unwrap_or_default())
}

fn label_of(agent: &str) -> String {
    let first = |known: &[(&str, &'static str)]| {
        known.iter().find(|(mark, _)| agent.contains(mark)).map(|(_, name)| *name)
    };
    // Edge names Chrome too, and Android and ChromeOS name Linux.
    let browser = first(&[("Firefox/", "Firefox"), ("Edg", "Edge"), ("Chrome/", "Chrome")]);
    let system = first(&[
        ("Windows", "Windows"),
        ("Android", "Android"),
        ("CrOS", "ChromeOS"),
        ("Mac OS", "macOS"),
        ("Linux", "Linux"),
    ]);
    match (browser, system) {
        (Some(browser), Some(system)) => format!("{browser} ({system})"),
        (one, other) => one.or(other).unwrap_or("Warifu").to_owned(),
    }
}

/// Whether our icon is on the toolbar; `None` where the browser does not tell.
pub async fn is_pinned() -> Option<bool> {
    let settings = JsFuture::from(get_user_settings().ok()?).await.ok()?;
    Reflect::get(&settings, &"isOnToolbar".into()).ok()?.as_bool()
}

async fn is_true(promise: Result<Promise, JsValue>) -> bool {
    match promise {
        Ok(promise) => JsFuture::from(promise).await.is_ok_and(|value| value.is_truthy()),
        Err(_) => false,
    }
}

#[cfg(test)]
mod tests {
    use super::label_of;

    #[test]
    fn browsers_are_called_by_name_and_system() {
        let agents = [
            (
                "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:142.0) Gecko/20100101 Firefox/142.0",
                "Firefox (Windows)",
            ),
            (
                "Mozilla/5.0 (X11; CrOS x86_64 14541.0.0) AppleWebKit/537.36 Chrome/130.0.0.0 Safari/537.36",
                "Chrome (ChromeOS)",
            ),
            (
                "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) Chrome/130.0.0.0 Safari/537.36 Edg/130.0.0.0",
                "Edge (macOS)",
            ),
            ("Mozilla/5.0 (X11; Linux x86_64) Chrome/130.0.0.0 Safari/537.36", "Chrome (Linux)"),
            ("", "Warifu"),
        ];
        for (agent, label) in agents {
            assert_eq!(label_of(agent), label, "{agent}");
        }
    }
}
