//! What stands before the accounts: the lock, the first choice of a protection, and what cannot be opened.

mod protect;
mod stopped;
mod unlock;

use leptos::prelude::*;
use warifu::app::Door;

pub(crate) use protect::protect;
use unlock::unlock;
pub(crate) use unlock::{passphrase_of, unlock_form};

use crate::context::context;

/// Shows `open` once the vault is open and `new` while there is none, or `open` then, too; else what stands in the way.
pub(crate) fn gate(
    open: impl Fn() -> AnyView + Send + Sync + 'static,
    new: Option<fn() -> AnyView>,
) -> impl IntoView {
    let gate = context().gate;
    // Looking again at an open door is no reason to draw everything anew.
    let gate = Memo::new(move |_| match gate.get() {
        Ok(Door::New) if new.is_none() => Ok(Door::Open),
        gate => gate,
    });
    move || match gate.get() {
        Ok(Door::Open) => open(),
        Ok(Door::New) => new.map_or_else(|| ().into_any(), |new| new()),
        Ok(Door::Locked { recovery }) => unlock(recovery).into_any(),
        Ok(Door::Newer { format }) => stopped::newer(format).into_any(),
        Ok(Door::Unreadable { error }) => stopped::unreadable(error).into_any(),
        Err(error) => stopped::failed(&error).into_any(),
    }
}
