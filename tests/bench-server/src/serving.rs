//! The server as a process of its own.

use std::fs::{self, File};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, ensure};

use crate::http::Client;
use crate::ours::Kind;

const PATIENCE: Duration = Duration::from_secs(20);

/// A running server, gone with this value.
pub(crate) struct Serving {
    child: Child,
    /// From the start of the process until it answered that it is ready.
    pub(crate) ready_after: Duration,
}

impl Serving {
    /// Starts it with nothing in its environment but the database's address; its log goes to a file beside `config`.
    pub(crate) fn start(server: &Path, config: &Path, address: &str, kind: &Kind) -> Result<Self> {
        let log = File::options().append(true).create(true).open(config.with_extension("log"))?;
        let mut command = Command::new(server);
        command.env_clear().arg("--config").arg(config).arg("serve").stdout(Stdio::null()).stderr(log);
        if let Kind::Postgres(url) = kind {
            command.env("DATABASE_URL", url);
        }
        let start = Instant::now();
        let child = command.spawn().context("the server cannot be started")?;
        let mut serving = Self { child, ready_after: Duration::ZERO };
        while !is_ready(address) {
            ensure!(start.elapsed() < PATIENCE, "the server is not ready after {PATIENCE:?}");
            ensure!(serving.child.try_wait()?.is_none(), "the server ended");
            thread::sleep(Duration::from_millis(1));
        }
        serving.ready_after = start.elapsed();
        Ok(serving)
    }

    /// SIGKILL: nothing is finished, nothing is flushed.
    pub(crate) fn kill(mut self) -> Result<()> {
        self.child.kill()?;
        self.child.wait()?;
        Ok(())
    }

    /// SIGTERM, and waits until it has ended.
    pub(crate) fn stop(mut self) -> Result<()> {
        Command::new("kill").arg(self.child.id().to_string()).status()?;
        self.child.wait()?;
        Ok(())
    }

    /// How long its threads have run so far, in milliseconds of hundredths of a second.
    pub(crate) fn ran_ms(&self) -> Result<f64> {
        let stat = fs::read_to_string(format!("/proc/{}/stat", self.child.id()))?;
        let after_name = stat.rsplit_once(") ").context("no name")?.1;
        let ticks = after_name.split(' ').skip(11).take(2).map(str::parse::<f64>);
        Ok(ticks.sum::<Result<f64, _>>()? * 10.0)
    }

    /// A line of the process's status, such as `VmRSS` or `VmHWM`, in megabytes of 1024 KiB.
    pub(crate) fn memory(&self, line: &str) -> Result<String> {
        let status = fs::read_to_string(format!("/proc/{}/status", self.child.id()))?;
        let value = status.lines().find_map(|text| text.strip_prefix(line)?.strip_prefix(':'));
        let kib: f64 = value.context("no such line")?.trim().trim_end_matches(" kB").parse()?;
        Ok(format!("{:.1} MiB", kib / 1024.0))
    }
}

impl Drop for Serving {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn is_ready(address: &str) -> bool {
    Client::new(address).get("/readyz").is_ok_and(|answer| answer.status == 204)
}

/// Takes a file out of the system's cache, so that it comes from the disk again.
pub(crate) fn forget(file: &Path) -> Result<()> {
    let mut dd = Command::new("dd");
    dd.arg(format!("if={}", file.display())).args(["iflag=nocache", "count=0", "status=none"]);
    ensure!(dd.status()?.success(), "dd");
    Ok(())
}
