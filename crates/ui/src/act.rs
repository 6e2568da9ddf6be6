//! What is to be done later, for instance once something was saved.

use leptos::prelude::*;

/// Something to do later. Unlike a bare callback, it does nothing once the part of the page that made it is gone: the
/// vault may be locked while something is on its way.
#[derive(Debug)]
pub struct Act<T: 'static = ()>(Callback<T>);

impl<T> Clone for Act<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T> Copy for Act<T> {}

impl<T> Act<T> {
    /// Does `act`, as long as what is being drawn now is there.
    pub fn new(act: impl Fn(T) + Send + Sync + 'static) -> Self {
        Self(Callback::new(act))
    }

    /// The same with what cannot leave this thread, such as pictures.
    pub fn new_local(act: impl Fn(T) + 'static) -> Self {
        let act = StoredValue::new_local(act);
        Self(Callback::new(move |with| {
            act.try_with_value(|act| act(with));
        }))
    }

    /// Does it.
    pub fn run(self, with: T) {
        let _ = self.0.try_run(with);
    }
}
