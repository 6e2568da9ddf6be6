//! What is being typed, kept in memory while the member looks at another page: the popup closes then.

use serde::{Deserialize, Serialize};
use warifu::app::EntryForm;

use crate::browser::storage::{self, Which};
use crate::browser::{extension, now_ms};

/// The draft's name in `storage.session`; background.js knows it.
const NAME: &str = "draft";
/// How long a draft is kept after the last key press.
const KEPT_MS: u64 = 15 * 60_000;

#[derive(Serialize, Deserialize)]
struct Draft {
    form: EntryForm,
    typed_ms: u64,
}

/// Keeps `form` for a quarter of an hour.
pub(crate) async fn keep(form: EntryForm) {
    let draft = Draft { form, typed_ms: now_ms() };
    let text = serde_json::to_string(&draft).expect("writing a record to memory cannot fail");
    // A draft that is not kept costs typing again, and no more.
    let _ = storage::set(Which::Session, [(NAME.to_owned(), text)]).await;
    extension::forget_draft_at(now_ms() + KEPT_MS);
}

/// The form that was being typed, from what lies in `storage.session`, unless that is too long ago.
pub(crate) fn of(session: &[(String, String)]) -> Option<EntryForm> {
    let (_, text) = session.iter().find(|(name, _)| name == NAME)?;
    let draft: Draft = serde_json::from_str(text).ok()?;
    let fresh = now_ms().checked_sub(draft.typed_ms).is_some_and(|age| age < KEPT_MS);
    fresh.then_some(draft.form)
}

/// Forgets it.
pub(crate) async fn clear() {
    let _ = storage::remove(Which::Session, &[NAME]).await;
}
