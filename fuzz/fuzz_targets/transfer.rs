//! Any bytes as a file of every format in turn, chosen by the first byte, or of the one that `FORMAT` names. Without a password:
//! deriving keys would be all that is measured, and what lies behind them is read as the plain files are.

#![no_main]

use libfuzzer_sys::fuzz_target;
use std::env;
use std::sync::LazyLock;
use warifu::transfer::{Format, Import, read, read_as};

/// The one format to read.
static ONLY: LazyLock<Option<Format>> =
    LazyLock::new(|| env::var("FORMAT").ok().map(|id| id.parse().expect("FORMAT names no format")));

fuzz_target!(|data: &[u8]| {
    let import = match (*ONLY, data.split_first()) {
        (Some(format), _) => read_as(format, data, None),
        (None, Some((choice, bytes))) if usize::from(*choice) < Format::ALL.len() => {
            read_as(Format::ALL[usize::from(*choice)], bytes, None)
        }
        (None, _) => read(data, None),
    };
    if let Ok(import) = import {
        assert_eq!(Import::from_bytes(&import.to_bytes()), Some(import));
    }
});
