//! QR codes: from a picture to texts, from a text to what it means to us, and from a text to black squares.
//!
//! Reading (feature `qr`) finds codes by itself and leaves to rqrr what stands in them: format, mask, error correction
//! and data. It never panics, whatever the picture; who reads pictures of strangers does it in a worker all the same.

mod draw;
mod found;
mod luma;
#[cfg(feature = "qr")]
mod read;
mod seen;

pub use draw::{DrawError, Modules, draw};
pub use found::Found;
pub use luma::{Luma, MAX_FILE_BYTES, MAX_PIXELS, PictureError};
#[cfg(feature = "qr")]
pub use read::{PASSES, Watch, read, read_within};
pub use seen::{Seen, classify};
