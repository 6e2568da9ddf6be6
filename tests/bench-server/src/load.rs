//! Many codes over several connections, and how long each answer took.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use anyhow::Result;
use serde_json::{Value, json};

use crate::http::{Answer, Client};
use crate::people::Try;

const JSON: &str = "application/json";
const FORM: &str = "application/x-www-form-urlencoded";

/// How a server is asked.
pub(crate) enum Dialect {
    /// Ours, with the bearer line of a relying party.
    Ours(String),
    /// `/validate/check` by serial number.
    Peers,
}

/// When the next code is shown.
#[derive(Clone, Copy)]
pub(crate) enum Pace {
    /// As soon as a connection is free.
    Closed,
    /// So many a second, whatever becomes of them; a late one counts from when it was due. Those of the first second,
    /// when all connections are opened at once, do not count.
    Open(f64),
}

/// What became of it.
pub(crate) struct Load {
    /// How long the answers took, sorted.
    took: Vec<Duration>,
    /// How many were not what the code deserves.
    pub(crate) unexpected: usize,
    span: Duration,
}

impl Dialect {
    /// Whether the answer is the one that the code deserves.
    fn ask(&self, client: &mut Client, shown: &Try) -> Result<bool> {
        match self {
            Self::Ours(bearer) => {
                let body = json!({ "user": shown.name, "code": shown.code }).to_string();
                let answer = client.post("/api/v1/verify", JSON, bearer, &body)?;
                let said = field(&answer, if shown.is_right { "/result" } else { "/reason" });
                Ok(said == if shown.is_right { "accept" } else { "wrong" })
            }
            Self::Peers => {
                let body = format!("serial={}&pass={}", shown.name, shown.code);
                let answer = client.post("/validate/check", FORM, "", &body)?;
                Ok(field(&answer, "/result/value") == shown.is_right)
            }
        }
    }
}

fn field(answer: &Answer, path: &str) -> Value {
    let body: Value = serde_json::from_slice(&answer.body).unwrap_or_default();
    body.pointer(path).cloned().unwrap_or_default()
}

/// Shows codes over so many connections until none is left or the time is over. A connection that breaks is not opened
/// again.
pub(crate) fn run(
    address: &str,
    dialect: &Dialect,
    tries: &[Try],
    pace: Pace,
    (connections, most): (usize, Duration),
) -> Load {
    let (next, start) = (AtomicUsize::new(0), Instant::now());
    let all = Mutex::new((Vec::new(), 0));
    let work = || {
        let (mut client, mut took, mut unexpected) = (Client::new(address), Vec::new(), 0);
        while start.elapsed() < most {
            let at = next.fetch_add(1, Ordering::Relaxed);
            let Some(shown) = tries.get(at) else { break };
            let due = pace.due(start, at);
            thread::sleep(due.saturating_duration_since(Instant::now()));
            let answer = dialect.ask(&mut client, shown);
            if pace.counts(at) {
                took.push(due.elapsed());
            }
            unexpected += usize::from(!matches!(answer, Ok(true)));
            if answer.is_err() {
                break;
            }
        }
        let mut all = all.lock().unwrap_or_else(PoisonError::into_inner);
        all.0.append(&mut took);
        all.1 += unexpected;
    };
    thread::scope(|scope| {
        for _ in 0..connections {
            scope.spawn(work);
        }
    });
    let (mut took, unexpected) = all.into_inner().unwrap_or_else(PoisonError::into_inner);
    took.sort_unstable();
    Load { took, unexpected, span: start.elapsed() - pace.before() }
}

impl Pace {
    fn due(self, start: Instant, at: usize) -> Instant {
        match self {
            Self::Closed => Instant::now(),
            Self::Open(rate) => start + Duration::from_secs_f64(at as f64 / rate),
        }
    }

    /// How long it takes until answers count.
    fn before(self) -> Duration {
        match self {
            Self::Closed => Duration::ZERO,
            Self::Open(_) => Duration::from_secs(1),
        }
    }

    fn counts(self, at: usize) -> bool {
        match self {
            Self::Closed => true,
            Self::Open(rate) => at as f64 >= rate * self.before().as_secs_f64(),
        }
    }
}

impl Load {
    /// How many answers there were.
    pub(crate) fn count(&self) -> usize {
        self.took.len()
    }

    /// Answers a second, and how many there were.
    pub(crate) fn rate(&self) -> String {
        let count = self.count();
        format!("{:.0}/s ({count})", count as f64 / self.span.as_secs_f64())
    }

    /// The time within which this share of the answers came, in milliseconds.
    pub(crate) fn within(&self, share: f64) -> String {
        let at = (self.took.len() as f64 * share) as usize;
        let took = self.took.get(at).or(self.took.last()).copied().unwrap_or_default();
        format!("{:.1} ms", took.as_secs_f64() * 1000.0)
    }
}
