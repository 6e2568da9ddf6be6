//! A code that was read.

use core::fmt;

use zeroize::Zeroizing;

/// A code that was read.
#[derive(Clone, PartialEq)]
pub struct Found {
    /// What it says.
    pub bytes: Zeroizing<Vec<u8>>,
    /// Where it lies, in pixels of the picture: its own top left, top right, bottom right and bottom left
    /// corner, each as x and y, without the light border.
    pub corners: [[f32; 2]; 4],
}

impl Found {
    /// What it says, if that is text (UTF-8).
    pub fn text(&self) -> Option<&str> {
        str::from_utf8(&self.bytes).ok()
    }
}

impl fmt::Debug for Found {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Found").field("corners", &self.corners).finish_non_exhaustive()
    }
}
