//! While a picture is being looked at: that it is, when it is looked at closer, and a button for who does not want to
//! wait.

use leptos::prelude::*;

use crate::act::Act;
use crate::browser::worker::Following;
use crate::context::context;

/// A look at a picture that may be going on.
#[derive(Clone, Copy)]
pub(crate) struct Looking {
    closer: RwSignal<bool>,
    following: StoredValue<Following, LocalStorage>,
}

impl Looking {
    /// None yet.
    pub(crate) fn new() -> Self {
        Self { closer: RwSignal::new(false), following: StoredValue::new_local(Following::default()) }
    }

    /// A new look begins, and one that is going on ends.
    pub(crate) fn begin(self) -> Following {
        self.stop();
        let closer = self.closer;
        closer.set(false);
        let following = Following::new(move |pass| {
            // the page may be gone by now
            let _ = closer.try_set(pass > 0);
        });
        self.following.set_value(following.clone());
        following
    }

    /// Ends it: whoever follows it finds it stopped, and leaves alone what is shown.
    pub(crate) fn stop(self) {
        let _ = self.following.try_with_value(Following::stop);
    }

    /// Says `text`, then that it is looked at closer. `stopped` when the member does not want to wait.
    pub(crate) fn view(self, text: &'static str, stopped: Act) -> impl IntoView {
        let words = context().words;
        let cancel = move |_| {
            self.stop();
            stopped.run(());
        };
        view! {
            <p class="busy" role="status">
                {move || if self.closer.get() { words.looking_closer() } else { text }}
            </p>
            <div class="actions">
                <button type="button" on:click=cancel>{words.cancel()}</button>
            </div>
        }
    }
}
