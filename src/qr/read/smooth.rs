//! A picture with each pixel averaged with its neighbours: noise goes, and dots that only nearly touch become lines.

use zeroize::Zeroizing;

use crate::qr::Luma;

/// The mean of each pixel and the eight around it; beyond the edges stands the edge again.
pub(super) fn smooth(picture: &Luma) -> Luma {
    let (width, height) = (picture.width(), picture.height());
    let row = |y: usize| &picture.pixels()[y * width..(y + 1) * width];
    let mut pixels = Zeroizing::new(Vec::with_capacity(width * height));
    let mut sums = Zeroizing::new(vec![0_u16; width + 2]);
    for y in 0..height {
        let rows = row(y.saturating_sub(1)).iter().zip(row(y)).zip(row((y + 1).min(height - 1)));
        for (sum, ((above, own), below)) in sums[1..].iter_mut().zip(rows) {
            *sum = u16::from(*above) + u16::from(*own) + u16::from(*below);
        }
        sums[0] = sums[1];
        sums[width + 1] = sums[width];
        pixels.extend(sums.windows(3).map(|three| ((three[0] + three[1] + three[2] + 4) / 9) as u8));
    }
    Luma::of(width, height, pixels)
}
