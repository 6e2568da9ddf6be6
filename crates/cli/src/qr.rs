//! `warifu qr`.

use std::io::{self, Cursor, Write};
use std::panic;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use image::{ImageReader, Limits};
use serde::Serialize;
use warifu::qr::{self, Found, Luma, MAX_FILE_BYTES, MAX_PIXELS, PictureError};

use crate::failure::Failure;
use crate::input;
use crate::output::Output;

#[derive(Serialize)]
struct Line<'a> {
    file: &'a str,
    codes: Vec<CodeLine<'a>>,
    /// How long the codes took to read once the picture was open.
    ms: f64,
}

#[derive(Serialize)]
struct CodeLine<'a> {
    text: Option<&'a str>,
    /// What the code says, where that is not text.
    #[serde(skip_serializing_if = "Option::is_none")]
    hex: Option<String>,
    corners: [[f32; 2]; 4],
}

#[derive(Serialize)]
struct Bad<'a> {
    file: &'a str,
    #[serde(flatten)]
    failure: &'a Failure,
}

/// Reads the codes of each file.
pub(crate) fn run(files: &[PathBuf], output: &mut Output<impl Write>) -> io::Result<()> {
    for path in files {
        let file = &path.to_string_lossy();
        match read(path) {
            Ok((codes, taken)) => print(file, &codes, taken, output)?,
            Err(failure) => output.fail(&Bad { file, failure: &failure }, file, &failure)?,
        }
    }
    Ok(())
}

fn print(file: &str, found: &[Found], taken: Duration, output: &mut Output<impl Write>) -> io::Result<()> {
    let codes: Vec<_> = found.iter().map(CodeLine::of).collect();
    let texts: Vec<_> = codes.iter().map(|code| format!("\t{}", code.readable())).collect();
    let text = format!("{file}{}", if texts.is_empty() { "\t-".into() } else { texts.concat() });
    let ms = (taken.as_secs_f64() * 10_000.0).round() / 10.0;
    output.line(&Line { file, codes, ms }, &text)
}

impl<'a> CodeLine<'a> {
    fn of(found: &'a Found) -> Self {
        let text = found.text();
        let hex = text.is_none().then(|| found.bytes.iter().map(|byte| format!("{byte:02x}")).collect());
        let tenths = |number: f32| (number * 10.0).round() / 10.0;
        Self { text, hex, corners: found.corners.map(|corner| corner.map(tenths)) }
    }

    /// Without what could steer a terminal.
    fn readable(&self) -> String {
        let text = self.text.or(self.hex.as_deref()).unwrap_or_default();
        text.chars().fold(String::new(), |mut shown, c| {
            match c {
                '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}' => shown.extend(c.escape_unicode()),
                c if c.is_control() => shown.extend(c.escape_default()),
                c => shown.push(c),
            }
            shown
        })
    }
}

/// The codes, and how long they took.
fn read(path: &Path) -> Result<(Vec<Found>, Duration), Failure> {
    let picture = open(path)?;
    let started = Instant::now();
    // Should the reader break down over a hostile picture, the other files are read all the same.
    panic::set_hook(Box::new(|_| ()));
    let found = panic::catch_unwind(|| qr::read(&picture));
    drop(panic::take_hook());
    let found = found.map_err(|_| Failure::new("broke_down", &"the reader broke down over this picture"))?;
    Ok((found, started.elapsed()))
}

fn open(path: &Path) -> Result<Luma, Failure> {
    let bytes = input::file(path, MAX_FILE_BYTES as u64)?;
    let reader = || ImageReader::new(Cursor::new(&*bytes)).with_guessed_format();
    let (width, height) = reader()?.into_dimensions()?;
    let (width, height) = (width as usize, height as usize);
    if width.saturating_mul(height) > MAX_PIXELS {
        return Err(PictureError::TooLarge { width, height }.into());
    }
    let mut reader = reader()?;
    reader.limits(limits());
    let rgba = reader.decode()?.into_rgba8();
    Ok(Luma::from_rgba(width, height, &rgba)?)
}

/// Memory for 16 bits of each of four colours, and as much again for the decoder.
fn limits() -> Limits {
    let mut limits = Limits::no_limits();
    limits.max_alloc = Some(MAX_PIXELS as u64 * 16);
    limits
}
