//! A PostgreSQL server of one's own, as safe as it comes: every commit reaches the disk.

use std::fs;
use std::net::TcpListener;
use std::os::unix::fs::{MetadataExt, chown};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::Duration;

use anyhow::{Context, Result, ensure};
use tempfile::TempDir;

/// A running server, gone with this value.
pub(crate) struct Cluster {
    child: Child,
    port: u16,
    _folder: TempDir,
}

impl Cluster {
    /// Makes one under `disk` and starts it on loopback.
    pub(crate) fn start(disk: &Path) -> Result<Self> {
        let folder = tempfile::tempdir_in(disk)?;
        let (data, owner) = (folder.path().join("data"), owner(folder.path())?);
        let words = ["--auth=trust", "--username=warifu", "--encoding=UTF8", "--no-locale", "-D"];
        let made = command("initdb", owner)?.args(words).arg(&data).stdout(Stdio::null()).status()?;
        ensure!(made.success(), "initdb ended with {made}");
        let port = TcpListener::bind("127.0.0.1:0")?.local_addr()?.port();
        let mut server = command("postgres", owner)?;
        server.arg("-D").arg(&data).args(["-h", "127.0.0.1", "-k", "", "-p", &port.to_string()]);
        let child = server.stdout(Stdio::null()).stderr(Stdio::null()).spawn()?;
        let cluster = Self { child, port, _folder: folder };
        for _ in 0..200 {
            if cluster.has_made("probe")? {
                return Ok(cluster);
            }
            thread::sleep(Duration::from_millis(50));
        }
        anyhow::bail!("PostgreSQL does not answer")
    }

    /// A fresh database and its address.
    pub(crate) fn database(&self, name: &str) -> Result<String> {
        ensure!(self.has_made(name)?, "PostgreSQL makes no database {name}");
        Ok(format!("postgres://warifu@127.0.0.1:{}/{name}", self.port))
    }

    fn has_made(&self, name: &str) -> Result<bool> {
        let port = self.port.to_string();
        let mut make = command("createdb", None)?;
        make.args(["-h", "127.0.0.1", "-U", "warifu", "-p", &port, name]).stderr(Stdio::null());
        Ok(make.status()?.success())
    }
}

impl Drop for Cluster {
    fn drop(&mut self) {
        // SIGINT: its own children end with it.
        let _ = Command::new("kill").args(["-INT", &self.child.id().to_string()]).status();
        let _ = self.child.wait();
    }
}

/// The newest program of that name, which Debian keeps beside its version.
fn command(name: &str, owner: Option<u32>) -> Result<Command> {
    let versions = fs::read_dir("/usr/lib/postgresql").context("PostgreSQL is not installed")?;
    let mut programs: Vec<PathBuf> =
        versions.filter_map(|version| Some(version.ok()?.path().join("bin").join(name))).collect();
    programs.sort();
    let mut command = Command::new(programs.pop().context("PostgreSQL is not installed")?);
    if let Some(owner) = owner {
        command.uid(owner);
    }
    Ok(command)
}

/// PostgreSQL does not run as root: then it gets the folder and runs as the user its package made.
fn owner(folder: &Path) -> Result<Option<u32>> {
    if fs::metadata(folder)?.uid() != 0 {
        return Ok(None);
    }
    let users = fs::read_to_string("/etc/passwd")?;
    let line = users.lines().find_map(|line| line.strip_prefix("postgres:")).context("no user postgres")?;
    let owner = line.split(':').nth(1).context("no number")?.parse()?;
    chown(folder, Some(owner), None)?;
    Ok(Some(owner))
}
