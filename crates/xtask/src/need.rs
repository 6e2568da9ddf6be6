//! What a command needs of the machine, and how it gets there.
//!
//! What root must install is asked for first when a person is at the terminal, installed as root or by `sudo` where
//! that works, and named otherwise. Everything else goes into the clone (`node_modules`) or the user's cache.

use std::env;
use std::fs;
use std::io::{BufRead, IsTerminal, Write};
use std::path::{Path, PathBuf};

use anyhow::{Result, bail};

use crate::{place, shell, wasm};

/// Something a command cannot do without.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Need {
    /// The standard library of rustc's WASM target.
    Target,
    /// The npm packages of `package-lock.json`: tools only, nothing that is shipped.
    Npm,
    /// A program from crates.io: the package and its exact version.
    Crate(&'static str, &'static str),
    /// A program of a Debian package: the program or file that shows it is there, and the package.
    Debian(&'static str, &'static str),
    /// A Python environment with `tests/requirements.txt`.
    Python,
    /// A Python environment with a server that ours is measured beside, by `tests/peers-NAME.txt`.
    Peer(&'static str),
    /// A Python environment with `tests/qr/requirements.txt`.
    Screens,
}

/// The file in which it stands what something was made from.
const MADE_FROM: &str = ".made-from";
/// The programs that our codes are compared with.
const REQUIREMENTS: &str = "tests/requirements.txt";

/// What draws the pictures that are read.
const SCREENS: &str = "tests/qr/requirements.txt";

/// The command line of wasm-bindgen: its test runner must be of the library's version.
pub const WASM_BINDGEN_CLI: Need = Need::Crate("wasm-bindgen-cli", "0.2.130");

/// To build the extension.
pub const BUILD: &[Need] = &[Need::Target, Need::Npm];

/// To check it as well.
pub const CHECK: &[Need] = &[Need::Target, Need::Npm, Need::Crate("cargo-deny", "0.20.2")];

/// To open it in Chromium as well.
pub const CHROMIUM: &[Need] = &[Need::Target, Need::Npm, Need::Debian("chromium", "chromium"), FONTS];

/// To open it in Firefox as well.
pub const FIREFOX: &[Need] = &[Need::Target, Need::Npm, Need::Debian("firefox-esr", "firefox-esr"), FONTS];

/// To measure it in both.
pub const BENCH: &[Need] = &[
    Need::Target,
    Need::Npm,
    Need::Debian("chromium", "chromium"),
    Need::Debian("firefox-esr", "firefox-esr"),
    FONTS,
];

/// To measure the server.
pub const BENCH_SERVER: &[Need] = &[POSTGRES];

/// The servers that ours is measured beside.
pub const PEERS: [&str; 2] = ["edumfa", "privacyidea"];

/// A PostgreSQL server.
const POSTGRES: Need = Need::Debian("/usr/lib/postgresql/15/bin/postgres", "postgresql-15");

/// Japanese letters.
const FONTS: Need = Need::Debian("/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc", "fonts-noto-cjk");

/// To run every test.
pub const TEST: &[Need] = &[
    Need::Target,
    Need::Npm,
    Need::Debian("chromium", "chromium"),
    Need::Debian("chromedriver", "chromium-driver"),
    Need::Debian("firefox-esr", "firefox-esr"),
    Need::Debian("/usr/lib/chromium/locales/ja.pak", "chromium-l10n"),
    Need::Debian(
        "/usr/lib/firefox-esr/browser/extensions/langpack-ja@firefox-esr.mozilla.org.xpi",
        "firefox-esr-l10n-ja",
    ),
    Need::Debian("Xvfb", "xvfb"),
    Need::Debian("openbox", "openbox"),
    Need::Debian("xdotool", "xdotool"),
    Need::Debian("xclip", "xclip"),
    Need::Debian("oathtool", "oathtool"),
    Need::Debian("zbarimg", "zbar-tools"),
    POSTGRES,
    Need::Debian("/usr/sbin/slapd", "slapd"),
    Need::Debian("/usr/sbin/nginx", "nginx"),
    FONTS,
    Need::Python,
    WASM_BINDGEN_CLI,
    Need::Crate("wasm-pack", "0.15.1"),
    Need::Crate("geckodriver", "0.37.1"),
];

/// Sees to it that all of `needs` are there.
///
/// # Errors
/// If something is missing and cannot be installed, or the person at the terminal says no.
pub fn provide(needs: &[Need]) -> Result<()> {
    let missing: Vec<Need> = needs.iter().copied().filter(|need| !need.is_there()).collect();
    if missing.is_empty() {
        return Ok(());
    }
    let names: Vec<String> = missing.iter().map(|need| need.name()).collect();
    println!("Missing: {}", names.join(", "));
    if at_terminal() && !yes("Install it now?")? {
        bail!("cannot go on without: {}", names.join(", "));
    }
    debian(&missing)?;
    for need in missing.into_iter().filter(|need| !matches!(need, Need::Debian(..))) {
        shell::timed(&format!("install {}", need.name()), || need.install())?;
    }
    Ok(())
}

impl Need {
    /// How a person would call it.
    fn name(self) -> String {
        match self {
            Self::Target => format!("the Rust target {}", wasm::TARGET),
            Self::Npm => "the npm packages of package-lock.json".into(),
            Self::Crate(name, version) => format!("{name} {version}"),
            Self::Debian(_, package) => format!("Debian's {package}"),
            Self::Python => "a Python environment with pyotp and Schemathesis".into(),
            Self::Peer(name) => format!("a Python environment with {name}"),
            Self::Screens => "a Python environment with segno and Pillow".into(),
        }
    }

    /// Whether it is there, at the right version.
    fn is_there(self) -> bool {
        match self {
            Self::Target => shell::read(shell::command("rustc").args([
                "--print",
                "target-libdir",
                "--target",
                wasm::TARGET,
            ]))
            .is_ok_and(|dir| Path::new(dir.trim()).is_dir()),
            Self::Npm => is_stamped(&npm_stamp(), "package-lock.json"),
            Self::Crate(name, version) => fs::read_to_string(place::tools().join(".crates.toml"))
                .is_ok_and(|list| list.contains(&format!("\"{name} {version} ("))),
            Self::Debian(file, _) if file.starts_with('/') => Path::new(file).exists(),
            Self::Debian(program, _) => shell::has(program),
            Self::Python => has_environment(&place::venv(), REQUIREMENTS),
            Self::Peer(name) => has_environment(&place::peer(name), &peer_requirements(name)),
            Self::Screens => has_environment(&place::screens(), SCREENS),
        }
    }

    /// Puts it there; Debian's packages are installed by then, all at once.
    fn install(self) -> Result<()> {
        match self {
            Self::Target => shell::run(shell::command("rustup").args(["target", "add", wasm::TARGET])),
            Self::Npm => {
                shell::run(shell::command("npm").args([
                    "ci",
                    "--no-audit",
                    "--no-fund",
                    "--loglevel=error",
                ]))?;
                stamp(&npm_stamp(), "package-lock.json")
            }
            Self::Crate(name, version) => cargo_install(name, version),
            Self::Debian(..) => Ok(()),
            Self::Python => environment(&place::venv(), REQUIREMENTS),
            Self::Peer(name) => environment(&place::peer(name), &peer_requirements(name)),
            Self::Screens => environment(&place::screens(), SCREENS),
        }
    }
}

/// Installs one program from crates.io, with its own lock file where the registry still has all of it.
///
/// They are built without optimisation, in half the time; only wasm-bindgen's has work to do.
fn cargo_install(name: &str, version: &str) -> Result<()> {
    let profile = if name == "wasm-bindgen-cli" { "release" } else { "dev" };
    let install = |locked: &[&str]| {
        let mut cargo = shell::cargo();
        cargo.args(["install", "--quiet", "--profile", profile, "--root"]).arg(place::tools()).args(locked);
        cargo.arg(format!("{name}@{version}")).env("CARGO_TARGET_DIR", place::cache().join("build"));
        shell::read(&mut cargo).map(drop)
    };
    install(&["--locked"]).or_else(|_| {
        println!("    its lock file cannot be followed; once more without");
        install(&[])
    })
}

/// Makes the Python environment in `folder` anew.
fn environment(folder: &Path, requirements: &str) -> Result<()> {
    shell::run(shell::command("python3").args(["-m", "venv", "--clear"]).arg(folder))?;
    shell::run(
        shell::command(folder.join("bin/pip"))
            .args(["install", "--quiet", "--require-hashes", "--requirement"])
            .arg(requirements),
    )?;
    stamp(&folder.join(MADE_FROM), requirements)
}

/// Whether the Python environment in `folder` is the one of `requirements`.
fn has_environment(folder: &Path, requirements: &str) -> bool {
    is_stamped(&folder.join(MADE_FROM), requirements)
}

/// What a server that ours is measured beside is made of.
fn peer_requirements(name: &str) -> String {
    format!("tests/peers-{name}.txt")
}

/// Installs the Debian packages among `missing`.
fn debian(missing: &[Need]) -> Result<()> {
    let mut packages: Vec<&str> = missing
        .iter()
        .filter_map(|need| if let Need::Debian(_, package) = need { Some(*package) } else { None })
        .collect();
    if missing.iter().any(|need| matches!(need, Need::Python | Need::Peer(_) | Need::Screens))
        && !can_make_venv()
    {
        packages.push("python3-venv");
    }
    if packages.is_empty() {
        return Ok(());
    }
    let Some(sudo) = as_root() else {
        bail!("ask an administrator for: apt-get install {}", packages.join(" "));
    };
    let apt = |words: &[&str]| {
        let words = [sudo, &["env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "-qq"], words].concat();
        shell::run(shell::command(words[0]).args(&words[1..]))
    };
    if packages.contains(&"slapd") {
        // Debian starts it for the whole network, unless it is left without a configuration; tests start their own.
        let answer = "echo slapd slapd/no_configuration boolean true | debconf-set-selections";
        let words = [sudo, &["sh", "-c", answer]].concat();
        shell::run(shell::command(words[0]).args(&words[1..]))?;
    }
    if packages.contains(&"nginx") {
        // The same for this one, unless systemd is told not to.
        let unit = "/etc/systemd/system/nginx.service";
        let mask = format!("mkdir -p /etc/systemd/system && (test -e {unit} || ln -s /dev/null {unit})");
        let words = [sudo, &["sh", "-c", mask.as_str()]].concat();
        shell::run(shell::command(words[0]).args(&words[1..]))?;
    }
    shell::timed("apt-get update", || apt(&["update"]))?;
    let install = [&["install", "--yes", "--no-install-recommends"], packages.as_slice()].concat();
    shell::timed(&format!("apt-get install {}", packages.join(" ")), || apt(&install))
}

/// The words that make a command run as root: none for root, `sudo` where it works, nothing otherwise.
fn as_root() -> Option<&'static [&'static str]> {
    if shell::read(shell::command("id").arg("-u")).is_ok_and(|id| id.trim() == "0") {
        return Some(&[]);
    }
    if shell::has("sudo") && at_terminal() {
        return Some(&["sudo"]); // it asks for the password itself
    }
    shell::read(shell::command("sudo").args(["-n", "true"])).is_ok().then_some(&["sudo", "-n"])
}

/// Whether Debian's `python3-venv` is there; without it an environment gets no pip.
fn can_make_venv() -> bool {
    shell::read(shell::command("python3").args(["-c", "import ensurepip, venv"])).is_ok()
}

/// Whether a person can be asked.
fn at_terminal() -> bool {
    std::io::stdin().is_terminal() && std::io::stdout().is_terminal() && env::var_os("CI").is_none()
}

/// Asks; Enter alone means yes.
fn yes(question: &str) -> Result<bool> {
    print!("{question} [Y/n] ");
    std::io::stdout().flush()?;
    let mut answer = String::new();
    std::io::stdin().lock().read_line(&mut answer)?;
    Ok(matches!(answer.trim().to_lowercase().as_str(), "" | "y" | "yes"))
}

/// Where it stands which lock file `node_modules` was made from.
fn npm_stamp() -> PathBuf {
    place::root().join("node_modules").join(MADE_FROM)
}

/// Whether `stamp` holds the hash of `source`.
fn is_stamped(stamp: &Path, source: &str) -> bool {
    let made_from = fs::read_to_string(stamp).unwrap_or_default();
    fs::read(place::root().join(source)).is_ok_and(|bytes| wasm::hash(&bytes) == made_from)
}

/// Writes the hash of `source` into `stamp`.
fn stamp(stamp: &Path, source: &str) -> Result<()> {
    fs::write(stamp, wasm::hash(&fs::read(place::root().join(source))?))?;
    Ok(())
}
