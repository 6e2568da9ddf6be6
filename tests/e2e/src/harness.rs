//! What every walk has around it: the built extension, a site, and evidence when it fails.

use std::path::{Path, PathBuf};
use std::time::Duration;

use anyhow::{Context, Result, anyhow, bail};

use crate::browser::Browser;
use crate::options::{Kind, Language, Options};
use crate::site::Site;

/// The unpacked extension for a browser: in `$WARIFU_DIST`, else in the clone's `dist`.
///
/// # Errors
/// When it has not been built.
pub fn dist(kind: Kind) -> Result<PathBuf> {
    let built = std::env::var_os("WARIFU_DIST").map_or_else(|| root().join("dist"), PathBuf::from);
    let folder = built.join(kind.name());
    if !folder.join("manifest.json").is_file() {
        bail!("no extension in {}: build it with `cargo xtask dist`, or set WARIFU_DIST", folder.display());
    }
    folder.canonicalize().context("dist")
}

/// The top of the clone.
pub fn root() -> PathBuf {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    here.ancestors().nth(2).expect("tests/e2e lies two folders down").into()
}

/// Whether the long share of kills and properties was asked for.
pub fn is_long() -> bool {
    std::env::var_os("WARIFU_LONG").is_some_and(|value| value == "1")
}

/// Starts a browser with the packaged extension and walks; `change` adapts how it is started.
///
/// # Errors
/// When a step fails, or the extension logged an error, broke its CSP or sent a request: with what every open page
/// says, and pictures of them in `tests/e2e/shots`.
pub fn walk(
    kind: Kind,
    change: impl FnOnce(&mut Options),
    steps: impl FnOnce(&Browser, &Site) -> Result<()>,
) -> Result<()> {
    let mut options = Options::new(dist(kind)?);
    change(&mut options);
    let browser = Browser::install(kind, &options)?;
    let site = Site::start()?;
    finish(&browser, steps(&browser, &site))
}

/// Walks in both languages at once, where a walk waits more than it does.
///
/// # Errors
/// The first walk's that fails.
pub fn in_both_languages(walk: impl Fn(Language) -> Result<()> + Sync) -> Result<()> {
    std::thread::scope(|scope| {
        let walks = Language::ALL.map(|language| {
            scope.spawn({
                let walk = &walk;
                move || walk(language)
            })
        });
        walks.into_iter().try_for_each(|walk| walk.join().expect("a walk does not panic"))
    })
}

/// Makes two tests of every function `fn(Kind) -> Result<()>`: `name::chromium` and `name::firefox`. A browser on a
/// busy machine may miss a deadline, so a walk that fails goes once more; `once:` is for walks in which a rare failure
/// is what is looked for, and `long:` for those that take so long that only `./build.sh test --long` walks them.
#[macro_export]
macro_rules! walks {
    (once: $($name:ident),+ $(,)?) => { $crate::walks!(@ $crate::once; [#[test]]; $($name),+); };
    (long: $($name:ident),+ $(,)?) => {
        $crate::walks!(@ $crate::twice; [#[test] #[ignore = "takes long"]]; $($name),+);
    };
    (@ $tries:path; $test:tt; $($name:ident),+) => { $( $crate::walks!(@@ $tries; $test; $name); )+ };
    (@@ $tries:path; [$($test:tt)+]; $name:ident) => {
        mod $name {
            $($test)+
            fn chromium() -> anyhow::Result<()> {
                $tries(super::$name, e2e::Kind::Chromium)
            }

            $($test)+
            fn firefox() -> anyhow::Result<()> {
                $tries(super::$name, e2e::Kind::Firefox)
            }
        }
    };
    ($($name:ident),+ $(,)?) => { $crate::walks!(@ $crate::twice; [#[test]]; $($name),+); };
}

/// Walks.
///
/// # Errors
/// If the walk fails.
pub fn once(walk: fn(Kind) -> Result<()>, kind: Kind) -> Result<()> {
    walk(kind)
}

/// Walks, and once more if that fails; the first failure is printed.
///
/// # Errors
/// If both fail: the second failure.
pub fn twice(walk: fn(Kind) -> Result<()>, kind: Kind) -> Result<()> {
    walk(kind).or_else(|error| {
        eprintln!("{} goes once more after: {error:#}", std::thread::current().name().unwrap_or("a walk"));
        walk(kind)
    })
}

/// Adds the watch's verdict to that of the steps; pages are pictured if either is bad.
///
/// # Errors
/// What went wrong.
pub fn finish(browser: &Browser, walked: Result<()>) -> Result<()> {
    // Messages about the last step may still be on their way.
    std::thread::sleep(Duration::from_millis(150));
    let problems = browser.problems()?;
    let walked = walked.and_then(|()| {
        if problems.is_empty() {
            Ok(())
        } else {
            bail!("the extension misbehaved: {:#?}", shortened(&problems))
        }
    });
    walked.map_err(|error| anyhow!("{error:#}\n{}", evidence(browser)))
}

/// The beginning of each problem: a trap in WASM brings pages of stack.
fn shortened(problems: &[String]) -> Vec<String> {
    problems.iter().map(|problem| problem.chars().take(500).collect()).collect()
}

/// What the open pages say; their pictures are written beside.
fn evidence(browser: &Browser) -> String {
    let name = std::thread::current().name().unwrap_or("walk").replace("::", "-");
    let folder = root().join("tests/e2e/shots");
    let mut lines = vec![format!("{name}, {:?}", shortened(&browser.problems().unwrap_or_default()))];
    for (number, page) in browser.pages().unwrap_or_default().iter().enumerate() {
        let said = page.text().unwrap_or_else(|error| error.to_string());
        lines.push(format!("{} says: {said}", page.doc().url));
        // A tab behind others is not drawn.
        if page.evaluate("document.visibilityState").unwrap_or_default() != "visible" {
            continue;
        }
        let file = folder.join(format!("{name}-{number}.png"));
        let drawn = page.picture().and_then(|png| {
            std::fs::create_dir_all(&folder)?;
            Ok(std::fs::write(&file, png)?)
        });
        lines.extend(drawn.err().map(|error| format!("no picture: {error}")));
    }
    lines.join("\n")
}
