//! Takes a message apart from front to back, without ever reading past its end.

use zeroize::Zeroizing;

use crate::qr::{Found, PictureError};

pub(super) struct Reader<'a>(pub(super) &'a [u8]);

impl<'a> Reader<'a> {
    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub(super) fn rest(&mut self) -> &'a [u8] {
        core::mem::take(&mut self.0)
    }

    pub(super) fn array<const N: usize>(&mut self) -> Option<[u8; N]> {
        let (taken, rest) = self.0.split_first_chunk()?;
        self.0 = rest;
        Some(*taken)
    }

    pub(super) fn u8(&mut self) -> Option<u8> {
        self.array().map(|[byte]| byte)
    }

    pub(super) fn u32(&mut self) -> Option<u32> {
        self.array().map(u32::from_le_bytes)
    }

    pub(super) fn u64(&mut self) -> Option<u64> {
        self.array().map(u64::from_le_bytes)
    }

    pub(super) fn take(&mut self, size: usize) -> Option<&'a [u8]> {
        let (taken, rest) = self.0.split_at_checked(size)?;
        self.0 = rest;
        Some(taken)
    }

    fn size(&mut self) -> Option<usize> {
        self.u64()?.try_into().ok()
    }

    pub(super) fn code(&mut self) -> Option<Found> {
        let mut corners = [[0.0; 2]; 4];
        for number in corners.as_flattened_mut() {
            *number = self.array().map(f32::from_le_bytes)?;
        }
        let length = self.u32()?.try_into().ok()?;
        Some(Found { bytes: Zeroizing::new(self.take(length)?.to_vec()), corners })
    }

    pub(super) fn picture_error(&mut self) -> Option<PictureError> {
        let (kind, first, second) = (self.u8()?, self.size()?, self.size()?);
        match kind {
            0 => Some(PictureError::Empty),
            1 => Some(PictureError::TooLarge { width: first, height: second }),
            2 => Some(PictureError::Length { expected: first, found: second }),
            _ => None,
        }
    }
}
