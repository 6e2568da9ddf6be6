//! IndexedDB as a second store: texts by name, in one object store of one database.

use js_sys::{Array, Function, Promise};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use web_sys::{IdbDatabase, IdbFactory, IdbRequest, IdbTransaction, IdbTransactionMode};

const DATABASE: &str = "warifu";
const STORE: &str = "entries";

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(thread_local_v2, js_name = indexedDB)]
    static FACTORY: IdbFactory;
}

/// Everything that lies there.
///
/// # Errors
/// What the browser says, if it could not read.
pub async fn entries() -> Result<Vec<(String, String)>, JsValue> {
    let database = open().await?;
    let store = database.transaction_with_str(STORE)?.object_store(STORE)?;
    // Both are asked for before either is awaited: a transaction without requests ends by itself.
    let (names, texts) = (settled(&store.get_all_keys()?), settled(&store.get_all()?));
    let names: Array = names.await?.unchecked_into();
    let texts: Array = texts.await?.unchecked_into();
    database.close();
    let pairs = names.iter().zip(texts.iter());
    Ok(pairs.filter_map(|(name, text)| Some((name.as_string()?, text.as_string()?))).collect())
}

/// Sets all of `set` and removes `names`, all or nothing.
///
/// # Errors
/// What the browser says, if it could not write.
pub async fn write(set: impl IntoIterator<Item = (String, String)>, names: &[&str]) -> Result<(), JsValue> {
    let database = open().await?;
    let transaction = database.transaction_with_str_and_mode(STORE, IdbTransactionMode::Readwrite)?;
    let store = transaction.object_store(STORE)?;
    for (name, text) in set {
        store.put_with_key(&text.into(), &name.into())?;
    }
    for name in names {
        store.delete(&JsValue::from_str(name))?;
    }
    let done = completed(&transaction).await;
    database.close();
    done
}

async fn open() -> Result<IdbDatabase, JsValue> {
    let request = FACTORY.with(|factory| factory.open_with_u32(DATABASE, 1))?;
    let upgraded = request.clone();
    let make = Closure::once_into_js(move || -> Result<(), JsValue> {
        let database: IdbDatabase = upgraded.result()?.unchecked_into();
        database.create_object_store(STORE).map(drop)
    });
    request.set_onupgradeneeded(Some(make.unchecked_ref()));
    Ok(settled(&request).await?.unchecked_into())
}

/// The result of a request. Its handlers are set now, not when it is awaited.
fn settled(request: &IdbRequest) -> impl Future<Output = Result<JsValue, JsValue>> + use<> {
    let promise = Promise::new(&mut |resolve, reject| {
        request.set_onsuccess(Some(&resolve));
        request.set_onerror(Some(&reject));
    });
    let request = request.clone();
    async move {
        JsFuture::from(promise).await?;
        request.result()
    }
}

async fn completed(transaction: &IdbTransaction) -> Result<(), JsValue> {
    let promise = Promise::new(&mut |resolve: Function, reject: Function| {
        transaction.set_oncomplete(Some(&resolve));
        transaction.set_onerror(Some(&reject));
        transaction.set_onabort(Some(&reject));
    });
    JsFuture::from(promise).await.map(drop)
}
