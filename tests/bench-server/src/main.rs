//! `bench-server SERVER [PACKAGE=PYTHON]…`: the figures of the server, as a process on loopback, over SQLite and
//! PostgreSQL; then other servers from PyPI, each by its own Python, judging codes of the same kinds for the same client.
//!
//! The client shares the cores with what it measures. Everything lies under `/var/tmp`, which is a disk, and is bounded
//! in time; a phase that runs out of codes ends sooner.
#![expect(clippy::print_stdout, reason = "it prints figures")]

mod disk;
mod enrol;
mod http;
mod load;
mod ours;
mod peers;
mod people;
mod postgres;
mod prepare;
mod serving;
mod sign_in;
mod table;

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::{Context, Result};

use crate::ours::Kind;
use crate::postgres::Cluster;

/// Where a real disk is, even if `/tmp` is memory.
const DISK: &str = "/var/tmp";

fn main() -> ExitCode {
    match measure() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error:#}");
            ExitCode::FAILURE
        }
    }
}

/// Measures everything and prints it.
fn measure() -> Result<()> {
    let mut words = std::env::args().skip(1);
    let server = PathBuf::from(words.next().context("use: bench-server SERVER [PACKAGE=PYTHON]…")?);
    table::line("cores", &format!("{}, load before: {}", cores(), machine_load()));
    disk::measure(Path::new(DISK))?;
    let cluster = Cluster::start(Path::new(DISK))?;
    let sqlite = ours::measure(&server, &Kind::Sqlite)?;
    let postgres = ours::measure(&server, &Kind::Postgres(cluster.database("ours")?))?;
    table::print(&["", "SQLite", "PostgreSQL"], &[sqlite, postgres]);
    for peer in words {
        let (package, python) = peer.split_once('=').context("PACKAGE=PYTHON")?;
        match peers::measure(package, Path::new(python), &cluster) {
            Ok(figures) => table::print(&[package, "PostgreSQL"], &[figures]),
            Err(error) => println!("\n{package} was not measured: {error:#}"),
        }
    }
    Ok(())
}

/// How many cores there are.
fn cores() -> usize {
    std::thread::available_parallelism().map_or(1, usize::from)
}

/// The machine's load over the last minute, five and fifteen minutes.
fn machine_load() -> String {
    let text = std::fs::read_to_string("/proc/loadavg").unwrap_or_default();
    text.split(' ').take(3).collect::<Vec<_>>().join(" ")
}
