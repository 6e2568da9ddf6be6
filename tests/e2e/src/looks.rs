//! How a screen looks to those who see little, or hear it: judged by axe-core, with text of twice the size.

use anyhow::{Context, Result, ensure};

use crate::axe::axe;
use crate::page::Page;

/// With text of twice the size: what sticks out of the page or of its own box. Things hidden from sight are left out.
const CUT_OFF: &str = "(async () => {
    const root = document.documentElement;
    // Firefox fits the popup's panel to its contents in its own time.
    const settled = async () => {
      for (let tries = 0; tries < 20; tries++) {
        await new Promise(done => setTimeout(done, 50));
        if (root.scrollWidth <= root.clientWidth) break;
      }
    };
    root.style.fontSize = '200%';
    await settled();
    const hides = box => getComputedStyle(box).overflowX !== 'visible' && box.scrollWidth > box.clientWidth + 1;
    const out = [...document.body.querySelectorAll('*')].filter(box => box.checkVisibility()
        && !box.closest('.unseen, svg')
        && (box.getBoundingClientRect().right > root.clientWidth + 1
            || !['INPUT', 'SELECT'].includes(box.tagName) && hides(box)));
    const said = out.map(box => `${box.tagName}.${box.className}: ${box.textContent.slice(0, 40)}`);
    root.style.fontSize = '';
    await settled();
    return said;
})()";

/// Judges the screen that `page` shows: axe-core finds nothing, and at 200 % nothing is cut off (WCAG 2.2, 1.4.4).
/// Where `$WARIFU_PICTURES` names a folder, a picture called `name` is put there for people to judge.
///
/// # Errors
/// When something is found; with all of it.
pub fn look_at(page: &Page<'_>, name: &str) -> Result<()> {
    keep_picture(page, name)?;
    let found = axe(page)?;
    ensure!(found.is_empty(), "{name}: {found:#?}");
    let cut = page.evaluate(CUT_OFF)?;
    ensure!(cut.as_array().is_some_and(Vec::is_empty), "{name}, with text of twice the size: {cut:#}");
    Ok(())
}

/// Judges a tab in a window of 1100 pixels at the zooms that make it as narrow as a phone and as wide as a 4K screen: nothing
/// has to be scrolled sideways (WCAG 2.2, 1.4.10), and axe-core finds nothing.
///
/// # Errors
/// When something is found; with all of it.
pub fn look_at_widths(page: &Page<'_>, name: &str) -> Result<()> {
    for (zoom, fits, width) in [(3.4, "innerWidth < 340", "phone"), (0.3, "innerWidth > 3500", "4k")] {
        let name = format!("{name}-{width}");
        page.zoom(zoom)?;
        page.wait_until(&name, fits)?;
        keep_picture(page, &name)?;
        let found = axe(page)?;
        ensure!(found.is_empty(), "{name}: {found:#?}");
        let sticks_out = "document.documentElement.scrollWidth > document.documentElement.clientWidth";
        ensure!(page.evaluate(sticks_out)? == false, "{name} has to be scrolled sideways");
    }
    page.zoom(1.0)?;
    page.wait_until(name, "innerWidth > 1000 && innerWidth < 1200")
}

fn keep_picture(page: &Page<'_>, name: &str) -> Result<()> {
    let Some(folder) = std::env::var_os("WARIFU_PICTURES") else { return Ok(()) };
    let walk = std::thread::current().name().unwrap_or("walk").replace("::", "-");
    let folder = std::path::PathBuf::from(folder).join(walk);
    std::fs::create_dir_all(&folder)?;
    std::fs::write(folder.join(format!("{name}.png")), page.picture()?).context("picture")
}
