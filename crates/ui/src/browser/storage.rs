//! `browser.storage`: texts by name, on disk and in memory.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::hash::{DefaultHasher, Hash, Hasher};

use js_sys::{Array, Object, Reflect};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;

#[wasm_bindgen]
extern "C" {
    type Area;

    #[wasm_bindgen(thread_local_v2, js_namespace = ["browser", "storage"], js_name = local)]
    static LOCAL: Area;
    #[wasm_bindgen(thread_local_v2, js_namespace = ["browser", "storage"], js_name = session)]
    static SESSION: Area;

    #[wasm_bindgen(method)]
    fn get(this: &Area, keys: &JsValue) -> js_sys::Promise;
    #[wasm_bindgen(method)]
    fn set(this: &Area, entries: &Object) -> js_sys::Promise;
    #[wasm_bindgen(method)]
    fn remove(this: &Area, keys: &Array) -> js_sys::Promise;

    #[wasm_bindgen(js_namespace = ["browser", "storage", "onChanged"], js_name = addListener)]
    fn on_changed(listener: &js_sys::Function);
}

/// One of the two areas that are ours.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Which {
    /// On disk.
    Local,
    /// In memory that ends with the browser.
    Session,
}

fn with<R>(which: Which, work: impl FnOnce(&Area) -> R) -> R {
    match which {
        Which::Local => LOCAL.with(work),
        Which::Session => SESSION.with(work),
    }
}

/// Asks for everything in the area; [`entries`] reads what comes.
pub fn get_all(which: Which) -> js_sys::Promise {
    with(which, |area| area.get(&JsValue::NULL))
}

/// The texts in what [`get_all`] promised. What is no text is not ours.
///
/// # Errors
/// What the browser says, if it could not read.
pub async fn entries(promise: js_sys::Promise) -> Result<Vec<(String, String)>, JsValue> {
    let all: Object = JsFuture::from(promise).await?.unchecked_into();
    let pair = |pair: JsValue| {
        let pair: Array = pair.unchecked_into();
        Some((pair.get(0).as_string()?, pair.get(1).as_string()?))
    };
    Ok(Object::entries(&all).iter().filter_map(pair).collect())
}

thread_local! {
    /// What this page last set under each name, as a hash: the text itself may hold a key.
    static OWN: RefCell<BTreeMap<(Which, String), u64>> = RefCell::default();
}

/// Sets all of `entries` at once.
///
/// # Errors
/// What the browser says, if it could not write.
pub async fn set(which: Which, entries: impl IntoIterator<Item = (String, String)>) -> Result<(), JsValue> {
    let object = Object::new();
    for (name, text) in entries {
        Reflect::set(&object, &name.as_str().into(), &text.as_str().into())?;
        OWN.with_borrow_mut(|own| own.insert((which, name), hash(&text)));
    }
    JsFuture::from(with(which, |area| area.set(&object))).await.map(drop)
}

/// Removes `names`.
///
/// # Errors
/// What the browser says, if it could not write.
pub async fn remove(which: Which, names: &[&str]) -> Result<(), JsValue> {
    let names: Array = names.iter().map(|name| JsValue::from_str(name)).collect();
    JsFuture::from(with(which, |area| area.remove(&names))).await.map(drop)
}

fn hash(text: &str) -> u64 {
    let mut hasher = DefaultHasher::new();
    text.hash(&mut hasher);
    hasher.finish()
}

/// What another page changed.
#[derive(Debug)]
pub struct Change {
    /// Where.
    pub which: Which,
    /// The name.
    pub name: String,
    /// What is there now; nothing if it was removed.
    pub text: Option<String>,
}

impl Change {
    /// Whether this page made it: browsers tell the page that sets, too.
    fn is_own(&self) -> bool {
        let key = (self.which, self.name.clone());
        OWN.with_borrow_mut(|own| {
            let is_own = self.text.is_some() && own.get(&key).copied() == self.text.as_deref().map(hash);
            if !is_own {
                own.remove(&key); // the next change to that text may be another page's
            }
            is_own
        })
    }
}

/// Calls `listener` for every change from now on, as long as the page lives; not for what this page set.
pub fn watch(listener: impl Fn(Change) + 'static) {
    let forward = move |changes: Object, area: String| {
        let which = match area.as_str() {
            "local" => Which::Local,
            "session" => Which::Session,
            _ => return,
        };
        for pair in Object::entries(&changes) {
            let pair: Array = pair.unchecked_into();
            let text = Reflect::get(&pair.get(1), &"newValue".into()).ok().and_then(|new| new.as_string());
            let change = Change { which, name: pair.get(0).as_string().unwrap_or_default(), text };
            if !change.is_own() {
                listener(change);
            }
        }
    };
    let forward = Closure::<dyn Fn(Object, String)>::new(forward);
    on_changed(forward.as_ref().unchecked_ref());
    forward.forget();
}
