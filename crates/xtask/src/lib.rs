//! Everything that is done to the sources: build, check, test, measure, pack.
//!
//! It knows cargo, npm and the machine, and nothing of what the product does: it imports none of our crates, and
//! none of them imports it. Each command of `build.sh` is a module here.
#![expect(
    clippy::print_stdout,
    reason = "a build tool speaks to the terminal, and nothing else writes there meanwhile"
)]

pub mod bench;
pub mod check;
pub mod dist;
pub mod graph;
pub mod manifest;
pub mod need;
pub mod notices;
pub mod pack;
pub mod place;
pub mod report;
pub mod run;
pub mod shell;
pub mod test;
pub mod wasm;
