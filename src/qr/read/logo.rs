//! Codes with a picture in their middle. What it covers is known to be lost, and then twice as much can be corrected as
//! when it has to be found.

use rqrr::Grid;
use zeroize::Zeroizing;

use super::erasures;
use super::layout::Layout;
use super::modules::Bits;

/// How much of a side such a picture may cover.
const SHARES: [f32; 4] = [0.3, 0.4, 0.48, 0.54];

/// The code with what its middle covers put right, if that can be done.
pub(super) fn uncovered(bits: &Bits) -> Option<Bits> {
    let (format, _) = Grid::new(bits).get_raw_data().ok()?;
    let layout = Layout::of(bits.size, format.ecc_level, format.mask)?;
    let codewords = layout.codewords();
    SHARES.iter().find_map(|share| {
        let half = bits.size as f32 * share / 2.0;
        let is_lost = |place: usize| (place as f32 + 0.5 - bits.size as f32 / 2.0).abs() <= half;
        let lost: Vec<bool> = codewords
            .iter()
            .map(|modules| modules.iter().any(|(column, row)| is_lost(*column) && is_lost(*row)))
            .collect();
        corrected(bits, &layout, &codewords, &lost)
    })
}

fn corrected(bits: &Bits, layout: &Layout, codewords: &[[(usize, usize); 8]], lost: &[bool]) -> Option<Bits> {
    let mut right = Bits { size: bits.size, dark: bits.dark.clone() };
    for places in layout.blocks(codewords.len()) {
        let mut block: Zeroizing<Vec<u8>> =
            Zeroizing::new(places.iter().map(|place| bits.codeword(layout, &codewords[*place])).collect());
        let lost: Vec<usize> = (0..places.len()).filter(|index| lost[places[*index]]).collect();
        erasures::correct(&mut block, layout.correcting, &lost)?;
        for (place, byte) in places.iter().zip(block.iter()) {
            right.set_codeword(layout, &codewords[*place], *byte);
        }
    }
    Some(right)
}
