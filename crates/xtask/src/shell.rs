//! Running other programs, and telling how it went.

use std::env;
use std::ffi::{OsStr, OsString};
use std::io::{BufRead, BufReader, Write};
use std::process::{Command, Stdio};
use std::time::Instant;

use anyhow::{Context, Result, bail};

use crate::place;

/// A command in the top folder of the clone, with our tools first on its `PATH`.
pub fn command(program: impl AsRef<OsStr>) -> Command {
    let mut command = Command::new(program);
    command.current_dir(place::root()).env("PATH", path());
    command
}

/// Cargo, as the one that runs us.
pub fn cargo() -> Command {
    command(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()))
}

/// `PATH` with the installed tools before everything else.
pub fn path() -> OsString {
    let ours = [place::venv().join("bin"), place::tools().join("bin")];
    let theirs = env::var_os("PATH").unwrap_or_default();
    env::join_paths(ours.into_iter().chain(env::split_paths(&theirs))).unwrap_or(theirs)
}

/// Whether `program` stands somewhere on [`path`].
pub fn has(program: &str) -> bool {
    env::split_paths(&path()).any(|dir| dir.join(program).is_file())
}

/// Runs to the end; what the program prints goes to the terminal.
///
/// # Errors
/// If it cannot be started or does not end with status 0.
pub fn run(command: &mut Command) -> Result<()> {
    let status =
        command.stdin(Stdio::null()).status().with_context(|| format!("cannot start {}", name(command)))?;
    if !status.success() {
        bail!("{} ended with {status}", name(command));
    }
    Ok(())
}

/// Runs to the end and returns what it wrote to standard output.
///
/// # Errors
/// If it cannot be started, does not end with status 0 (its error output is quoted), or writes no UTF-8.
pub fn read(command: &mut Command) -> Result<String> {
    let output =
        command.stdin(Stdio::null()).output().with_context(|| format!("cannot start {}", name(command)))?;
    if !output.status.success() {
        bail!("{} ended with {}: {}", name(command), output.status, String::from_utf8_lossy(&output.stderr));
    }
    String::from_utf8(output.stdout).context("output is not UTF-8")
}

/// Runs to the end, shows each line of standard output and hands it to `each`.
///
/// # Errors
/// As [`run`].
pub fn watch(command: &mut Command, mut each: impl FnMut(&str)) -> Result<()> {
    let mut child = command
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .spawn()
        .with_context(|| format!("cannot start {}", name(command)))?;
    for line in BufReader::new(child.stdout.take().context("standard output is piped")?).split(b'\n') {
        let line = String::from_utf8_lossy(&line?).into_owned();
        println!("{line}");
        each(&line);
    }
    let status = child.wait()?;
    if !status.success() {
        bail!("{} ended with {status}", name(command));
    }
    Ok(())
}

/// The file name of the program that would run.
fn name(command: &Command) -> String {
    let program = std::path::Path::new(command.get_program());
    program.file_name().unwrap_or_default().to_string_lossy().into_owned()
}

/// Says what begins, does it, says how long it took and hands its result on.
///
/// # Errors
/// Those of `work`.
pub fn timed<T>(what: &str, work: impl FnOnce() -> Result<T>) -> Result<T> {
    println!("==> {what}");
    std::io::stdout().flush()?;
    let start = Instant::now();
    let result = work();
    let word = if result.is_ok() { "ok" } else { "FAILED" };
    println!("    {word}: {what} ({:.1} s)", start.elapsed().as_secs_f64());
    result
}
