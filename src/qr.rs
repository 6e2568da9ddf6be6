//! QR codes: from a picture to texts, from a text to what it means to us, and from a text to black squares.
//!
//! Reading (feature `qr`) is rqrr over the picture and over its inverse. rqrr may panic on hostile pictures, so
//! whoever calls [`read`] on pictures of strangers does it where a panic ends nothing else: in a worker that is
//! replaced, or behind `catch_unwind`.

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
