//! One record, opened.

use serde::Deserialize;

use crate::otp::Algorithm;
use crate::transfer::draft::{Draft, Pace, Spelled, ask};
use crate::transfer::json::Loose;
use crate::transfer::{Part, Reason, Row};

#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct Record {
    pub(super) account: Loose,
    issuer: Loose,
    secret: Loose,
    r#type: Loose,
    algorithm: Loose,
    digits: Loose,
    period: Loose,
    counter: Loose,
}

/// The extension's kinds. Battle.net's is TOTP with 8 digits; two say that the key is spelled in hexadecimal.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Totp,
    Hotp,
    Battle,
    Steam,
    Hex,
    Hhex,
}

const KINDS: [(&str, Kind); 6] = [
    ("totp", Kind::Totp),
    ("hotp", Kind::Hotp),
    ("battle", Kind::Battle),
    ("steam", Kind::Steam),
    ("hex", Kind::Hex),
    ("hhex", Kind::Hhex),
];

/// What a record may mean.
struct Meanings {
    kinds: Vec<Kind>,
    algorithms: Vec<Algorithm>,
}

impl Record {
    /// The row it makes, with a secret that was encrypted beside it.
    pub(super) fn row(&self, secret: Option<&str>) -> Row {
        let drafts = || -> Result<_, Reason> {
            let meanings = self.meanings()?;
            let secret = secret.map_or_else(|| self.secret.needed(Part::Secret), Ok)?;
            Ok((meanings.unclear(), self.drafts(&meanings, secret)?))
        };
        match drafts() {
            Ok((unclear, drafts)) => ask(unclear, &drafts),
            Err(reason) => Row::refused(self.issuer(), self.account.shown(), reason),
        }
    }

    /// The extension keeps the host of the page behind `::`.
    pub(super) fn issuer(&self) -> &str {
        let issuer = self.issuer.shown();
        issuer.split_once("::").map_or(issuer, |(issuer, _)| issuer)
    }

    /// Kinds are names. After an import the extension once wrote numbers instead and lost the algorithm, and it counted
    /// from 0 or, later, from 1: then it may be either kind, with any algorithm.
    fn meanings(&self) -> Result<Meanings, Reason> {
        let algorithm = self.algorithm()?;
        match &self.r#type {
            Loose::Whole(number) => {
                let at =
                    |number: Option<u64>| KINDS.get(usize::try_from(number?).ok()?).map(|(_, kind)| *kind);
                let kinds: Vec<_> =
                    [at(number.checked_sub(1)), at(Some(*number))].into_iter().flatten().collect();
                let any = vec![Algorithm::Sha1, Algorithm::Sha256, Algorithm::Sha512];
                if kinds.is_empty() {
                    return Err(Reason::kind(&number.to_string()));
                }
                Ok(Meanings { kinds, algorithms: algorithm.map_or(any, |algorithm| vec![algorithm]) })
            }
            _ => {
                let name = self.r#type.needed(Part::Type)?;
                let kind = KINDS.iter().find(|(known, _)| name.eq_ignore_ascii_case(known));
                let (_, kind) = kind.ok_or_else(|| Reason::kind(name))?;
                Ok(Meanings { kinds: vec![*kind], algorithms: vec![algorithm.unwrap_or_default()] })
            }
        }
    }

    /// By name, or by the number of the extension's list.
    fn algorithm(&self) -> Result<Option<Algorithm>, Reason> {
        match self.algorithm.number(Part::Algorithm) {
            Ok(None) => Ok(None),
            Ok(Some(1)) => Ok(Some(Algorithm::Sha1)),
            Ok(Some(2)) => Ok(Some(Algorithm::Sha256)),
            Ok(Some(3)) => Ok(Some(Algorithm::Sha512)),
            Ok(Some(other)) => Err(Reason::Algorithm { found: other.to_string() }),
            Err(_) => self.algorithm.algorithm(),
        }
    }

    fn drafts<'a>(&'a self, meanings: &Meanings, secret: &'a str) -> Result<Vec<Draft<'a>>, Reason> {
        let mut drafts = Vec::new();
        for kind in &meanings.kinds {
            for algorithm in &meanings.algorithms {
                let draft = self.draft(*kind, *algorithm, secret)?;
                // Steam has one algorithm only.
                if draft.pace != Pace::Steam || *algorithm == meanings.algorithms[0] {
                    drafts.push(draft);
                }
            }
        }
        Ok(drafts)
    }

    fn draft<'a>(&'a self, kind: Kind, algorithm: Algorithm, secret: &'a str) -> Result<Draft<'a>, Reason> {
        // The extension writes what Steam's and Battle.net's keys are before them.
        let (kind, secret) = match secret.split_once('-') {
            Some(("stm", rest)) => (Kind::Steam, rest),
            Some(("blz" | "bliz", rest)) => (Kind::Battle, rest),
            _ => (kind, secret),
        };
        let spelled = match kind {
            Kind::Hex | Kind::Hhex => Spelled::Hex(secret),
            _ => Spelled::Base32(secret),
        };
        let pace = match kind {
            Kind::Hotp | Kind::Hhex => Pace::Hotp,
            Kind::Steam => Pace::Steam,
            Kind::Totp | Kind::Battle | Kind::Hex => Pace::Totp,
        };
        let digits = match kind {
            Kind::Steam => None, // the extension never looks at it, and writes 6 or nothing
            Kind::Battle => Some(8),
            _ => self.digits.number(Part::Digits)?,
        };
        self.issuer.text(Part::Issuer)?;
        Ok(Draft {
            pace,
            algorithm,
            digits,
            period: self.period.number(Part::Period)?,
            counter: Some(self.counter.number(Part::Counter)?.unwrap_or_default()),
            ..Draft::new(self.issuer(), self.account.text(Part::User)?, spelled)
        })
    }
}

impl Meanings {
    fn unclear(&self) -> Vec<Part> {
        let kinds = (self.kinds.len() > 1).then_some(Part::Type);
        kinds.into_iter().chain((self.algorithms.len() > 1).then_some(Part::Algorithm)).collect()
    }
}
