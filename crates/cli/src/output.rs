//! Answers, line by line.

use std::io::{self, Write};

use serde::Serialize;

use crate::failure::Failure;

/// Standard output, as people or programs want it, and whether anything failed.
pub(crate) struct Output<W> {
    json: bool,
    failed: bool,
    out: W,
}

impl<W: Write> Output<W> {
    pub(crate) fn new(json: bool, out: W) -> Self {
        Self { json, failed: false, out }
    }

    pub(crate) fn all_went_well(&self) -> bool {
        !self.failed
    }

    /// One answer: `object` for programs, `text` for people.
    pub(crate) fn line(&mut self, object: &impl Serialize, text: &str) -> io::Result<()> {
        if self.json {
            serde_json::to_writer(&mut self.out, object)?;
            return writeln!(self.out);
        }
        writeln!(self.out, "{text}")
    }

    /// Whether answers are for programs.
    pub(crate) fn is_json(&self) -> bool {
        self.json
    }

    /// A file, as it is.
    pub(crate) fn bytes(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.out.write_all(bytes)
    }

    /// One thing that failed while a file goes to standard output: it is told where it does not get into the file.
    pub(crate) fn complain(&mut self, what: &str, why: &Failure) {
        self.failed = true;
        eprintln!("{what}: {}", why.message);
    }

    /// One thing that failed: with `object` for programs, for people as `what: why`.
    pub(crate) fn fail(&mut self, object: &impl Serialize, what: &str, why: &Failure) -> io::Result<()> {
        self.failed = true;
        self.line(object, &format!("{what}: {}", why.message))
    }
}
