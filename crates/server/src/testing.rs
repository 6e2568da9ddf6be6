//! What tests of several modules share.

use std::sync::atomic::{AtomicU64, Ordering};

use sha2::{Digest, Sha256};
use warifu::vault::Random;

/// Bytes that look random and are the same each time.
pub(crate) struct Counted(AtomicU64);

impl Counted {
    /// Another `from`, other bytes.
    pub(crate) fn new(from: u64) -> Self {
        Self((from << 32).into())
    }
}

impl Random for Counted {
    fn fill(&self, bytes: &mut [u8]) {
        for block in bytes.chunks_mut(32) {
            let count = self.0.fetch_add(1, Ordering::Relaxed);
            block.copy_from_slice(&Sha256::digest(count.to_be_bytes())[..block.len()]);
        }
    }
}

/// `full` in the long run (`WARIFU_LONG=1`), else its `share`th part.
pub(crate) fn cases(full: u32, share: u32) -> u32 {
    let long = std::env::var_os("WARIFU_LONG").is_some_and(|long| long == "1");
    if long { full } else { full / share }
}
