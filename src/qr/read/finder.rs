//! Finders: the three squares in the corners of a code. A cut through a row names a place; cuts in other directions
//! tell whether a finder is there, where its middle is and how large it is.

use super::runs::Hit;
use super::view::{Point, View, Way};

/// A finder, or what looks like one.
#[derive(Clone, Copy, Debug)]
pub(super) struct Finder {
    /// Its middle.
    pub(super) centre: Point,
    /// How large a module is there, in pixels, in whatever direction the code lies.
    pub(super) module: f32,
    /// Whether it is light on dark.
    pub(super) inverted: bool,
    /// How much of it is as it should be, from 0 to 1.
    pub(super) quality: f32,
}

/// How much of a finder must be seen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Need {
    /// Core and ring all around.
    Whole,
    /// The core and most of the ring: a page may scroll beneath something.
    Part,
}

const RAYS: usize = 16;
/// The mean distance of a square's border from its middle, in all directions, as a share of half its side.
const MEAN_OF_SQUARE: f32 = 1.122;
/// How many rays must leave the outer square where it ends. Of a code without a border two sides are open.
const LEAST_CLOSED: usize = 5;

impl Need {
    /// How many rays may miss the ring.
    fn most_bad(self) -> usize {
        match self {
            Self::Whole => 4,
            Self::Part => 7,
        }
    }

    /// How much like a finder a place must be.
    fn least_likeness(self) -> f32 {
        match self {
            Self::Whole => 0.7,
            Self::Part => 0.5,
        }
    }
}

/// What is darker than this is dark, and how much of a finder must be so.
#[derive(Clone, Copy)]
struct Shade {
    threshold: f32,
    need: Need,
}

impl Finder {
    /// The finder at a hit in the row whose middle is `y`.
    pub(super) fn at(view: &View<'_>, hit: &Hit, y: f32, need: Need) -> Option<Self> {
        let shade = Shade { threshold: view.seen(hit.threshold), need };
        let down = Cut::through(view, [hit.x, y], Way::Down, shade, hit.module)?;
        let across = Cut::through(view, down.middle, Way::Right, shade, hit.module)?;
        let ratio = across.module / down.module;
        if !(0.5..=2.0).contains(&ratio) {
            return None;
        }
        let module = (across.module + down.module) / 2.0;
        Self::fit(view, [across.middle[0], down.middle[1]], module, shade, hit.inverted)
    }

    /// Measures in all directions.
    fn fit(view: &View<'_>, centre: Point, module: f32, shade: Shade, inverted: bool) -> Option<Self> {
        let (mut rays, mut bad) = ([Ray::default(); RAYS], 0);
        for (number, ray) in rays.iter_mut().enumerate() {
            *ray = Ray::cast(view, centre, direction(number), shade.threshold, module)?;
            if !ray.is_of_finder(module) {
                (ray.ring, ray.outer) = (None, None);
                bad += 1;
            }
            if bad > shade.need.most_bad() {
                return None;
            }
        }
        let closed = rays.iter().filter(|ray| ray.is_closed()).count();
        if closed < LEAST_CLOSED {
            return None;
        }
        let ring = rays.iter().filter_map(|ray| ray.ring).sum::<f32>() / (RAYS - bad) as f32;
        let (centre, module) = (middle(centre, &rays), ring / (2.5 * MEAN_OF_SQUARE));
        let along = lying(&rays, ring);
        let likeness = likeness(view, centre, [along[0] * module, along[1] * module], shade.threshold);
        let quality = likeness * (0.75 + 0.25 * closed as f32 / RAYS as f32);
        (likeness >= shade.need.least_likeness()).then_some(Self { centre, module, inverted, quality })
    }

    /// Whether a hit in row `y` is of this finder.
    pub(super) fn has(&self, hit: &Hit, y: f32) -> bool {
        self.inverted == hit.inverted
            && (self.centre[0] - hit.x).abs() < 1.5 * self.module
            && (self.centre[1] - y).abs() < 2.5 * self.module
    }
}

/// The middle between the ends of opposite rays, as far as both are seen.
fn middle(centre: Point, rays: &[Ray; RAYS]) -> Point {
    let (mut shift, mut weight) = ([0.0; 2], [0.0; 2]);
    for ray in 0..RAYS / 2 {
        let pair = [&rays[ray], &rays[ray + RAYS / 2]];
        if pair.iter().any(|ray| ray.ring.is_none()) {
            continue;
        }
        let by = pair[0].longer_than(pair[1]) / 2.0;
        for (axis, part) in direction(ray).into_iter().enumerate() {
            shift[axis] += part * by;
            weight[axis] += part * part;
        }
    }
    let moved = |axis: usize| if weight[axis] < 0.5 { 0.0 } else { shift[axis] / weight[axis] };
    [centre[0] + moved(0), centre[1] + moved(1)]
}

/// The direction of the finder's sides: a square reaches furthest towards its corners, four times in a round.
fn lying(rays: &[Ray; RAYS], mean: f32) -> Point {
    let (mut across, mut down) = (0.0, 0.0);
    for (number, ray) in rays.iter().enumerate() {
        let reach = ray.ring.map_or(0.0, |ring| (ring - mean).clamp(-0.3 * mean, 0.3 * mean));
        let angle = 4.0 * core::f32::consts::TAU * number as f32 / RAYS as f32;
        across += reach * angle.cos();
        down += reach * angle.sin();
    }
    let angle = (down.atan2(across) - core::f32::consts::PI) / 4.0;
    [angle.cos(), angle.sin()]
}

/// The correlation of the 49 modules there with those of a finder; `along` is one module. What is lighter than the ring
/// counts as light as that: it is something that covers the finder.
fn likeness(view: &View<'_>, centre: Point, along: Point, threshold: f32) -> f32 {
    let lightest = 2.0 * threshold - view.at(centre);
    let (mut light, mut dark, mut squares) = (0.0, 0.0, 0.0);
    for row in -3_i32..=3 {
        for column in -3_i32..=3 {
            let (x, y) = (column as f32, row as f32);
            let place = [centre[0] + x * along[0] - y * along[1], centre[1] + x * along[1] + y * along[0]];
            let seen = view.at(place).min(lightest);
            squares += seen * seen;
            if row.abs().max(column.abs()) == 2 { light += seen } else { dark += seen }
        }
    }
    let mean = (light + dark) / 49.0;
    let spread = (squares / 49.0 - mean * mean).max(1.0).sqrt();
    // 16 light and 33 dark modules: the factor makes a perfect finder 1
    (light / 16.0 - dark / 33.0) / spread * (16.0_f32 * 33.0).sqrt() / 49.0
}

fn direction(ray: usize) -> Point {
    let angle = core::f32::consts::TAU * ray as f32 / RAYS as f32;
    [angle.cos(), angle.sin()]
}

/// Distances from the middle to the end of the core, of the ring and of the outer square, where they end.
#[derive(Clone, Copy, Default)]
struct Ray {
    core: f32,
    ring: Option<f32>,
    outer: Option<f32>,
}

impl Ray {
    /// Goes from a place that is dark, as far as a finder of such modules reaches.
    fn cast(view: &View<'_>, from: Point, along: Point, threshold: f32, module: f32) -> Option<Self> {
        let step = (module * 0.25).clamp(0.5, 3.0);
        let steps = (reach(module) / step) as usize;
        let places = (0..=steps).map(|count| {
            let walked = count as f32 * step;
            [from[0] + along[0] * walked, from[1] + along[1] * walked]
        });
        Self::through(
            places.take_while(|place| view.has(*place)).map(|place| view.at(place)),
            step,
            threshold,
        )
    }

    /// What these brightnesses tell, the first of which is dark, and each so far from the next.
    fn through(mut seen: impl Iterator<Item = f32>, step: f32, threshold: f32) -> Option<Self> {
        let mut before = seen.next().filter(|level| *level <= threshold)?;
        let (mut ends, mut found, mut walked) = ([None; 3], 0, 0.0);
        for level in seen {
            walked += step;
            if (level > threshold) != (before > threshold) {
                ends[found] = Some(walked - step * (level - threshold) / (level - before));
                found += 1;
                if found == ends.len() {
                    break;
                }
            }
            before = level;
        }
        let [core, ring, outer] = ends;
        Some(Self { core: core?, ring, outer })
    }

    /// Whether its lengths are 1.5 and 2.5 modules, or longer by the same factor towards a corner.
    fn is_of_finder(&self, module: f32) -> bool {
        let slack = 0.35 / module.max(1.0);
        let is_ring = |ring: f32| (1.3 - slack..=2.15 + slack).contains(&(ring / self.core.max(0.1)));
        (0.65..=2.7).contains(&(self.core / module)) && self.ring.is_some_and(is_ring)
    }

    /// Whether the outer square ends where it must, and so is not a part of something larger.
    fn is_closed(&self) -> bool {
        let (Some(ring), Some(outer)) = (self.ring, self.outer) else { return false };
        let slack = 0.35 / self.core.max(0.5);
        (1.15..=1.75).contains(&(outer / ring)) && outer <= self.core * (3.0 + slack)
    }

    /// Whether the ring is about a module wide.
    fn has_ring(&self, module: f32) -> bool {
        self.ring.is_some_and(|ring| fits(ring - self.core, 1.0, module))
    }

    /// Whether the outer square is about a module wide.
    fn has_outer(&self, module: f32) -> bool {
        self.outer.zip(self.ring).is_some_and(|(outer, ring)| fits(outer - ring, 1.0, module))
    }

    /// By how much it is longer than the opposite one, by core and ring or, if one ring is covered, by the core.
    fn longer_than(&self, other: &Self) -> f32 {
        let by_core = self.core - other.core;
        match (self.ring, other.ring) {
            (Some(one), Some(other)) if (one - other).abs() < self.core => (one - other + by_core) / 2.0,
            _ => by_core,
        }
    }
}

/// A cut through a finder.
struct Cut {
    middle: Point,
    module: f32,
}

impl Cut {
    /// Through the pixel at a place, down or across.
    fn through(view: &View<'_>, at: Point, way: Way, shade: Shade, module: f32) -> Option<Self> {
        let ray = |way| {
            let pixels = view.pixels(at, way).take(reach(module) as usize + 2);
            Ray::through(pixels, 1.0, shade.threshold)
        };
        let (after, before) = (ray(way)?, ray(way.back())?);
        let core = after.core + before.core;
        let ring = |ray: &Ray| ray.ring.map(|ring| ring - ray.core);
        let seen = match (ring(&after), ring(&before)) {
            (Some(one), Some(other)) => Self::whole([&after, &before], (core + one + other) / 5.0),
            _ => None,
        };
        let (shift, module) = match seen {
            None if shade.need == Need::Part => Self::half([&after, &before], module)?,
            seen => seen?,
        };
        let [x, y] = at.map(|coordinate| coordinate.floor() + 0.5);
        let middle = if way == Way::Down { [at[0], y + shift] } else { [x + shift, at[1]] };
        Some(Self { middle, module })
    }

    /// How far the middle is towards the first ray, and how large modules are, if these are opposite rays of a finder.
    fn whole([after, before]: [&Ray; 2], module: f32) -> Option<(f32, f32)> {
        // of the outer square one end may be lost in what lies around, if the code has no border
        let is_finder = fits(after.core + before.core, 3.0, module)
            && after.has_ring(module)
            && before.has_ring(module)
            && (after.has_outer(module) || before.has_outer(module));
        is_finder.then_some((after.longer_than(before) / 2.0, module))
    }

    /// The same where something covers one side: the other one ends where it must.
    fn half([after, before]: [&Ray; 2], module: f32) -> Option<(f32, f32)> {
        let is_seen = |ray: &Ray| ray.has_ring(module) && ray.has_outer(module);
        let core = after.core + before.core;
        if core > 3.5 * module + 0.4 || core < 1.2 * module {
            return None;
        }
        match (is_seen(after), is_seen(before)) {
            (true, _) => Some((after.core - 1.5 * module, module)),
            (_, true) => Some((1.5 * module - before.core, module)),
            _ => None,
        }
    }
}

/// Whether a length is about so many modules.
fn fits(length: f32, modules: f32, module: f32) -> bool {
    (length - modules * module).abs() <= 0.5 * module + 0.4
}

/// How far something of such modules is looked for, in pixels.
fn reach(module: f32) -> f32 {
    7.0 * module + 2.0
}
