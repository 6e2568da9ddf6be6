//! Runs the program as another program would.

#![allow(dead_code, reason = "each test file uses its own part")]
#![allow(unreachable_pub, reason = "shared by several test files")]
#![allow(clippy::unwrap_used, reason = "a test helper fails as its test does")]

use std::io::Write;
use std::path::PathBuf;
use std::process::{Command, Stdio};

/// What `warifu` writes to standard output, given `stdin`, and whether its status is 0.
pub fn warifu(args: &[&str], stdin: &str) -> (String, bool) {
    let mut child = Command::new(env!("CARGO_BIN_EXE_warifu"))
        .args(args)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    // A program that ends without reading all of it closes the pipe, which is no failure of ours.
    let _ = child.stdin.take().unwrap().write_all(stdin.as_bytes());
    let output = child.wait_with_output().unwrap();
    (String::from_utf8(output.stdout).unwrap(), output.status.success())
}

/// Lines, with the answer of success.
pub fn check(args: &[&str], stdin: &str, expected: &[&str], success: bool) {
    let (out, succeeded) = warifu(args, stdin);
    assert_eq!(out.lines().collect::<Vec<_>>(), expected, "{args:?}");
    assert_eq!(succeeded, success, "{args:?}");
}

/// The workspace's test data.
pub fn data(name: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../tests/data").join(name)
}

/// A file of this test run.
pub fn file(name: &str, bytes: &[u8]) -> String {
    let path = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(name);
    std::fs::write(&path, bytes).unwrap();
    path.into_os_string().into_string().unwrap()
}
