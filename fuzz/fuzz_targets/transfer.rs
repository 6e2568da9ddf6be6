//! Any bytes as a file of every format in turn, chosen by the first byte. Without a password: deriving keys would be all
//! that is measured, and what lies behind them is read as the plain files are.

#![no_main]

use libfuzzer_sys::fuzz_target;
use warifu::transfer::{Format, Import, read, read_as};

fuzz_target!(|data: &[u8]| {
    let Some((choice, bytes)) = data.split_first() else { return };
    let import = match Format::ALL.get(usize::from(*choice)) {
        Some(format) => read_as(*format, bytes, None),
        None => read(data, None),
    };
    if let Ok(import) = import {
        assert_eq!(Import::from_bytes(&import.to_bytes()), Some(import));
    }
});
