//! Where things lie: in the clone, and in the user's cache.

use std::env;
use std::path::PathBuf;

/// The top of the clone this tool was built in.
pub fn root() -> PathBuf {
    let here = PathBuf::from(env!("CARGO_MANIFEST_DIR"));
    here.ancestors().nth(2).expect("crates/xtask lies two folders down").to_path_buf()
}

/// Where cargo puts what it builds.
pub fn target() -> PathBuf {
    env::var_os("CARGO_TARGET_DIR").map_or_else(|| root().join("target"), |dir| root().join(dir))
}

/// Where the unpacked extensions and the store packages are written.
pub fn dist() -> PathBuf {
    root().join("dist")
}

/// Where development tools are kept between clones: `$XDG_CACHE_HOME/warifu`, or `~/.cache/warifu`.
pub fn cache() -> PathBuf {
    let base = env::var_os("XDG_CACHE_HOME").filter(|dir| !dir.is_empty());
    base.map_or_else(|| home().join(".cache"), PathBuf::from).join("warifu")
}

/// The cargo tools, installed at pinned versions; the programs are in its `bin`.
pub fn tools() -> PathBuf {
    cache().join("tools")
}

/// The Python environment that holds the programs our codes are compared with.
pub fn venv() -> PathBuf {
    cache().join("python")
}

/// The Python environment of a server that ours is measured beside.
pub fn peer(name: &str) -> PathBuf {
    cache().join("peers").join(name)
}

/// The Python environment that draws pictures with QR codes.
pub fn screens() -> PathBuf {
    cache().join("screens")
}

/// The user's home folder.
pub fn home() -> PathBuf {
    env::var_os("HOME").map_or_else(|| PathBuf::from("/"), PathBuf::from)
}
