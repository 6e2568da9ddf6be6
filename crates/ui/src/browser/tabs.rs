//! `browser.tabs` and `browser.windows`: the page the member looks at, and pages of our own.

use js_sys::{Array, Object, Reflect};
use wasm_bindgen::prelude::*;
use zeroize::Zeroizing;

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(catch, js_namespace = ["browser", "tabs"])]
    async fn query(what: &Object) -> Result<JsValue, JsValue>;
    #[wasm_bindgen(catch, js_namespace = ["browser", "tabs"])]
    async fn create(how: &Object) -> Result<JsValue, JsValue>;
    #[wasm_bindgen(catch, js_namespace = ["browser", "tabs"])]
    async fn update(id: i32, how: &Object) -> Result<JsValue, JsValue>;
    #[wasm_bindgen(catch, js_namespace = ["browser", "windows"], js_name = update)]
    async fn update_window(id: i32, how: &Object) -> Result<JsValue, JsValue>;
    #[wasm_bindgen(catch, js_namespace = ["browser", "tabs"])]
    async fn remove(id: i32) -> Result<JsValue, JsValue>;
    #[wasm_bindgen(catch, js_namespace = ["browser", "tabs"], js_name = captureVisibleTab)]
    async fn capture_visible_tab(window: i32, options: &Object) -> Result<JsValue, JsValue>;
    #[wasm_bindgen(catch, js_namespace = ["browser", "tabs"], js_name = getCurrent)]
    async fn get_current() -> Result<JsValue, JsValue>;
}

/// A tab, as far as we may know it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tab {
    /// Its number.
    pub id: i32,
    /// The number of its window.
    pub window: i32,
    /// Its place in the window, from 0.
    pub index: i32,
    /// Its address, if the click on our icon lets us see it.
    pub url: Option<String>,
    /// True in a private window.
    pub private: bool,
}

impl Tab {
    fn read(tab: &JsValue) -> Self {
        let get = |name: &str| Reflect::get(tab, &name.into()).unwrap_or_default();
        Self {
            id: number(&get("id")),
            window: number(&get("windowId")),
            index: number(&get("index")),
            url: get("url").as_string(),
            private: get("incognito").is_truthy(),
        }
    }
}

#[expect(clippy::cast_possible_truncation, reason = "browsers number tabs in 32 bits")]
fn number(value: &JsValue) -> i32 {
    value.as_f64().unwrap_or(-1.0) as i32
}

/// An object of these fields.
fn object(fields: &[(&str, JsValue)]) -> Object {
    let object = Object::new();
    for (name, value) in fields {
        let _ = Reflect::set(&object, &(*name).into(), value);
    }
    object
}

/// The tab in front in this window.
pub async fn active() -> Option<Tab> {
    let what = object(&[("active", true.into()), ("currentWindow", true.into())]);
    let tabs: Array = query(&what).await.ok()?.dyn_into().ok()?;
    tabs.iter().next().map(|tab| Tab::read(&tab))
}

/// The address of the tab in front, if the click on our icon lets us see it. It may hold a ticket.
pub async fn active_url() -> Option<Zeroizing<String>> {
    active().await?.url.map(Zeroizing::new)
}

/// The picture of what is visible in the window's tab: a PNG as a `data:` URL.
///
/// # Errors
/// What the browser says, if it does not allow it.
pub async fn capture(window: i32) -> Result<String, JsValue> {
    let picture = capture_visible_tab(window, &object(&[("format", "png".into())])).await?;
    picture.as_string().ok_or(JsValue::NULL)
}

/// Opens a page of ours beside `beside` without showing it yet.
///
/// # Errors
/// What the browser says, if it could not.
pub async fn open_behind(page: &str, beside: &Tab) -> Result<Tab, JsValue> {
    let mut how = vec![("url", page.into()), ("active", false.into())];
    if !beside.private {
        how.extend([("windowId", beside.window.into()), ("index", (beside.index + 1).into())]);
    }
    Ok(Tab::read(&create(&object(&how)).await?))
}

/// Opens a page of ours and shows it.
///
/// # Errors
/// What the browser says, if it could not.
pub async fn open(page: &str) -> Result<(), JsValue> {
    create(&object(&[("url", page.into())])).await.map(drop)
}

/// Shows a tab, and its window if that is another one than `from`. A popup over `from` ends with it.
///
/// # Errors
/// What the browser says, if it is gone.
pub async fn show(tab: &Tab, from: i32) -> Result<(), JsValue> {
    update(tab.id, &object(&[("active", true.into())])).await?;
    if tab.window != from {
        update_window(tab.window, &object(&[("focused", true.into())])).await?;
    }
    Ok(())
}

/// Closes a tab, if it is still there.
pub async fn close(tab: &Tab) {
    let _ = remove(tab.id).await;
}

/// Closes the tab that this page is in.
pub async fn close_own() {
    if let Ok(tab) = get_current().await
        && !tab.is_undefined()
    {
        close(&Tab::read(&tab)).await;
    }
}
