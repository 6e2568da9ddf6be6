//! A university's rules: a TOML file that an operator copies and edits. A wrong value is refused with its line.

mod values;

use std::collections::BTreeMap;
use std::time::Duration;

use serde::Deserialize;

use super::address::MailDomain;
use super::enrolment::Allowed;
use super::group::GroupName;
use super::mail_code::Spelling;
use super::throttle::Limits;
use super::{MemberName, days, minutes};
pub use values::{Shape, ShapeError, Within};

const PRESETS: [(&str, &str); 3] = [
    ("omu", include_str!("../../presets/omu.toml")),
    ("osaka-u", include_str!("../../presets/osaka-u.toml")),
    ("nist", include_str!("../../presets/nist.toml")),
];

/// All rules.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Policy {
    /// Who gives the keys, as authenticators show it.
    pub issuer: String,
    /// How many keys a member has.
    pub keys: Keys,
    /// How long a factor rests after wrong tries.
    pub throttle: Throttle,
    /// Codes that are mailed.
    pub mail_code: MailCodes,
    /// Temporary releases.
    pub release: Release,
    /// Browsers that are not asked for a code.
    pub trusted_browser: TrustedBrowsers,
    /// How long a member may wait before registering.
    pub grace: Grace,
    /// IDs and recovery addresses.
    pub member: Members,
    /// How the portal asks for a one-time password.
    #[serde(default)]
    pub sign_in: SignIn,
    /// What differs for groups of members.
    #[serde(default)]
    pub groups: BTreeMap<GroupName, GroupRules>,
}

/// What differs for a group of members.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct GroupRules {
    /// Their time to register in days, if it is not everybody's.
    grace_days: Option<Within<0, 365>>,
    /// Whether they are asked for a code on campus, too (S1).
    #[serde(default)]
    code_on_campus: bool,
}

/// How many keys a member has.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Keys {
    /// Whether only the newest counts (E7).
    pub single_active_key: bool,
    /// How many count beside each other, if more than one may (E5).
    pub most: Within<1, 5>,
    /// Whether a device's key may be shown once more, after a one-time password.
    #[serde(default)]
    pub may_show_again: bool,
}

/// How long a factor rests after wrong tries.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(try_from = "ThrottleFields")]
pub struct Throttle(Limits);

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ThrottleFields {
    free: Within<1, 10>,
    first_pause_s: Within<1, 3600>,
    longest_pause_s: Within<1, 86_400>,
    stop_at: Within<2, 100>,
}

/// Codes that are mailed.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MailCodes {
    /// The subject of the mail, if it is not the usual one.
    pub subject: Option<String>,
    spelling: SpellingWord,
    enrolment_min: Within<1, 30>,
    password_reset_min: Within<1, 10>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
enum SpellingWord {
    Digits,
    Letters,
}

/// Temporary releases.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Release {
    /// Whether there are any.
    pub allowed: bool,
}

/// Browsers that are not asked for a code.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TrustedBrowsers {
    days: Within<0, 90>,
}

/// How long a member may wait before registering.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Grace {
    /// In days; 0 asks at once.
    days: Within<0, 365>,
    /// Whether a first key is given on campus only once the time is over; the help desk's ticket always gives one.
    pub then_on_campus: bool,
}

/// How the portal asks for a one-time password.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SignIn {
    /// Whether in Japanese and English at once (S1).
    pub both_languages: bool,
}

/// IDs and recovery addresses.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Members {
    shapes: Vec<Shape>,
    /// The shortest part before the `@` of a recovery address, in characters (P4).
    pub local_part_least: Within<1, 64>,
    /// The longest.
    pub local_part_most: Within<1, 64>,
    /// The university's own domains: a mailbox that opens with this sign-in recovers nothing.
    #[serde(default)]
    pub own_domains: Vec<MailDomain>,
}

/// Why a file is no policy.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PolicyError {
    /// A value that will not do, a word that is unknown, a part that is missing.
    #[error("line {line}: {message}")]
    Value {
        /// The line it stands in, from 1.
        line: usize,
        /// What is wrong with it.
        message: String,
    },
    /// There is no preset of that name.
    #[error("the presets are omu, osaka-u and nist")]
    NoSuchPreset,
}

impl Policy {
    /// The rules written in `text`.
    ///
    /// # Errors
    /// [`PolicyError::Value`].
    pub fn read(text: &str) -> Result<Self, PolicyError> {
        toml::from_str(text).map_err(|error| {
            let at = error.span().map_or(0, |span| span.start).min(text.len());
            let line = text.as_bytes()[..at].iter().filter(|byte| **byte == b'\n').count() + 1;
            PolicyError::Value { line, message: error.message().trim().to_owned() }
        })
    }

    /// The rules of the preset called `name`.
    ///
    /// # Errors
    /// [`PolicyError::NoSuchPreset`].
    pub fn preset(name: &str) -> Result<Self, PolicyError> {
        let (_, text) =
            PRESETS.iter().find(|(preset, _)| *preset == name).ok_or(PolicyError::NoSuchPreset)?;
        Self::read(text)
    }

    /// How many keys may be active.
    pub fn allowed(&self) -> Allowed {
        match self.keys.single_active_key {
            true => Allowed::One,
            false => Allowed::UpTo(self.keys.most.get() as usize),
        }
    }

    /// How many days the members of `group` have to register; 0 asks at once.
    pub fn grace_days(&self, group: Option<&GroupName>) -> u32 {
        let own = self.rules(group).and_then(|rules| rules.grace_days);
        own.unwrap_or(self.grace.days).get()
    }

    /// Whether the members of `group` are asked for a code on campus, too.
    pub fn asks_on_campus(&self, group: Option<&GroupName>) -> bool {
        self.rules(group).is_some_and(|rules| rules.code_on_campus)
    }

    /// Whether there is a group whose members are asked for a code on campus, too.
    pub fn asks_some_on_campus(&self) -> bool {
        self.groups.values().any(|rules| rules.code_on_campus)
    }

    fn rules(&self, group: Option<&GroupName>) -> Option<&GroupRules> {
        self.groups.get(group?)
    }

    /// The throttle's numbers.
    pub fn limits(&self) -> Limits {
        self.throttle.0
    }
}

impl MailCodes {
    /// How codes are spelled.
    pub fn spelling(&self) -> Spelling {
        match self.spelling {
            SpellingWord::Digits => Spelling::Digits,
            SpellingWord::Letters => Spelling::Letters,
        }
    }

    /// How long a code for enrolling lives.
    pub fn enrolment(&self) -> Duration {
        minutes(self.enrolment_min.get())
    }

    /// How long a code for setting a new password lives.
    pub fn password_reset(&self) -> Duration {
        minutes(self.password_reset_min.get())
    }
}

impl TrustedBrowsers {
    /// For how long a browser may be trusted; `None` if it may not.
    pub fn lifetime(&self) -> Option<Duration> {
        Some(days(self.days.get())).filter(|lifetime| !lifetime.is_zero())
    }
}

impl Members {
    /// Whether `name` has a shape that IDs have here; without shapes every one has.
    pub fn fits(&self, name: &MemberName) -> bool {
        self.shapes.is_empty() || self.shapes.iter().any(|shape| shape.fits(name))
    }

    /// What IDs look like here, one for each shape.
    pub fn examples(&self) -> Vec<String> {
        self.shapes.iter().map(Shape::example).collect()
    }
}

impl TryFrom<ThrottleFields> for Throttle {
    type Error = &'static str;

    fn try_from(fields: ThrottleFields) -> Result<Self, &'static str> {
        let [free, first_pause_s, longest_pause_s, stop_at] = [
            fields.free.get(),
            fields.first_pause_s.get(),
            fields.longest_pause_s.get(),
            fields.stop_at.get(),
        ];
        if free >= stop_at {
            return Err("stop_at must be more than free");
        }
        if first_pause_s > longest_pause_s {
            return Err("longest_pause_s must not be less than first_pause_s");
        }
        Ok(Self(Limits { free, first_pause_s, longest_pause_s, stop_at }))
    }
}

#[cfg(test)]
mod tests;
