//! Compiles the words in `extension/_locales` into methods of `Words`.
//!
//! A key that one language lacks, or placeholders that differ between languages, stop the build:
//! a page cannot ask for words that are not there.

use std::{env, fs, path::Path, process::ExitCode};

#[path = "build/emit.rs"]
mod emit;
#[path = "build/locale.rs"]
mod locale;

const LANGUAGES: [&str; 2] = ["en", "ja"];

fn main() -> ExitCode {
    match compile() {
        Ok(()) => ExitCode::SUCCESS,
        Err(problem) => {
            println!("cargo::error={problem}");
            ExitCode::FAILURE
        }
    }
}

fn compile() -> Result<(), String> {
    let root = env::var("CARGO_MANIFEST_DIR").map_err(|e| e.to_string())?;
    let folder = Path::new(&root).join("../../extension/_locales");
    println!("cargo::rerun-if-changed=build");
    let mut locales = Vec::new();
    for language in LANGUAGES {
        let file = folder.join(language).join("messages.json");
        println!("cargo::rerun-if-changed={}", file.display());
        let text = fs::read_to_string(&file).map_err(|e| format!("{}: {e}", file.display()))?;
        locales.push(locale::Locale::parse(language, &text)?);
    }
    locale::require_same(&locales)?;
    let out = env::var("OUT_DIR").map_err(|e| e.to_string())?;
    fs::write(Path::new(&out).join("words.rs"), emit::words(&locales)).map_err(|e| e.to_string())
}
