//! `licenses.txt`: whose work is in the package, and under which terms. The licences ask for it.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use serde_json::Value;

use crate::graph;
use crate::wasm::MODULES;
use crate::{place, shell};

/// What stands first.
const HEAD: &str = "Warifu is licensed under MIT or Apache-2.0, at your choice.\n\
    It contains the Rust standard library (MIT or Apache-2.0, the Rust Project contributors) and the crates below.\n";

/// What is in the package and is no crate: where its licence lies, and what it is.
const PASSWORDS: (&str, &str) =
    ("crates/worker/LICENSE-zxcvbn", "zxcvbn 4.5.0, from its list of passwords (MIT)");

/// The whole text: each licence once, under the names of the crates it came with.
///
/// # Errors
/// If cargo cannot tell what is in the modules, or a crate's folder cannot be read.
pub fn text() -> Result<String> {
    let mut texts: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for Work { name, version, terms, authors, folder } in third_parties()? {
        let licence =
            licence(&folder)?.unwrap_or_else(|| format!("By {authors}; the crate holds no licence file."));
        texts.entry(licence).or_default().insert(format!("{name} {version} ({terms})"));
    }
    let (licence, list) = PASSWORDS;
    let licence = fs::read_to_string(place::root().join(licence))?.trim_matches('\n').to_owned();
    texts.entry(licence).or_default().insert(list.to_owned());
    let mut page = format!("{HEAD}\n{}", fs::read_to_string(place::root().join("LICENSE-MIT"))?);
    for (licence, crates) in texts {
        let crates: Vec<String> = crates.into_iter().collect();
        write!(page, "\n{}\n{}\n\n{licence}\n", "=".repeat(72), crates.join("\n"))?;
    }
    Ok(page)
}

/// A crate that somebody else wrote.
struct Work {
    name: String,
    version: String,
    terms: String,
    authors: String,
    folder: PathBuf,
}

/// Every crate in the modules that is not ours.
fn third_parties() -> Result<Vec<Work>> {
    let mut shipped = BTreeSet::new();
    for module in MODULES {
        shipped.extend(graph::shipped(module.package)?);
    }
    let metadata = shell::read(shell::cargo().args(["metadata", "--locked", "--format-version", "1"]))?;
    let metadata: Value = serde_json::from_str(&metadata)?;
    let packages = metadata["packages"].as_array().context("metadata has packages")?.iter();
    let theirs = packages.filter(|package| package["source"].is_string()).map(work);
    Ok(theirs.filter(|work| shipped.contains(&(work.name.clone(), work.version.clone()))).collect())
}

/// One package of cargo's metadata.
fn work(package: &Value) -> Work {
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let authors: Vec<String> = package["authors"].as_array().into_iter().flatten().map(text).collect();
    let manifest = text(&package["manifest_path"]);
    Work {
        name: text(&package["name"]),
        version: text(&package["version"]),
        terms: text(&package["license"]),
        authors: authors.join(", "),
        folder: Path::new(&manifest).parent().unwrap_or(Path::new("/")).to_owned(),
    }
}

/// The licence in a crate's folder, MIT's where there is a choice; its authors are named in it.
fn licence(folder: &Path) -> Result<Option<String>> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        let name = path.file_name().unwrap_or_default().to_string_lossy().to_uppercase();
        if path.is_file()
            && (name.starts_with("LICENSE") || name.starts_with("LICENCE") || name.starts_with("COPYING"))
        {
            files.push((!name.contains("MIT"), name, path));
        }
    }
    files.sort();
    let Some((_, _, path)) = files.first() else { return Ok(None) };
    let text = fs::read_to_string(path).with_context(|| format!("cannot read {}", path.display()))?;
    Ok(Some(text.replace('\r', "").trim_matches('\n').to_owned()))
}
