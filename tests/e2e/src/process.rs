//! A started program and the profile it writes to: both are gone when the test is over, however it ends.

use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context, Result};
use rustix::process::{Pid, Signal, kill_process_group};

/// A throw-away browser profile, removed from the disk when dropped.
#[derive(Debug)]
pub struct Profile(tempfile::TempDir);

impl Profile {
    /// An empty profile folder.
    ///
    /// # Errors
    /// When the folder for temporary files cannot be written.
    pub fn new() -> Result<Self> {
        let folder = tempfile::Builder::new().prefix("warifu-profile-").tempdir();
        Ok(Self(folder.context("no folder for the browser's profile")?))
    }

    /// Where the profile lies.
    pub fn path(&self) -> &Path {
        self.0.path()
    }
}

/// A program in a process group of its own, killed with all its children when dropped.
#[derive(Debug)]
pub(crate) struct Process(Child);

impl Process {
    /// Starts `program`; it dies with the thread that started it, even if that one is killed.
    ///
    /// # Errors
    /// When the program is not installed.
    pub(crate) fn start(program: &str, set_up: impl FnOnce(&mut Command)) -> Result<Self> {
        use std::os::unix::process::CommandExt;
        let mut command = Command::new("setpriv");
        command.args(["--pdeathsig", "KILL", program]).process_group(0).stdin(Stdio::null());
        command.stdout(Stdio::null()).stderr(Stdio::null());
        set_up(&mut command);
        Ok(Self(command.spawn().with_context(|| format!("{program} does not start"))?))
    }

    /// Kills the whole group at once, as a power cut would, and waits for its end.
    pub(crate) fn kill(&mut self) {
        if let Some(group) = Pid::from_raw(self.0.id().cast_signed()) {
            // A group that has already ended is as good as killed.
            let _ = kill_process_group(group, Signal::KILL);
        }
        let _ = self.0.wait();
    }

    /// Waits until the program has ended by itself; false if it has not within `limit`.
    pub(crate) fn wait(&mut self, limit: Duration) -> bool {
        let end = Instant::now() + limit;
        while Instant::now() < end {
            if matches!(self.0.try_wait(), Ok(Some(_))) {
                return true;
            }
            std::thread::sleep(Duration::from_millis(20));
        }
        false
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        self.kill();
    }
}
