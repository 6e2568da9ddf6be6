//! Which three finders may belong to one code.

use super::finder::{Finder, Need};
use super::rank::ranked;
use super::view::Point;

/// Three finders in the places they have in a code.
#[derive(Clone, Copy, Debug)]
pub(super) struct Triple {
    /// The one in the corner, its neighbour along the rows and along the columns.
    pub(super) finders: [Finder; 3],
    /// How badly they fit together.
    pub(super) cost: f32,
}

/// So many finders are looked at in one round: more would make far more triples.
pub(super) const MOST_FINDERS: usize = 40;

/// From here on one finder is as good as another, and those that were found first go first: on a sheet of many codes the
/// best ones lie apart, and make none.
const GOOD: f32 = 0.8;

/// How badly finders may fit together; those that are covered in part are less sure.
const fn most_cost(need: Need) -> f32 {
    match need {
        Need::Whole => 1.0,
        Need::Part => 1.5,
    }
}

/// Every triple of finders of one polarity that may be a code, the likeliest first.
pub(super) fn of(finders: &[Finder], need: Need) -> Vec<Triple> {
    let mut best = ranked(finders, |finder| -finder.quality.min(GOOD));
    best.truncate(MOST_FINDERS);
    let mut triples = Vec::new();
    for (first, a) in best.iter().enumerate() {
        for (second, b) in best.iter().enumerate().skip(first + 1) {
            let alike = best.iter().skip(second + 1).filter(|c| are_alike([a, b, c]));
            triples.extend(alike.filter_map(|c| Triple::of([*a, *b, *c])));
        }
    }
    triples.retain(|triple: &Triple| triple.cost <= most_cost(need));
    ranked(&triples, |triple| triple.cost)
}

/// Whether their modules are of about one size.
fn are_alike(finders: [&Finder; 3]) -> bool {
    let [a, b, c] = finders.map(|finder| finder.module);
    a.max(b).max(c) <= 1.7 * a.min(b).min(c)
        && finders.iter().all(|finder| finder.inverted == finders[0].inverted)
}

impl Triple {
    fn of(finders: [Finder; 3]) -> Option<Self> {
        let order = [[0, 1, 2], [1, 0, 2], [2, 0, 1]];
        let ordered = order.map(|order| order.map(|index| finders[index]));
        ordered.into_iter().filter_map(Self::with_corner).min_by(|a, b| a.cost.total_cmp(&b.cost))
    }

    /// With the first in the corner.
    fn with_corner([a, mut b, mut c]: [Finder; 3]) -> Option<Self> {
        let (mut right, mut down) = (from_to(a.centre, b.centre), from_to(a.centre, c.centre));
        if right[0] * down[1] < right[1] * down[0] {
            (b, c, right, down) = (c, b, down, right);
        }
        let (wide, high) = (length(right), length(down));
        let module = (a.module + b.module + c.module) / 3.0;
        let shortest = wide.min(high) / module;
        let longest = wide.max(high) / module;
        let slant = (right[0] * down[0] + right[1] * down[1]).abs() / (wide * high).max(1.0);
        let stretch = wide.max(high) / wide.min(high).max(1.0);
        if shortest < 10.0 || longest > 200.0 || slant > 0.42 || stretch > 1.6 {
            return None;
        }
        let modules = [a, b, c].map(|finder| finder.module / module);
        let spread = modules.iter().map(|share| (share - 1.0).abs()).sum::<f32>();
        let quality = a.quality + b.quality + c.quality;
        let cost = slant + (stretch - 1.0) + spread + (3.0 - quality) + longest / 400.0;
        Some(Self { finders: [a, b, c], cost })
    }

    /// The middles of the finders.
    pub(super) fn centres(&self) -> [Point; 3] {
        self.finders.map(|finder| finder.centre)
    }

    /// How many modules a side of the code may have, by the finders' sizes alone.
    pub(super) fn size(&self) -> f32 {
        let [a, b, c] = self.finders;
        let modules = |one: Finder, other: Finder| {
            2.0 * length(from_to(one.centre, other.centre)) / (one.module + other.module)
        };
        (modules(a, b) + modules(a, c)) / 2.0 + 7.0
    }
}

fn from_to(from: Point, to: Point) -> Point {
    [to[0] - from[0], to[1] - from[1]]
}

fn length([x, y]: Point) -> f32 {
    x.hypot(y)
}
