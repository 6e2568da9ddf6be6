//! Other servers from PyPI, each in an environment of its own, over the same PostgreSQL as ours.

use std::fs::File;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, ensure};
use warifu::secret::Secret;

use crate::http::Client;
use crate::load::{Dialect, Pace, run};
use crate::ours::{CLOSED, WRONG, closed, free_address};
use crate::people::{self, Holder};
use crate::postgres::Cluster;
use crate::table::Figures;
use crate::{DISK, cores};

const SETUP: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/peer.py");
const TOKENS: usize = 200;
const PATIENCE: Duration = Duration::from_secs(60);

/// A running WSGI server, gone with this value.
struct Workers(Child);

impl Drop for Workers {
    fn drop(&mut self) {
        // SIGTERM: its workers end with it.
        let _ = Command::new("kill").arg(self.0.id().to_string()).status();
        let _ = self.0.wait();
    }
}

/// The figures of one package, whose Python is at `python`.
pub(crate) fn measure(package: &str, python: &Path, cluster: &Cluster) -> Result<Figures> {
    let folder = tempfile::tempdir_in(DISK)?;
    let holders = set_up(package, python, folder.path(), &cluster.database(package)?)?;
    let (_workers, address) = start(package, python, folder.path())?;
    let load = |tries: &[_]| run(&address, &Dialect::Peers, tries, Pace::Closed, CLOSED);
    let first = load(&people::wrong(&holders[..20], 1)); // every worker has answered by then
    let mut figures = Figures::new();
    let wrong = load(&people::wrong(&holders, WRONG));
    closed(&mut figures, ["wrong codes", "  half within"], &wrong);
    let right = load(&people::right(&holders));
    closed(&mut figures, ["right codes", "  half within "], &right);
    let unexpected = first.unexpected + wrong.unexpected + right.unexpected;
    figures.push(("answers other than expected", unexpected.to_string()));
    Ok(figures)
}

/// Makes keys, tables and tokens.
fn set_up(package: &str, python: &Path, folder: &Path, database: &str) -> Result<Vec<Holder>> {
    let database = database.replacen("postgres:", "postgresql+psycopg2:", 1);
    let mut setup = Command::new("timeout");
    setup.arg(PATIENCE.as_secs().to_string()).arg(python).args([SETUP, package]).arg(folder);
    setup.args([&database, &TOKENS.to_string()]).stderr(File::create(folder.join("setup.log"))?);
    let output = setup.output()?;
    ensure!(output.status.success(), "its setup ended with {}", output.status);
    let lines = String::from_utf8(output.stdout)?;
    let holders: Vec<Holder> = lines
        .lines()
        .filter_map(|line| line.split_once(' '))
        .map(|(serial, seed)| Ok(Holder::new(serial, Secret::parse_hex(seed)?)))
        .collect::<Result<_>>()?;
    ensure!(holders.len() == TOKENS, "its setup gave {} tokens", holders.len());
    Ok(holders)
}

/// Starts gunicorn with as many workers as its documentation recommends: twice the cores, and one.
fn start(package: &str, python: &Path, folder: &Path) -> Result<(Workers, String)> {
    let address = free_address()?;
    let config = folder.join("peer.cfg");
    let app = format!("{package}.app:create_app('production', {config:?}, silent=True)");
    let mut gunicorn = Command::new(python.with_file_name("gunicorn"));
    gunicorn.args(["--workers", &(2 * cores() + 1).to_string(), "--bind", &address, &app]);
    gunicorn.current_dir(folder).env_clear().env("HOME", folder).env("PATH", "/usr/bin:/bin");
    gunicorn.stdout(Stdio::null()).stderr(File::create(folder.join("workers.log"))?);
    let workers = Workers(gunicorn.spawn().context("gunicorn")?);
    let start = Instant::now();
    // Whatever it answers to a question without a code, it answers.
    while Client::new(&address).post("/validate/check", "text/plain", "", "").is_err() {
        ensure!(start.elapsed() < PATIENCE, "it does not answer");
        thread::sleep(Duration::from_millis(100));
    }
    Ok((workers, address))
}
