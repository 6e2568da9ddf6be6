//! `run`: the extension in a browser, in a throw-away profile, beside a page to practise on and a server that hands out
//! keys.

use anyhow::Result;

use crate::manifest::Browser;
use crate::wasm::Effort;
use crate::{dist, need, shell};

/// Builds, and hands over to the walker of `tests/e2e`: with a display it opens a window for a person, without one it
/// walks the page by itself.
///
/// # Errors
/// If something is missing, does not build, or the walk fails.
pub fn all(browser: Browser) -> Result<()> {
    need::provide(match browser {
        Browser::Chromium => need::CHROMIUM,
        Browser::Firefox => need::FIREFOX,
    })?;
    dist::unpacked(Effort::Full)?;
    server()?;
    let mut walk = shell::cargo();
    walk.args(["run", "--locked", "--quiet", "--package", "e2e", "--bin", "walk", "--"]);
    shell::run(walk.args(["--browser", browser.folder()]))
}

/// Builds the onboarding server, which the walks start.
///
/// # Errors
/// If it does not build.
pub fn server() -> Result<()> {
    shell::run(shell::cargo().args(["build", "--locked", "--quiet", "--package", "warifu-server"]))
}
