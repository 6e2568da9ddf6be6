//! `warifu-server`.
fn main() {}
