//! From a crate to the two files a page loads: the module and its glue.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail, ensure};
use sha2::{Digest, Sha256};
use wasm_bindgen_cli_support::{Bindgen, Output};

use crate::{place, shell};

/// The WASM target of rustc.
pub const TARGET: &str = "wasm32-unknown-unknown";

/// How much care a build takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Effort {
    /// Quick to build, large and slow: for trying things out.
    Dev,
    /// What is shipped.
    Full,
}

impl Effort {
    /// The Cargo profile and the folder it builds into.
    const fn profile(self) -> (&'static str, &'static str) {
        match self {
            Self::Dev => ("dev", "debug"),
            Self::Full => ("wasm", "wasm"),
        }
    }
}

/// One crate that becomes a module.
#[derive(Clone, Copy, Debug)]
pub struct Module {
    /// The Cargo package.
    pub package: &'static str,
    /// The stem of its files: `NAME.js`, `NAME_bg.wasm`.
    pub name: &'static str,
    /// Features beyond the package's own.
    pub features: &'static [&'static str],
    /// What the core is built for in it.
    pub core: Core,
}

/// Every module of the extension.
pub const MODULES: [Module; 3] = [
    Module { package: "warifu-ui", name: "ui", features: &[], core: Core::Small },
    Module { package: "warifu-worker", name: "worker", features: &[], core: Core::Fast },
    Module { package: "warifu-transfer", name: "transfer", features: &[], core: Core::Small },
];

/// What the core is built for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Core {
    /// As the profile says.
    Small,
    /// For reading pictures: twice as fast, and a tenth larger.
    Fast,
}

/// Builds `module` and writes its files into `out`.
///
/// # Errors
/// If cargo, wasm-bindgen or wasm-opt fails.
pub fn build(module: Module, effort: Effort, out: &Path) -> Result<()> {
    let raw = compile(module, effort)?;
    bind(&raw, module, out)?;
    match effort {
        Effort::Dev => Ok(()),
        Effort::Full => optimise(&out.join(format!("{}_bg.wasm", module.name))),
    }
}

/// Compiles one package by itself, so that its features do not unify with another's; returns the `.wasm`.
fn compile(module: Module, effort: Effort) -> Result<PathBuf> {
    let (profile, folder) = effort.profile();
    let mut cargo = shell::cargo();
    cargo.args([
        "build",
        "--locked",
        "--lib",
        "--target",
        TARGET,
        "--profile",
        profile,
        "--package",
        module.package,
    ]);
    if module.core == Core::Fast {
        cargo.args(["--config", "profile.wasm.package.warifu.opt-level=3"]);
    }
    if !module.features.is_empty() {
        cargo.arg("--features").arg(module.features.join(","));
    }
    cargo.arg("--target-dir").arg(place::target());
    cargo.env("CARGO_ENCODED_RUSTFLAGS", flags(effort)?.join("\x1f"));
    shell::run(&mut cargo)?;
    Ok(place::target().join(TARGET).join(folder).join(format!("{}.wasm", module.package.replace('-', "_"))))
}

/// Leptos's own switch that gives every view one type: 8 % less by gzip, and half the time to compile.
const ONE_VIEW_TYPE: &str = "--cfg=erase_components";

/// What rustc is told beyond the profile.
fn flags(effort: Effort) -> Result<Vec<String>> {
    let mut flags = if effort == Effort::Full { remaps()? } else { Vec::new() };
    flags.push(ONE_VIEW_TYPE.into());
    Ok(flags)
}

/// Flags that take this machine's folders out of the module, so that every clone builds the same bytes.
///
/// Where two folders fit, rustc takes the last one. The library's sources get the name that the library itself was
/// built with, which it keeps where the component `rust-src` is not installed.
fn remaps() -> Result<Vec<String>> {
    let sysroot = shell::read(shell::command("rustc").args(["--print", "sysroot"]))?;
    let sysroot = Path::new(sysroot.trim());
    let cargo_home =
        std::env::var_os("CARGO_HOME").map_or_else(|| place::home().join(".cargo"), PathBuf::from);
    let folders = [
        (place::root(), "/warifu".to_owned()),
        (place::target(), "/target".to_owned()),
        (cargo_home, "/cargo".to_owned()),
        (sysroot.to_path_buf(), "/rust".to_owned()),
        (sysroot.join("lib/rustlib/src/rust"), format!("/rustc/{}", commit()?)),
    ];
    Ok(folders.iter().map(|(from, to)| format!("--remap-path-prefix={}={to}", from.display())).collect())
}

/// The commit that rustc was built from.
fn commit() -> Result<String> {
    let version = shell::read(shell::command("rustc").arg("-vV"))?;
    let commit = version.lines().find_map(|line| line.strip_prefix("commit-hash: "));
    Ok(commit.context("rustc tells its commit")?.to_owned())
}

/// Writes the glue and the module that goes with it.
fn bind(raw: &Path, module: Module, out: &Path) -> Result<()> {
    ensure!(!names(&fs::read(raw)?, "InertElement"), "{}: {INERT}", module.package);
    let mut bindgen = Bindgen::new();
    bindgen.input_path(raw).out_name(module.name).web(true)?.typescript(false);
    let mut output =
        bindgen.generate_output().with_context(|| format!("wasm-bindgen on {}", module.package))?;
    unmark(&mut output);
    output.emit(out)?;
    let glue = out.join(format!("{}.js", module.name));
    fs::write(&glue, without_markup(&fs::read_to_string(&glue)?)?)?;
    Ok(())
}

/// Takes away a name that nothing calls: one of Leptos's crates exports the hash of the folder it was compiled in, which
/// is another for every user.
fn unmark(output: &mut Output) {
    let exports = &mut output.wasm_mut().exports;
    let mut marks = Vec::new();
    for export in exports.iter().filter(|export| export.name.starts_with(MARK)) {
        marks.push(export.id());
    }
    for mark in marks {
        exports.delete(mark);
    }
}

/// How that name begins.
const MARK: &str = "_WASM_SPLIT_MARKER_";

/// What to do about markup that Leptos would assign as text.
const INERT: &str = "a view has an element without any variable part inside another, which Leptos draws by innerHTML; \
    write one of its values in braces or as a number";

/// Whether a module that still has its names holds a function of this one.
fn names(module: &[u8], needle: &str) -> bool {
    module.windows(needle.len()).any(|bytes| bytes == needle.as_bytes())
}

/// The glue without the one place where text could become markup. Leptos empties an element there, which stays.
///
/// # Errors
/// If the glue assigns markup in some other way.
fn without_markup(glue: &str) -> Result<String> {
    const ASSIGNED: &str = "arg0.innerHTML = getStringFromWasm0(arg1, arg2);";
    const EMPTIED: &str = "if (arg2 !== 0) throw new Error(\"text as markup\"); arg0.replaceChildren();";
    let glue = glue.replace(ASSIGNED, EMPTIED);
    ensure!(!glue.contains("HTML ="), "the glue assigns markup in a way not known here");
    Ok(glue)
}

/// Makes the module smaller in place. What came out is kept by what went in, since most builds change one module.
fn optimise(wasm: &Path) -> Result<()> {
    let kept = place::target().join("wasm-opt").join(hash(&fs::read(wasm)?)).with_extension("wasm");
    if !kept.is_file() {
        fs::create_dir_all(kept.parent().context("kept in a folder")?)?;
        let part = kept.with_extension("part");
        shell::run(
            shell::command(place::root().join("node_modules/.bin/wasm-opt"))
                .args(["-Oz", "--strip-debug", "--strip-producers", "--output"])
                .args([&part, wasm]),
        )?;
        fs::rename(part, &kept)?;
    }
    fs::copy(kept, wasm)?;
    Ok(())
}

/// Asks a browser's engine (V8, by Node) whether it takes the module.
///
/// # Errors
/// If it does not.
pub fn validate(wasm: &Path) -> Result<()> {
    let script = "process.exit(WebAssembly.validate(require('fs').readFileSync(process.argv[1])) ? 0 : 1)";
    let status =
        shell::command("node").args(["-e", script]).arg(wasm).status().context("cannot start node")?;
    if !status.success() {
        bail!("{} is not a module that a browser takes", wasm.display());
    }
    Ok(())
}

/// SHA-256 in lower-case hex.
pub fn hash(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::without_markup;

    #[test]
    fn markup_is_taken_out_or_refused() {
        let glue = without_markup(
            "set: function(arg0, arg1, arg2) { arg0.innerHTML = getStringFromWasm0(arg1, arg2); }",
        );
        assert!(glue.is_ok_and(|glue| glue.contains("replaceChildren()") && !glue.contains("innerHTML")));
        assert!(without_markup("arg0.outerHTML = getStringFromWasm0(arg1, arg2);").is_err());
        assert!(without_markup("let plain = 1;").is_ok_and(|glue| glue == "let plain = 1;"));
    }
}
