//! From modules to what they say. Format, mask, Reed-Solomon and data are rqrr's.

use rqrr::{BitGrid, Grid};
use zeroize::Zeroizing;

use super::modules::Bits;
use super::timing;

impl BitGrid for &Bits {
    fn size(&self) -> usize {
        self.size
    }

    fn bit(&self, y: usize, x: usize) -> bool {
        self.is_dark(x, y)
    }
}

/// How many of the modules that every code has alike may be wrong, as a share.
const MOST_WRONG: f32 = 0.2;

/// What the modules say, if they are a code without more errors than it can correct.
pub(super) fn decode(bits: &Bits) -> Option<Zeroizing<Vec<u8>>> {
    if wrong(bits) > MOST_WRONG {
        return None;
    }
    let mut bytes = Zeroizing::new(Vec::with_capacity(bits.size * bits.size / 8));
    Grid::new(bits).decode_to(&mut *bytes).ok()?;
    Some(bytes)
}

/// The share of modules in finders and timing rows that are not as they must be.
pub(super) fn wrong(bits: &Bits) -> f32 {
    let last = bits.size - 7;
    let (mut wrong, mut all) = (0_u16, 0_u16);
    let mut check = |column, row, dark| {
        all += 1;
        wrong += u16::from(bits.is_dark(column, row) != dark);
    };
    for (left, top) in [(0, 0), (last, 0), (0, last)] {
        for (row, column) in (0..7_usize).flat_map(|row| (0..7_usize).map(move |column| (row, column))) {
            let from_middle = row.abs_diff(3).max(column.abs_diff(3));
            check(left + column, top + row, from_middle != 2);
        }
    }
    for place in 8..bits.size - 8 {
        check(place, timing::ROW, place % 2 == 0);
        check(timing::ROW, place, place % 2 == 0);
    }
    f32::from(wrong) / f32::from(all)
}
