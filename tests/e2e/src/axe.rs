//! axe-core, the accessibility judge, run inside a page.

use anyhow::{Context, Result, bail};
use serde_json::Value;

use crate::harness::root;
use crate::page::Page;

/// What axe-core finds against WCAG 2.2 A and AA and its own best practices: one line for each rule that is broken.
/// Where the system forces its colours, the contrast is the system's.
///
/// # Errors
/// When axe-core is not installed (`npm ci`) or does not run in the page.
pub fn axe(page: &Page<'_>) -> Result<Vec<String>> {
    let file = root().join("node_modules/axe-core/axe.min.js");
    let source = std::fs::read_to_string(&file).with_context(|| format!("{}: run npm ci", file.display()))?;
    let found = page.evaluate(&format!(
        "(() => {{ {source}\n; return axe.run(document, {{ resultTypes: ['violations'], \
         rules: {{ 'color-contrast': {{ enabled: !matchMedia('(forced-colors: active)').matches }} }} }}); }})()"
    ))?;
    if found["passes"].as_array().is_none_or(Vec::is_empty) {
        bail!("axe-core checked nothing in {}", page.doc().url);
    }
    Ok(found["violations"].as_array().into_iter().flatten().map(line).collect())
}

fn line(violation: &Value) -> String {
    let nodes = violation["nodes"].as_array().into_iter().flatten();
    let places: Vec<String> =
        nodes.map(|node| format!("{} {}", node["html"], node["failureSummary"])).collect();
    format!("{}: {}", violation["id"], places.join("; "))
}
