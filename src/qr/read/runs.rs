//! A row of pixels as runs that are dark and light by turns, without any threshold: a run ends where brightness turns
//! back by more than a step. So one scan sees codes on white, on black, in shade and faded alike.

/// The runs of one row.
#[derive(Default)]
pub(super) struct Runs {
    /// The darkest or lightest pixel of each run.
    levels: Vec<u8>,
    /// Where one run ends and the next begins: half way between their levels.
    edges: Vec<f32>,
    width: usize,
}

/// Smaller modules than this, in pixels, cannot be told apart.
const LEAST_MODULE: f32 = 1.2;

/// Five runs that look like a cut through the middle of a finder.
#[derive(Clone, Copy, Debug)]
pub(super) struct Hit {
    /// Where the middle of the middle run lies.
    pub(super) x: f32,
    /// How wide a module seems.
    pub(super) module: f32,
    /// Whether the middle is light.
    pub(super) inverted: bool,
    /// What is darker belongs to a dark module, in the brightness of the picture.
    pub(super) threshold: f32,
}

/// The last extreme of a row that is being read.
struct Extreme {
    level: u8,
    at: usize,
}

impl Runs {
    /// Reads a row; what turns back by less than `step` is noise.
    pub(super) fn read(&mut self, row: &[u8], step: u8) {
        self.levels.clear();
        self.edges.clear();
        self.width = row.len();
        let Some(&first) = row.first() else { return };
        let mut low = Extreme { level: first, at: 0 };
        let mut high = Extreme { level: first, at: 0 };
        let mut rising = None;
        let mut x = 1;
        while x < row.len() {
            let level = row[x];
            if level == row[x - 1] {
                x = after_equal(row, x, level);
                continue;
            }
            if level > high.level {
                high = Extreme { level, at: x };
            }
            if level < low.level {
                low = Extreme { level, at: x };
            }
            match rising {
                Some(true) | None if level.saturating_add(step) < high.level => {
                    self.turn(row, &high, rising.is_some());
                    rising = Some(false);
                    low = Extreme { level, at: x };
                }
                Some(false) | None if level > low.level.saturating_add(step) => {
                    self.turn(row, &low, rising.is_some());
                    rising = Some(true);
                    high = Extreme { level, at: x };
                }
                _ => (),
            }
            x += 1;
        }
        match rising {
            Some(true) => self.turn(row, &high, true),
            Some(false) => self.turn(row, &low, true),
            None => self.levels.push(first),
        }
    }

    /// Ends the run whose extreme is known now; its edge to the run before is looked for backwards from there.
    fn turn(&mut self, row: &[u8], extreme: &Extreme, has_edge: bool) {
        if let Some(before) = self.levels.last().copied().filter(|_| has_edge) {
            let middle = (f32::from(before) + f32::from(extreme.level)) / 2.0;
            self.edges.push(crossing(row, extreme.at, middle));
        }
        self.levels.push(extreme.level);
    }

    /// Every cut that may go through a finder.
    pub(super) fn hits(&self) -> impl Iterator<Item = Hit> {
        (2..self.levels.len().saturating_sub(2)).filter_map(|middle| self.hit(middle))
    }

    /// Whether the run is the middle of 1:1:3:1:1. One of the outer runs may be longer: a code may lack its border.
    fn hit(&self, middle: usize) -> Option<Hit> {
        let run = |index: usize| self.end(index) - self.start(index);
        let (left, centre, right) = (run(middle - 1), run(middle), run(middle + 1));
        let module = (left + centre + right) / 5.0;
        let slack = 0.5 * module + 0.35;
        let fits = |length: f32, modules: f32| (length - modules * module).abs() <= slack;
        if module < LEAST_MODULE || !fits(left, 1.0) || !fits(right, 1.0) || !fits(centre, 3.0) {
            return None;
        }
        let (before, after) = (run(middle - 2), run(middle + 2));
        let shortest = 0.5 * module - 0.35;
        if before.min(after) < shortest || !fits(before.min(after), 1.0) {
            return None;
        }
        let threshold = self.threshold(middle)?;
        let x = (self.start(middle) + self.end(middle)) / 2.0;
        Some(Hit { x, module, inverted: self.levels[middle] > self.levels[middle + 1], threshold })
    }

    /// Half way between middle and ring, if all five runs are of two levels.
    fn threshold(&self, middle: usize) -> Option<f32> {
        let level = |index: usize| f32::from(self.levels[index]);
        let inner = level(middle);
        let ring = [level(middle - 1), level(middle + 1)];
        let contrast = (ring[0] + ring[1]) / 2.0 - inner;
        let same = |one: f32, other: f32| (one - other).abs() <= 0.6 * contrast.abs();
        let alike =
            same(ring[0], ring[1]) && (same(level(middle - 2), inner) || same(level(middle + 2), inner));
        alike.then_some(inner + contrast / 2.0)
    }

    fn start(&self, run: usize) -> f32 {
        run.checked_sub(1).map_or(0.0, |edge| self.edges[edge])
    }

    fn end(&self, run: usize) -> f32 {
        self.edges.get(run).copied().unwrap_or(self.width as f32)
    }
}

/// The next pixel that is not of this level. Most of a screen is flat, so eight pixels are compared at once.
fn after_equal(row: &[u8], mut x: usize, level: u8) -> usize {
    while row.get(x..x + 8).is_some_and(|eight| eight == [level; 8]) {
        x += 8;
    }
    x + row[x..].iter().take_while(|pixel| **pixel == level).count()
}

/// Where the row last crossed `level` before pixel `from`.
fn crossing(row: &[u8], from: usize, level: f32) -> f32 {
    let side = f32::from(row[from]) > level;
    let before = (0..from).rev().find(|x| (f32::from(row[*x]) > level) != side).unwrap_or(0);
    let (one, next) = (f32::from(row[before]), f32::from(row[(before + 1).min(from)]));
    let share = if one == next { 0.5 } else { (level - one) / (next - one) };
    before as f32 + 0.5 + share
}
