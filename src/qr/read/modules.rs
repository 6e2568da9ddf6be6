//! The modules of a code as brightness, and as dark and light.

use zeroize::Zeroizing;

use super::plane::Plane;
use super::view::View;

/// The brightness of every module, row by row.
pub(super) struct Modules {
    size: usize,
    values: Zeroizing<Vec<f32>>,
}

/// Dark modules are `true`, row by row.
pub(super) struct Bits {
    pub(super) size: usize,
    pub(super) dark: Zeroizing<Vec<bool>>,
}

/// How dark is told from light.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Threshold {
    /// One level for all modules, which splits them best (Otsu).
    Global,
    /// Half way between the darkest and the lightest module around.
    Local,
    /// The mean of the modules around.
    Mean,
}

/// How many modules around count for a local threshold.
const AROUND: usize = 4;

impl Modules {
    /// Reads the brightness in the middle of every module.
    pub(super) fn sample(view: &View<'_>, plane: &Plane) -> Self {
        let size = plane.size;
        let places = (0..size).flat_map(|row| (0..size).map(move |column| (column, row)));
        let values = places.map(|(column, row)| view.at(plane.module(column, row))).collect();
        Self { size, values: Zeroizing::new(values) }
    }

    /// With what blur took from each module to its neighbours given back.
    pub(super) fn sharpened(&self, strength: f32) -> Self {
        let size = self.size;
        let places = (0..size).flat_map(|row| (0..size).map(move |column| (column, row)));
        let values = places.map(|(column, row)| {
            let beside = self.value(column.saturating_sub(1), row)
                + self.value((column + 1).min(size - 1), row)
                + self.value(column, row.saturating_sub(1))
                + self.value(column, (row + 1).min(size - 1));
            let own = self.value(column, row);
            own + strength * (own - beside / 4.0)
        });
        Self { size, values: Zeroizing::new(values.collect()) }
    }

    /// Which modules are dark.
    pub(super) fn bits(&self, threshold: Threshold) -> Bits {
        let dark: Vec<bool> = match threshold {
            Threshold::Global => {
                let level = self.otsu();
                self.values.iter().map(|value| *value < level).collect()
            }
            Threshold::Local => {
                let (low, high) = (self.around(f32::min), self.around(f32::max));
                let middle = low.iter().zip(high.iter()).map(|(low, high)| (low + high) / 2.0);
                self.values.iter().zip(middle).map(|(value, level)| *value < level).collect()
            }
            Threshold::Mean => {
                let count = ((2 * AROUND + 1) * (2 * AROUND + 1)) as f32;
                let sums = self.around(|a, b| a + b);
                self.values.iter().zip(sums.iter()).map(|(value, sum)| *value < sum / count).collect()
            }
        };
        Bits { size: self.size, dark: Zeroizing::new(dark) }
    }

    fn value(&self, column: usize, row: usize) -> f32 {
        self.values[row * self.size + column]
    }

    /// For each module what `join` makes of those around it; beyond the border stands the border again.
    fn around(&self, join: fn(f32, f32) -> f32) -> Zeroizing<Vec<f32>> {
        let across = self.along(&self.values, |line, place| line * self.size + place, join);
        Zeroizing::new(self.along(&across, |line, place| place * self.size + line, join))
    }

    fn along(
        &self,
        values: &[f32],
        index: impl Fn(usize, usize) -> usize,
        join: fn(f32, f32) -> f32,
    ) -> Vec<f32> {
        let mut joined = values.to_vec();
        for line in 0..self.size {
            for place in 0..self.size {
                let near =
                    (place..=place + 2 * AROUND).map(|at| at.saturating_sub(AROUND).min(self.size - 1));
                let all = near.map(|at| values[index(line, at)]).reduce(join);
                joined[index(line, place)] = all.unwrap_or_default();
            }
        }
        joined
    }

    /// The level that splits the modules into two classes with the least spread within each.
    fn otsu(&self) -> f32 {
        let mut counts = [0.0_f32; 256];
        self.values.iter().for_each(|value| counts[value.clamp(0.0, 255.0) as usize] += 1.0);
        let all: f32 = counts.iter().sum();
        let weighted: f32 = counts.iter().enumerate().map(|(level, count)| level as f32 * count).sum();
        let (mut below, mut sum) = (0.0, 0.0);
        let (mut best, mut first, mut last) = (-1.0, 0, 0);
        for (level, count) in counts.iter().enumerate() {
            below += count;
            sum += level as f32 * count;
            let apart = all * sum - weighted * below;
            let between = apart * apart / (below * (all - below)).max(1.0);
            if between > best * 1.000_01 {
                (best, first) = (between, level);
            }
            if between >= best * 0.999_9 {
                last = level;
            }
        }
        (first + last) as f32 / 2.0 + 1.0
    }
}

impl Bits {
    /// Whether a module is dark.
    pub(super) fn is_dark(&self, column: usize, row: usize) -> bool {
        self.dark[row * self.size + column]
    }
}
