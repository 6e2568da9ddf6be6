//! What a page says went wrong, and for how long that lasts.

use std::time::Duration;

use super::words::Words;

/// What went wrong.
pub(super) struct Said {
    pub(super) text: String,
    /// What is over by itself.
    pub(super) pause: Option<Pause>,
}

/// A pause that a page counts down.
pub(super) struct Pause {
    pub(super) seconds: u64,
    /// What is said meanwhile; `{}` stands for the seconds left.
    pub(super) left: &'static str,
    /// What is said afterwards.
    pub(super) over: &'static str,
}

impl Pause {
    fn new(wait: Duration, [left, over]: [&'static str; 2]) -> Self {
        // Rounded up, so that coming back then is not too early.
        let seconds = u64::try_from(wait.as_millis().div_ceil(1000)).unwrap_or(u64::MAX);
        Self { seconds, left, over }
    }

    /// What is said at first.
    pub(super) fn text(&self) -> String {
        Words::fill(self.left, &self.seconds)
    }
}

impl Words {
    /// The pause after too many wrong tries.
    pub(super) fn rest(&self, wait: Duration) -> Pause {
        Pause::new(wait, [self.wait, self.wait_over])
    }

    /// The pause before another mail is sent.
    pub(super) fn resend(&self, wait: Duration) -> Pause {
        Pause::new(wait, [self.mail_wait, self.mail_wait_over])
    }
}

impl From<Pause> for Said {
    fn from(pause: Pause) -> Self {
        Self { text: pause.text(), pause: Some(pause) }
    }
}

impl From<String> for Said {
    fn from(text: String) -> Self {
        Self { text, pause: None }
    }
}

impl From<&str> for Said {
    fn from(text: &str) -> Self {
        Self::from(text.to_owned())
    }
}
