//! Reed-Solomon with erasures (ISO/IEC 18004, annex B): a byte that is known to be lost costs half of what an error
//! costs whose place has to be found too.

use g2p::{GaloisField, g2p};

g2p!(Gf256, 8, modulus: 0b1_0001_1101);

/// What must be left to tell a right correction from a wrong one, in bytes.
const SPARE: usize = 4;

/// Corrects a block of which the last `correcting` bytes correct the others, and `lost` are the places of those that
/// cannot be believed. `None` if there is more to correct than it can, with some to spare.
pub(super) fn correct(block: &mut [u8], correcting: usize, lost: &[usize]) -> Option<()> {
    let syndromes = syndromes(block, correcting);
    if syndromes.iter().all(|syndrome| *syndrome == Gf256::ZERO) {
        return Some(());
    }
    if lost.len() + SPARE > correcting {
        return None;
    }
    let powers: Vec<Gf256> = (0..block.len()).rev().map(|power| Gf256::GENERATOR.pow(power)).collect();
    let lost = lost.iter().map(|place| powers.get(*place).copied()).collect::<Option<Vec<_>>>()?;
    let locator = locator(&syndromes, &lost);
    let degree = locator.iter().rposition(|factor| *factor != Gf256::ZERO)?;
    if 2 * degree.saturating_sub(lost.len()) + lost.len() + SPARE > correcting {
        return None;
    }
    let evaluator: Vec<Gf256> = (0..correcting)
        .map(|power| sum((0..=power.min(degree)).map(|at| locator[at] * syndromes[power - at])))
        .collect();
    let slope = |x: Gf256| sum((1..=degree).step_by(2).map(|at| locator[at] * x.pow(at - 1)));
    let mut roots = 0;
    for (byte, power) in block.iter_mut().zip(&powers) {
        let inverse = Gf256::ONE / *power;
        if value(&locator, inverse) == Gf256::ZERO {
            roots += 1;
            *byte ^= (*power * value(&evaluator, inverse) / slope(inverse)).0;
        }
    }
    let is_right =
        roots == degree && self::syndromes(block, correcting).iter().all(|left| *left == Gf256::ZERO);
    is_right.then_some(())
}

fn sum(terms: impl Iterator<Item = Gf256>) -> Gf256 {
    terms.fold(Gf256::ZERO, |sum, term| sum + term)
}

fn value(factors: &[Gf256], x: Gf256) -> Gf256 {
    factors.iter().rev().fold(Gf256::ZERO, |value, factor| value * x + *factor)
}

fn syndromes(block: &[u8], correcting: usize) -> Vec<Gf256> {
    let at = |x: Gf256| block.iter().fold(Gf256::ZERO, |value, byte| value * x + Gf256(*byte));
    (0..correcting).map(|power| at(Gf256::GENERATOR.pow(power))).collect()
}

/// The polynomial whose roots are the places of errors and of what is lost (Berlekamp and Massey, after Blahut).
fn locator(syndromes: &[Gf256], lost: &[Gf256]) -> Vec<Gf256> {
    let mut locator = vec![Gf256::ZERO; syndromes.len() + 1];
    locator[0] = Gf256::ONE;
    for place in lost {
        for at in (1..locator.len()).rev() {
            locator[at] = locator[at] + locator[at - 1] * *place;
        }
    }
    let (mut before, mut length) = (locator.clone(), lost.len());
    for step in lost.len()..syndromes.len() {
        let gap = sum((0..=step).map(|at| locator[at] * syndromes[step - at]));
        before.rotate_right(1); // its last factor is zero: it grows by one a step
        before[0] = Gf256::ZERO;
        if gap == Gf256::ZERO {
            continue;
        }
        let corrected = locator.iter().zip(&before).map(|(own, other)| *own + gap * *other).collect();
        if 2 * length <= step + lost.len() {
            length = step + 1 + lost.len() - length;
            before = locator.iter().map(|factor| *factor / gap).collect();
        }
        locator = corrected;
    }
    locator
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Bytes followed by those that correct them.
    fn block(data: &[u8], correcting: usize) -> Vec<u8> {
        let mut generator = vec![Gf256::ONE];
        for root in 0..correcting {
            generator.push(Gf256::ZERO);
            for at in (1..generator.len()).rev() {
                generator[at] = generator[at] + generator[at - 1] * Gf256::GENERATOR.pow(root);
            }
        }
        let mut rest: Vec<Gf256> = data.iter().map(|byte| Gf256(*byte)).collect();
        rest.resize(data.len() + correcting, Gf256::ZERO);
        for at in 0..data.len() {
            let lead = rest[at];
            for (offset, factor) in generator.iter().enumerate() {
                rest[at + offset] += lead * *factor;
            }
        }
        data.iter().copied().chain(rest[data.len()..].iter().map(|byte| byte.0)).collect()
    }

    #[test]
    fn what_is_lost_comes_back() {
        let whole = block(b"otpauth://totp/a?secret=MZXW6YTB", 20);
        for (lost, wrong) in [(0, 0), (0, 8), (16, 0), (10, 3), (6, 5), (1, 0), (3, 6)] {
            let mut broken = whole.clone();
            for place in 0..lost + wrong {
                broken[place * 2] ^= 0x5a + place as u8;
            }
            let places: Vec<usize> = (0..lost).map(|place| place * 2).collect();
            assert_eq!(correct(&mut broken, 20, &places), Some(()), "{lost} {wrong}");
            assert_eq!(broken, whole, "{lost} {wrong}");
        }
    }

    #[test]
    fn too_much_is_not_guessed() {
        let whole = block(b"otpauth://totp/a?secret=MZXW6YTB", 20);
        for (lost, wrong) in [(0, 9), (17, 0), (12, 4), (20, 0), (52, 0)] {
            let mut broken = whole.clone();
            broken.iter_mut().take(lost + wrong).for_each(|byte| *byte ^= 0x5a);
            let places: Vec<usize> = (0..lost).collect();
            assert_eq!(correct(&mut broken, 20, &places), None, "{lost} {wrong}");
        }
    }
}
