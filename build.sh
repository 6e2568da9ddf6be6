#!/usr/bin/env bash
# The way in. Everything is done by `cargo xtask`, which also installs what is missing.
set -euo pipefail
cd "$(dirname "$0")"

missing=()
for program in cc cargo rustc node npm; do
    command -v "$program" >/dev/null || missing+=("$program")
done
if ((${#missing[@]})); then
    echo "Missing: ${missing[*]}. Needed are Debian's build-essential, Rust by rustup, and Node 20 or newer with npm." >&2
    exit 1
fi
rustc --version >/dev/null 2>&1 || rustup toolchain install # the version in rust-toolchain.toml

if [[ ! -x ${CARGO_TARGET_DIR:-target}/debug/xtask ]]; then
    echo "Building the build tool, once (about a minute)" >&2
fi
exec cargo xtask "$@"
