//! Codes as pages draw them, read through the extension from what the browser captures: sizes, zooms, device scales,
//! dark pages, overlays, logos, rounded modules, canvas, SVG, tables, JPEG.

use anyhow::{Result, ensure};
use e2e::sample::Sample;
use e2e::{Browser, Kind, Language, Member, Page, Qr, patiently, walk};

const DRAW: &str = include_str!("captures.js");

const STYLES: [&str; 16] = [
    "svg",
    "dark page",
    "pale",
    "coloured",
    "red on green",
    "no border",
    "canvas",
    "stretched picture",
    "jpeg",
    "table",
    "rounded modules",
    "dots",
    "dark overlay",
    "white overlay",
    "turned",
    "logo",
];

/// Device pixels for a CSS pixel, zoom of the page, and how large modules are in CSS pixels.
const VIEWS: [(f64, f64, &[f64]); 4] =
    [(1.0, 1.0, &[2.0, 3.3]), (1.0, 1.25, &[2.6]), (1.5, 1.0, &[1.7]), (2.0, 1.0, &[4.0])];

/// Of all pages, so many may be missed.
const MOST_MISSED: f64 = 0.01;

fn every_page(kind: Kind) -> Result<()> {
    let (mut all, mut missed) = (0, Vec::new());
    for (scale, zoom, sizes) in VIEWS {
        walk(
            kind,
            |options| options.scale = scale,
            |browser, site| {
                let tab = browser.open(&site.url("none"))?;
                if zoom > 1.0 {
                    tab.zoom(zoom)?;
                }
                for (style, px) in STYLES.iter().flat_map(|style| sizes.iter().map(move |px| (*style, *px))) {
                    all += 1;
                    if !is_read(browser, &tab, style, px)? {
                        missed.push(format!("{style}, {px} px, scale {scale}, zoom {zoom}"));
                    }
                }
                Ok(())
            },
        )?;
    }
    eprintln!("{}: {} of {all} pages read", kind.name(), all - missed.len());
    ensure!(missed.len() as f64 <= all as f64 * MOST_MISSED, "not read: {missed:#?}");
    Ok(())
}

/// Draws a new code and scans the tab.
fn is_read(browser: &Browser, tab: &Page<'_>, style: &str, px: f64) -> Result<bool> {
    let member = Member::new(browser, Language::English)?;
    let sample = Sample::random();
    draw(tab, &Qr::of(&sample.uri())?, style, px)?;
    let popup = member.begin(tab)?;
    member.scan(&popup)?;
    let seen = patiently("the popup says nothing of what it saw", || {
        let text = popup.text()?;
        let has = |word: &str| text.contains(member.word(word));
        Ok(if text.contains(&sample.user) {
            Some(true)
        } else if has("nothing_title") || has("picture_title") || has("other_title") {
            Some(false)
        } else {
            None
        })
    })?;
    browser.leave_popup()?;
    Ok(seen)
}

fn draw(tab: &Page<'_>, qr: &Qr, style: &str, px: f64) -> Result<()> {
    const QUIET: i32 = 4;
    let inner = QUIET..qr.side() - QUIET;
    let row = |y| inner.clone().map(|x| if qr.is_dark(x, y) { '1' } else { '0' }).collect::<String>();
    let rows: Vec<String> = inner.clone().map(row).collect();
    tab.evaluate(&format!("({DRAW})({}, {style:?}, {px})", serde_json::to_string(&rows)?))?;
    tab.wait_until(
        "the code to be drawn",
        "new Promise(done => requestAnimationFrame(() => requestAnimationFrame(() => done(true))))",
    )
}

e2e::walks!(every_page);
