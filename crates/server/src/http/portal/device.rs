//! On which device a key is set up, asked before the key is made.

use super::words::{EN, JA, Words};

/// A kind of device.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum DeviceKind {
    /// A computer, where the extension runs.
    #[default]
    Computer,
    /// An iPhone or iPad.
    Apple,
    /// A phone or tablet with Android.
    Android,
    /// Anything else.
    Other,
}

/// The question as a page asks it, with what was answered before.
pub(super) struct Question {
    pub(super) answers: Vec<Answer>,
    pub(super) name: String,
}

/// One answer.
pub(super) struct Answer {
    pub(super) value: &'static str,
    pub(super) label: &'static str,
    pub(super) is_chosen: bool,
}

impl DeviceKind {
    const ALL: [Self; 4] = [Self::Computer, Self::Apple, Self::Android, Self::Other];

    /// The word in forms and addresses.
    pub(super) const fn as_str(self) -> &'static str {
        match self {
            Self::Computer => "computer",
            Self::Apple => "apple",
            Self::Android => "android",
            Self::Other => "other",
        }
    }

    /// The kind of that word.
    pub(super) fn read(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == word)
    }

    /// What a device is called that its member did not name.
    pub(super) fn name(self, words: &Words) -> &'static str {
        words.device.names[self as usize]
    }

    /// The kind that a device was called by, in either language.
    pub(super) fn called(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| [&JA, &EN].into_iter().any(|words| kind.name(words) == name))
    }

    /// Which part of the key page is for it.
    pub(super) fn hint(self, words: &Words) -> &'static str {
        words.device.hints[self as usize]
    }

    /// Whether there is no extension for it.
    pub(super) fn has_no_extension(self) -> bool {
        matches!(self, Self::Apple | Self::Android)
    }

    /// How an authenticator is had for it, of all that the key page says of that.
    pub(super) fn ways(self, words: &Words) -> Vec<(&'static str, &'static str)> {
        let [apple, android, computer] = words.key.phone_get;
        match self {
            Self::Apple => vec![apple],
            Self::Android => vec![android],
            Self::Computer | Self::Other => vec![apple, android, computer],
        }
    }
}

impl Question {
    /// The question with `kind` chosen and `name` typed.
    pub(super) fn ask(words: &Words, kind: DeviceKind, name: &str) -> Self {
        let answer = |at: DeviceKind| Answer {
            value: at.as_str(),
            label: words.device.kinds[at as usize],
            is_chosen: at == kind,
        };
        Self { answers: DeviceKind::ALL.map(answer).into(), name: name.to_owned() }
    }
}
