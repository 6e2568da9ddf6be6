//! How a run of checks or tests went, step by step and in one closing line.

use anyhow::{Result, bail};

use crate::shell;

/// How many tests ran.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// Those that passed.
    pub passed: u32,
    /// Those that failed.
    pub failed: u32,
    /// Those that were left out on purpose.
    pub skipped: u32,
}

impl Tally {
    /// Adds what a closing line of cargo's or wasm-bindgen's test runner says; other lines say nothing.
    pub fn read(&mut self, line: &str) {
        let Some((_, counts)) = line.split_once("test result: ") else { return };
        let words: Vec<&str> = counts.split([' ', ';', '.']).filter(|word| !word.is_empty()).collect();
        for pair in words.windows(2) {
            let Ok(count) = pair[0].parse::<u32>() else { continue };
            match pair[1] {
                "passed" => self.passed += count,
                "failed" => self.failed += count,
                "ignored" => self.skipped += count,
                _ => {}
            }
        }
    }
}

/// Steps that all run, whatever became of those before.
#[derive(Debug, Default)]
pub struct Report {
    tally: Tally,
    broken: Vec<String>,
}

impl Report {
    /// Runs a step that is itself one check.
    pub fn check(&mut self, what: &str, work: impl FnOnce() -> Result<()>) {
        self.step(what, |tally| {
            work()?;
            tally.passed += 1;
            Ok(())
        });
    }

    /// Runs a step that adds its own tests to the tally. One that breaks without a failed test counts as one.
    pub fn step(&mut self, what: &str, work: impl FnOnce(&mut Tally) -> Result<()>) {
        let before = self.tally.failed;
        if let Err(error) = shell::timed(what, || work(&mut self.tally)) {
            println!("{what}: {error:#}");
            self.broken.push(what.to_owned());
            self.tally.failed = self.tally.failed.max(before + 1);
        }
    }

    /// Prints what broke and the closing line.
    ///
    /// # Errors
    /// If a step broke.
    pub fn close(self) -> Result<()> {
        for what in &self.broken {
            println!("FAILED: {what}");
        }
        let Tally { passed, failed, skipped } = self.tally;
        let left_out = if skipped > 0 { format!(", {skipped} skipped") } else { String::new() };
        println!("{passed} passed, {failed} failed{left_out}");
        if !self.broken.is_empty() {
            bail!("not everything passed");
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::Tally;

    fn check(line: &str, expected: (u32, u32, u32)) {
        let mut tally = Tally::default();
        tally.read(line);
        assert_eq!((tally.passed, tally.failed, tally.skipped), expected, "{line}");
    }

    #[test]
    fn closing_lines_are_counted() {
        check(
            "test result: ok. 3 passed; 0 failed; 1 ignored; 0 measured; 0 filtered out; finished in 1.20s",
            (3, 0, 1),
        );
        check("test result: FAILED. 2 passed; 4 failed; 0 ignored; 0 filtered out", (2, 4, 0));
        check("    test result: ok. 7 passed; 0 failed; 0 ignored", (7, 0, 0));
        check("running 3 tests", (0, 0, 0));
        check("test otp::ten_passed ... ok", (0, 0, 0));
    }
}
