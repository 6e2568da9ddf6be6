//! What stands before the accounts: the lock, the first choice of a protection, and what cannot be opened.

mod confirm;
mod credential;
mod protect;
mod stopped;
mod unlock;

use leptos::prelude::*;
use warifu::app::Door;

pub(crate) use confirm::{confirm, prove};
pub(crate) use credential::passphrase_of;
pub(crate) use protect::protect;
use unlock::unlock;
pub(crate) use unlock::unlock_form;

use crate::context::{Gate, context};

/// Shows `open` once the vault is open and `new` while there is none, or `open` then, too; else what stands in the way.
pub(crate) fn gate(
    open: impl Fn() -> AnyView + Send + Sync + 'static,
    new: Option<fn() -> AnyView>,
) -> impl IntoView {
    let context = context();
    // Looking again at an open door is no reason to draw everything anew, and nothing takes away what is shown once.
    let gate = Memo::new(move |before: Option<&Gate>| match (context.gate.get(), before) {
        (_, Some(before)) if context.is_held.get() => before.clone(),
        (Ok(Door::New), _) if new.is_none() => Ok(Door::Open),
        (gate, _) => gate,
    });
    move || match gate.get() {
        Ok(Door::Open) => open(),
        Ok(Door::New) => new.map_or_else(|| ().into_any(), |new| new()),
        Ok(Door::Locked { recovery }) => unlock(recovery).into_any(),
        Ok(Door::Newer { format }) => stopped::newer(format).into_any(),
        Ok(Door::Unreadable { .. }) => stopped::unreadable().into_any(),
        Err(error) => stopped::failed(&error).into_any(),
    }
}
