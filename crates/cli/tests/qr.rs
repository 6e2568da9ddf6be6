//! `warifu qr`, on pictures that another program drew, and our own drawing before another program's eyes.

#![allow(clippy::unwrap_used, reason = "a test helper fails as its test does")]

mod common;

use std::process::Command;

use common::{check, data, file, warifu};
use image::{GrayImage, Luma};
use serde_json::Value;
use warifu::qr::draw;

/// Each picture of `tests/data/qr` beside the texts that stand in it, line by line.
#[test]
fn every_picture_says_what_stands_beside_it() {
    let mut pictures = 0;
    for entry in std::fs::read_dir(data("qr")).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_some_and(|extension| extension == "txt") {
            continue;
        }
        let expected = std::fs::read_to_string(path.with_extension("txt")).unwrap();
        let (out, success) = warifu(&["--json", "qr", path.to_str().unwrap()], "");
        let line: Value = serde_json::from_str(&out).unwrap();
        let mut found: Vec<_> =
            line["codes"].as_array().unwrap().iter().map(|code| code["text"].as_str()).collect();
        found.sort_unstable_by_key(|text| !text.unwrap().starts_with("otpauth"));
        assert_eq!(found, expected.lines().map(Some).collect::<Vec<_>>(), "{}", path.display());
        assert!(success && line["ms"].as_f64().unwrap() > 0.0, "{line}");
        pictures += 1;
    }
    assert_eq!(pictures, 8);
}

#[test]
fn corners_in_pixels() {
    let path = data("qr/two.png");
    let (out, _) = warifu(&["--json", "qr", path.to_str().unwrap()], "");
    let first = r#""corners":[[36.0,56.0],[232.0,56.0],[232.0,252.0],[36.0,252.0]]"#;
    let second = r#""corners":[[584.0,144.0],[734.0,144.0],[734.0,294.0],[584.0,294.0]]"#;
    assert!(out.contains(first) && out.contains(second), "{out}");
}

#[test]
fn pictures_that_cannot_be_opened_stop_nothing() {
    let text = file("text.png", b"not a picture");
    let whole = std::fs::read(data("qr/plain.png")).unwrap();
    let cut = file("cut.png", &whole[..whole.len() / 2]);
    let (out, success) =
        warifu(&["--json", "qr", &text, "/nonexistent", &cut, data("qr/plain.png").to_str().unwrap()], "");
    let lines: Vec<Value> = out.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let errors: Vec<_> = lines.iter().map(|line| line["error"].as_str()).collect();
    assert_eq!(errors, [Some("format"), Some("unreadable"), Some("damaged"), None]);
    assert!(!success);
}

/// A picture found by warping codes at random, over which the detector of rqrr 0.11 panics.
#[test]
fn a_picture_that_breaks_another_reader_has_no_code() {
    let [hostile, good] = ["hostile/breaks_rqrr.png", "qr/nothing.png"].map(data);
    let [hostile, good] = [hostile.to_str().unwrap(), good.to_str().unwrap()];
    let (out, success) = warifu(&["--json", "qr", hostile, good], "");
    let lines: Vec<Value> = out.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert!(success && lines.len() == 2);
    assert!(lines.iter().all(|line| line["codes"].as_array().is_some_and(Vec::is_empty)), "{out}");
}

/// A PNG whose header claims 8,000 × 5,001 pixels; nothing is drawn of it.
#[test]
fn more_than_40_megapixels_are_not_opened() {
    let huge = file("huge.png", &png_header(8000, 5001));
    let message = "a picture must have at most 40000000 pixels, got 8000 × 5001";
    let error = format!(r#"{{"file":"{huge}","error":"size","message":"{message}"}}"#);
    check(&["qr", "--json", &huge], "", &[&error], false);
}

#[test]
fn for_people_without_what_steers_a_terminal() {
    let path = picture("escape.png", "a\u{1b}[31mb\u{202E}c");
    let shown = format!("{path}\ta\\u{{1b}}[31mb\\u{{202e}}c");
    check(&["qr", &path], "", &[&shown], true);
}

/// What we draw for another device, zbar reads.
#[test]
fn zbar_reads_what_we_draw() {
    for text in [
        "otpauth://totp/%E5%A4%A7%E9%98%AA:ab12345?secret=MZXW6YTB&issuer=%E5%A4%A7%E9%98%AA",
        "大阪公立大学",
        &"k".repeat(600),
    ] {
        let path = picture("drawn.png", text);
        let zbar = Command::new("zbarimg")
            .args(["--raw", "--quiet", "-Sdisable", "-Sqrcode.enable", &path])
            .output();
        let zbar = zbar.expect("zbarimg must be there: install Debian's zbar-tools");
        assert_eq!(String::from_utf8(zbar.stdout).unwrap().trim_end(), text);
        let (ours, _) = warifu(&["qr", "--json", &path], "");
        assert!(ours.contains(text), "{ours}");
    }
}

/// Draws `text`, four pixels a module, with its light border.
fn picture(name: &str, text: &str) -> String {
    let modules = draw(text).unwrap();
    let side = (modules.size() as u32 + 8) * 4;
    let dark = |at: u32| (at / 4).wrapping_sub(4) as usize;
    let picture = GrayImage::from_fn(side, side, |x, y| {
        Luma([if modules.is_dark(dark(x), dark(y)) { 0 } else { 255 }]) //
    });
    let path = file(name, &[]);
    picture.save(&path).unwrap();
    path
}

/// The first chunk of a grey PNG (PNG specification §11.2.1), and the start of its data.
fn png_header(width: u32, height: u32) -> Vec<u8> {
    let chunk = [b"IHDR", &width.to_be_bytes()[..], &height.to_be_bytes(), &[8, 0, 0, 0, 0]].concat();
    let mut png =
        [b"\x89PNG\r\n\x1a\n", &13_u32.to_be_bytes()[..], &chunk, &crc(&chunk).to_be_bytes()].concat();
    png.extend([&0_u32.to_be_bytes()[..], b"IDAT", &crc(b"IDAT").to_be_bytes()].concat());
    png
}

fn crc(bytes: &[u8]) -> u32 {
    let step = |crc: u32, _| (crc >> 1) ^ (0xEDB8_8320 & (crc & 1).wrapping_neg());
    !bytes.iter().fold(u32::MAX, |crc, byte| (0..8).fold(crc ^ u32::from(*byte), step))
}
