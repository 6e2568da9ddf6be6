//! Everything that is measured of our server.

use std::net::TcpListener;
use std::path::Path;
use std::thread;
use std::time::Duration;

use anyhow::Result;

use crate::load::{Dialect, Load, Pace, run};
use crate::people::{self, Holder};
use crate::prepare::{Prepared, prepare};
use crate::serving::{Serving, forget};
use crate::table::Figures;
use crate::{DISK, enrol, sign_in};

/// How many requests are under way at once, and how long a phase lasts at most.
pub(crate) const CLOSED: (usize, Duration) = (16, Duration::from_secs(8));
const OPEN: (usize, Duration) = (32, Duration::from_secs(8));
/// Codes a second that are due in the open phase.
const RATE: f64 = 500.0;
/// The fourth wrong code is still judged without a pause; the open phase shows one more.
pub(crate) const WRONG: usize = 3;
/// How often it is started.
const STARTS: usize = 3;

/// Which database it has.
pub(crate) enum Kind {
    /// A file.
    Sqlite,
    /// The one at this address.
    Postgres(String),
}

/// A server with what it was prepared with.
struct Bench<'a> {
    server: &'a Path,
    address: String,
    kind: &'a Kind,
    prepared: Prepared,
}

/// All figures over one database.
pub(crate) fn measure(server: &Path, kind: &Kind) -> Result<Figures> {
    let folder = tempfile::tempdir_in(DISK)?;
    let address = free_address()?;
    let prepared = prepare(folder.path(), &address, kind)?;
    let bench = Bench { server, address, kind, prepared };
    let mut figures = vec![("start, cold (median, worst of 3)", bench.cold()?)];
    let serving = bench.start()?;
    thread::sleep(Duration::from_secs(1));
    figures.push(("memory, idle", serving.memory("VmRSS")?));
    let holders = bench.enrol(&mut figures)?;
    let unexpected = bench.verify(&serving, &holders, &mut figures)?;
    figures.push(("memory, highest until here", serving.memory("VmHWM")?));
    sign_in::measure(&bench.address, &mut figures)?;
    figures.push(("memory, highest with passwords", serving.memory("VmHWM")?));
    figures.push(("start after kill -9 under load (median, worst of 3)", bench.killed(serving, &holders)?));
    figures.push(("answers other than expected", unexpected.to_string()));
    Ok(figures)
}

impl Bench<'_> {
    fn start(&self) -> Result<Serving> {
        Serving::start(self.server, &self.prepared.config, &self.address, self.kind)
    }

    fn dialect(&self) -> Dialect {
        Dialect::Ours(self.prepared.bearer.clone())
    }

    /// Starts it with neither program nor database file in the system's cache.
    fn cold(&self) -> Result<String> {
        let mut took = Vec::new();
        for _ in 0..STARTS {
            forget(self.server)?;
            let database = self.prepared.config.with_file_name("data").join("warifu.db");
            if database.exists() {
                forget(&database)?;
            }
            let serving = self.start()?;
            took.push(serving.ready_after);
            serving.stop()?;
        }
        Ok(middle_and_worst(took))
    }

    fn enrol(&self, figures: &mut Figures) -> Result<Vec<Holder>> {
        let (holders, rate) = enrol::run(&self.address, &self.prepared.tickets, CLOSED)?;
        figures.push(("enrolments, redeemed and confirmed", format!("{rate:.0}/s ({})", holders.len())));
        Ok(holders)
    }

    /// Wrong codes, right codes, then both at a fixed rate; how many answers were not as expected.
    fn verify(&self, serving: &Serving, holders: &[Holder], figures: &mut Figures) -> Result<usize> {
        let load = |tries: &[_], pace, limits| run(&self.address, &self.dialect(), tries, pace, limits);
        let (first, second) = holders.split_at(holders.len() * 2 / 3);
        let before = serving.ran_ms()?;
        let wrong = load(&people::wrong(holders, WRONG), Pace::Closed, CLOSED);
        let each = (serving.ran_ms()? - before) / wrong.count().max(1) as f64;
        closed(figures, ["wrong codes", "  half within"], &wrong);
        figures.push(("  the server's CPU time for each", format!("{each:.2} ms")));
        let right = load(&people::right(first), Pace::Closed, CLOSED);
        closed(figures, ["right codes", "  half within "], &right);
        let both = load(&people::mixed(second), Pace::Open(RATE), OPEN);
        figures.push(("both, 500/s due: answered", both.rate()));
        figures.push(("  p50 from when it was due", both.within(0.5)));
        figures.push(("  p99", both.within(0.99)));
        Ok(wrong.unexpected + right.unexpected + both.unexpected)
    }

    /// Kills it while codes are shown, and starts it again.
    fn killed(&self, mut serving: Serving, holders: &[Holder]) -> Result<String> {
        let tries = people::wrong(holders, 9);
        let mut took = Vec::new();
        for _ in 0..STARTS {
            thread::scope(|scope| {
                scope.spawn(|| run(&self.address, &self.dialect(), &tries, Pace::Closed, CLOSED));
                thread::sleep(Duration::from_millis(500));
                serving.kill()
            })?;
            serving = self.start()?;
            took.push(serving.ready_after);
        }
        serving.stop()?;
        Ok(middle_and_worst(took))
    }
}

/// The two lines of a closed phase.
pub(crate) fn closed(figures: &mut Figures, names: [&'static str; 2], load: &Load) {
    figures.push((names[0], load.rate()));
    figures.push((names[1], load.within(0.5)));
}

/// An address on loopback that is free now.
pub(crate) fn free_address() -> Result<String> {
    Ok(TcpListener::bind("127.0.0.1:0")?.local_addr()?.to_string())
}

fn middle_and_worst(mut took: Vec<Duration>) -> String {
    took.sort_unstable();
    let ms = |at: usize| took[at].as_secs_f64() * 1000.0;
    format!("{:.0}, {:.0} ms", ms(took.len() / 2), ms(took.len() - 1))
}
