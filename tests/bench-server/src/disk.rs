//! What the disk can do: everything that is answered lies on it first.

use std::fs::File;
use std::io::{Seek, SeekFrom, Write};
use std::path::Path;
use std::time::{Duration, Instant};

use anyhow::Result;

use crate::table;

const SPAN: Duration = Duration::from_secs(2);
const BLOCK: [u8; 4096] = [0x5a; 4096];

/// Prints how many blocks of 4 KiB a second reach the disk one by one, appended and over others.
pub(crate) fn measure(folder: &Path) -> Result<()> {
    let mut file = tempfile::tempfile_in(folder)?;
    let appended = rate(&mut file, |file, _| Ok(file.write_all(&BLOCK)?))?;
    table::line("fdatasync/s after 4 KiB appended", &format!("{appended:.0}"));
    let blocks = file.metadata()?.len() / BLOCK.len() as u64;
    let over = rate(&mut file, |file, count| {
        file.seek(SeekFrom::Start(count % blocks * BLOCK.len() as u64))?;
        Ok(file.write_all(&BLOCK)?)
    })?;
    table::line("fdatasync/s after 4 KiB over others", &format!("{over:.0}"));
    Ok(())
}

/// How often a second `write` and fdatasync are done.
fn rate(file: &mut File, write: impl Fn(&mut File, u64) -> Result<()>) -> Result<f64> {
    let (start, mut count) = (Instant::now(), 0);
    while start.elapsed() < SPAN {
        write(file, count)?;
        file.sync_data()?;
        count += 1;
    }
    Ok(count as f64 / start.elapsed().as_secs_f64())
}
