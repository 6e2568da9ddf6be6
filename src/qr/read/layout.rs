//! Where a code keeps its codewords (ISO/IEC 18004, 7.3.8 to 7.8 and tables 9 and E.1).

use super::modules::Bits;

/// How a code of one size, level of correction and mask is built.
pub(super) struct Layout {
    pub(super) size: usize,
    mask: u16,
    /// How many codewords of each block correct the others.
    pub(super) correcting: usize,
    blocks: usize,
}

// Rows: the levels in the order of their bits in a code: medium, low, high, quartile. Columns: versions 1 to 40.
#[rustfmt::skip]
static CORRECTING: [[u8; 40]; 4] = [
    [10, 16, 26, 18, 24, 16, 18, 22, 22, 26, 30, 22, 22, 24, 24, 28, 28, 26, 26, 26, 26, 28, 28, 28, 28, 28, 28, 28, 28, 28, 28, 28, 28, 28, 28, 28, 28, 28, 28, 28],
    [7, 10, 15, 20, 26, 18, 20, 24, 30, 18, 20, 24, 26, 30, 22, 24, 28, 30, 28, 28, 28, 28, 30, 30, 26, 28, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30],
    [17, 28, 22, 16, 22, 28, 26, 26, 24, 28, 24, 28, 22, 24, 24, 30, 28, 28, 26, 28, 30, 24, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30],
    [13, 22, 18, 26, 18, 24, 18, 22, 20, 24, 28, 26, 24, 20, 30, 24, 28, 28, 26, 30, 28, 30, 30, 30, 30, 28, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30],
];
#[rustfmt::skip]
static BLOCKS: [[u8; 40]; 4] = [
    [1, 1, 1, 2, 2, 4, 4, 4, 5, 5, 5, 8, 9, 9, 10, 10, 11, 13, 14, 16, 17, 17, 18, 20, 21, 23, 25, 26, 28, 29, 31, 33, 35, 37, 38, 40, 43, 45, 47, 49],
    [1, 1, 1, 1, 1, 2, 2, 2, 2, 4, 4, 4, 4, 4, 6, 6, 6, 6, 7, 8, 8, 9, 9, 10, 12, 12, 12, 13, 14, 15, 16, 17, 18, 19, 19, 20, 21, 22, 24, 25],
    [1, 1, 2, 4, 4, 4, 5, 6, 8, 8, 11, 11, 16, 16, 18, 16, 19, 21, 25, 25, 25, 34, 30, 32, 35, 37, 40, 42, 45, 48, 51, 54, 57, 60, 63, 66, 70, 74, 77, 81],
    [1, 1, 2, 2, 4, 4, 6, 6, 8, 8, 8, 10, 12, 16, 12, 17, 16, 18, 21, 20, 23, 23, 25, 27, 29, 34, 34, 35, 38, 40, 43, 45, 48, 51, 53, 56, 59, 62, 65, 68],
];

impl Layout {
    /// Of a code with this format: `level` and `mask` are the bits that stand in the code.
    pub(super) fn of(size: usize, level: u16, mask: u16) -> Option<Self> {
        let version = (size.checked_sub(17)? / 4).checked_sub(1)?;
        let of_level =
            |table: &[[u8; 40]; 4]| table.get(usize::from(level))?.get(version).copied().map(usize::from);
        Some(Self { size, mask, correcting: of_level(&CORRECTING)?, blocks: of_level(&BLOCKS)? })
    }

    /// The modules of the codewords, eight for each, in the order in which they are read.
    pub(super) fn codewords(&self) -> Vec<[(usize, usize); 8]> {
        let centres = alignments(self.size);
        let columns = (1..self.size).rev().step_by(2).map(|right| if right <= 6 { right - 1 } else { right });
        let places = columns.flat_map(|right| {
            (0..2 * self.size).map(move |step| {
                let row = if (right + 1) & 2 == 0 { self.size - 1 - step / 2 } else { step / 2 };
                (right - step % 2, row)
            })
        });
        let data: Vec<_> = places.filter(|place| !is_fixed(self.size, &centres, *place)).collect();
        data.as_chunks().0.to_vec()
    }

    /// Whether the mask turns a module over.
    pub(super) fn is_masked(&self, (column, row): (usize, usize)) -> bool {
        let product = column * row;
        let value = match self.mask {
            0 => (row + column) % 2,
            1 => row % 2,
            2 => column % 3,
            3 => (row + column) % 3,
            4 => (row / 2 + column / 3) % 2,
            5 => product % 2 + product % 3,
            6 => (product % 2 + product % 3) % 2,
            _ => ((row + column) % 2 + product % 3) % 2,
        };
        value == 0
    }

    /// For each block which of `count` codewords it has: first those that are data, then those that correct.
    pub(super) fn blocks(&self, count: usize) -> Vec<Vec<usize>> {
        let short = self.blocks - count % self.blocks;
        let shortest = (count / self.blocks).saturating_sub(self.correcting);
        let mut blocks = vec![Vec::new(); self.blocks];
        let mut codewords = 0..count;
        for column in 0..=shortest + self.correcting {
            for (number, block) in blocks.iter_mut().enumerate() {
                if column != shortest || number >= short {
                    block.extend(codewords.next());
                }
            }
        }
        blocks
    }
}

/// The rows and columns in which alignment patterns have their middle.
fn alignments(size: usize) -> Vec<usize> {
    let version = (size - 17) / 4;
    if version == 1 {
        return Vec::new();
    }
    let count = version / 7 + 2;
    let step = if version == 32 { 26 } else { (version * 4 + count * 2 + 1) / (count * 2 - 2) * 2 };
    (0..count - 1).map(|back| size - 7 - step * back).chain([6]).collect()
}

/// Whether a module is no part of a codeword.
fn is_fixed(size: usize, alignments: &[usize], (column, row): (usize, usize)) -> bool {
    let (last, near) = (size - 8, 8);
    let in_finder = (column <= near || column >= last) && row <= near || column <= near && row >= last;
    let in_version = size >= 45 && (column < 6 && row + 11 >= size || row < 6 && column + 11 >= size);
    let beside = |place: usize| alignments.iter().find(|middle| middle.abs_diff(place) <= 2).copied();
    let in_alignment = match (beside(column), beside(row)) {
        (Some(6), Some(6)) => false,
        (Some(6), Some(middle)) | (Some(middle), Some(6)) => middle != size - 7,
        (Some(_), Some(_)) => true,
        _ => false,
    };
    in_finder || in_version || in_alignment || column == 6 || row == 6
}

impl Bits {
    /// The byte in these eight modules.
    pub(super) fn codeword(&self, layout: &Layout, modules: &[(usize, usize); 8]) -> u8 {
        modules.iter().fold(0, |byte, place| {
            byte << 1 | u8::from(self.is_dark(place.0, place.1) != layout.is_masked(*place))
        })
    }

    /// Puts a byte into these eight modules.
    pub(super) fn set_codeword(&mut self, layout: &Layout, modules: &[(usize, usize); 8], byte: u8) {
        for (number, place) in modules.iter().enumerate() {
            let bit = byte >> (7 - number) & 1 == 1;
            self.dark[place.1 * layout.size + place.0] = bit != layout.is_masked(*place);
        }
    }
}
