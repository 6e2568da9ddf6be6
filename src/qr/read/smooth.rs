//! A picture with each pixel averaged with its neighbours: noise goes, and dots that only nearly touch become lines.

use zeroize::Zeroizing;

use crate::qr::{Luma, Watch};

/// A picture and, once it was asked for, the same made smooth.
pub(super) struct Smooth<'a> {
    picture: &'a Luma,
    smooth: Option<Luma>,
    times: usize,
}

impl<'a> Smooth<'a> {
    pub(super) fn new(picture: &'a Luma) -> Self {
        Self { picture, smooth: None, times: 0 }
    }

    /// The picture made smooth so often, or more often if it was that already; `None` if it is over before that.
    pub(super) fn at_least(&mut self, times: usize, watch: &mut dyn Watch) -> Option<&Luma> {
        while self.times < times {
            self.smooth = Some(smooth(self.smooth.as_ref().unwrap_or(self.picture), watch)?);
            self.times += 1;
        }
        Some(self.smooth.as_ref().unwrap_or(self.picture))
    }
}

/// The mean of each pixel and the eight around it; beyond the edges stands the edge again.
fn smooth(picture: &Luma, watch: &mut dyn Watch) -> Option<Luma> {
    let (width, height) = (picture.width(), picture.height());
    let row = |y: usize| &picture.pixels()[y * width..(y + 1) * width];
    let mut pixels = Zeroizing::new(Vec::with_capacity(width * height));
    let mut sums = Zeroizing::new(vec![0_u16; width + 2]);
    for y in 0..height {
        if y % 64 == 0 && watch.is_over() {
            return None;
        }
        let rows = row(y.saturating_sub(1)).iter().zip(row(y)).zip(row((y + 1).min(height - 1)));
        for (sum, ((above, own), below)) in sums[1..].iter_mut().zip(rows) {
            *sum = u16::from(*above) + u16::from(*own) + u16::from(*below);
        }
        sums[0] = sums[1];
        sums[width + 1] = sums[width];
        pixels.extend(sums.windows(3).map(|three| ((three[0] + three[1] + three[2] + 4) / 9) as u8));
    }
    Some(Luma::of(width, height, pixels))
}
