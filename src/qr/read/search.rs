//! A search: passes over the picture, each with a finer eye, until codes are found or time is over.

use super::finder::{Finder, Need};
use super::modules::{Modules, Threshold};
use super::plane::Plane;
use super::rank::ranked;
use super::runs::Runs;
use super::smooth::Smooth;
use super::timing::{self, Fit};
use super::triple::{self, Triple};
use super::view::{Point, View};
use super::{alignment, decode, logo};
use crate::qr::{Found, Luma, Watch};

/// How a pass looks for finders.
#[derive(Clone, Copy, Debug)]
struct Pass {
    /// Every how manieth row is read.
    rows: usize,
    /// By how much brightness must turn back to be more than noise.
    step: u8,
    /// How often the picture is made smooth first.
    smooth: usize,
    /// How much of a finder must be seen.
    need: Need,
}

/// The passes, in their order.
const PASSES: [Pass; 5] = [
    Pass { rows: 2, step: 40, smooth: 0, need: Need::Whole },
    Pass { rows: 2, step: 12, smooth: 0, need: Need::Part },
    Pass { rows: 2, step: 4, smooth: 0, need: Need::Whole },
    Pass { rows: 2, step: 16, smooth: 1, need: Need::Whole },
    Pass { rows: 2, step: 16, smooth: 2, need: Need::Whole },
];

/// How many passes there are.
pub(super) const COUNT: usize = PASSES.len();

/// More places than this are not kept.
const MOST_FINDERS: usize = 256;
/// How many triples are looked at in one pass.
const MOST_TRIPLES: usize = 120;
/// How many triples are looked at as if they lay tilted.
const MOST_TILTED: usize = 6;
/// Timing rows as clear as this belong to a code, even if it was not read.
const CLEAR: f32 = 0.6;
/// How often modules are read in one pass.
const MOST_SAMPLES: usize = 40;

pub(super) struct Search<'a> {
    picture: &'a Luma,
    watch: &'a mut dyn Watch,
    found: Vec<Found>,
}

impl<'a> Search<'a> {
    pub(super) fn new(picture: &'a Luma, watch: &'a mut dyn Watch) -> Self {
        Self { picture, watch, found: Vec::new() }
    }

    /// Every code that this many passes find.
    pub(super) fn run(mut self, passes: usize) -> Vec<Found> {
        let mut smooth = Smooth::new(self.picture);
        for (number, pass) in PASSES.iter().take(passes).enumerate() {
            self.watch.on_pass(number);
            let Some(picture) = smooth.at_least(pass.smooth, self.watch) else { break };
            let finders = self.finders(picture, *pass);
            let is_rest = self.all_codes(finders, pass.need);
            if self.watch.is_over() || !self.found.is_empty() && !is_rest {
                break;
            }
        }
        self.found
    }

    fn view(&self, inverted: bool) -> View<'a> {
        View::new(self.picture, inverted)
    }

    /// What looks like a finder.
    fn finders(&mut self, picture: &Luma, pass: Pass) -> Vec<Finder> {
        let (width, mut runs, mut finders) = (picture.width(), Runs::default(), Vec::<Finder>::new());
        for (y, row) in picture.pixels().chunks_exact(width).enumerate().step_by(pass.rows) {
            if y % 64 == 0 && self.watch.is_over() {
                break;
            }
            runs.read(row, pass.step);
            let middle = y as f32 + 0.5;
            for hit in runs.hits() {
                if finders.len() < MOST_FINDERS && !finders.iter().any(|finder| finder.has(&hit, middle)) {
                    finders.extend(Finder::at(&View::new(picture, hit.inverted), &hit, middle, pass.need));
                }
            }
        }
        finders
    }

    /// Reads the codes that these finders make, in rounds if there are too many for one, and says whether some seem to be
    /// left.
    fn all_codes(&mut self, mut finders: Vec<Finder>, need: Need) -> bool {
        loop {
            finders.retain(|finder| !self.is_known(finder.centre));
            let known = self.found.len();
            let is_rest = self.codes(&finders, need);
            if finders.len() <= triple::MOST_FINDERS || self.found.len() == known {
                return is_rest;
            }
        }
    }

    /// Reads the codes that the best of these finders make, and says whether some seem to be left.
    fn codes(&mut self, finders: &[Finder], need: Need) -> bool {
        let mut samples = MOST_SAMPLES;
        let likely = self.likely(finders, need);
        for (triple, fits) in &likely {
            self.try_fits(triple, fits.iter().take(2).filter(|fit| fit.score > timing::LEAST), &mut samples);
        }
        for (triple, fits) in ranked(&likely, |(triple, _)| triple.cost).iter().take(MOST_TILTED) {
            if !self.is_done(triple) {
                let fit = timing::tilted(&self.view(triple.finders[0].inverted), fits);
                self.try_fits(triple, fit.iter(), &mut samples);
            }
        }
        let is_clear = |fits: &[Fit]| fits.first().is_some_and(|fit| fit.score > CLEAR);
        likely.iter().any(|(triple, fits)| is_clear(fits) && !self.is_done(triple))
    }

    /// The likeliest triples with what their timing rows say, those with the clearest first.
    fn likely(&mut self, finders: &[Finder], need: Need) -> Vec<(Triple, Vec<Fit>)> {
        let mut likely = Vec::new();
        for triple in triple::of(finders, need).into_iter().take(MOST_TRIPLES) {
            if self.watch.is_over() {
                break;
            }
            let fits = timing::fits(&self.view(triple.finders[0].inverted), &triple);
            likely.push((triple, fits));
        }
        ranked(&likely, |(_, fits)| fits.first().map_or(0.0, |fit| -fit.score))
    }

    fn try_fits<'f>(&mut self, triple: &Triple, fits: impl Iterator<Item = &'f Fit>, samples: &mut usize) {
        let view = self.view(triple.finders[0].inverted);
        for fit in fits {
            if self.is_done(triple) {
                break;
            }
            self.found.extend(read(&view, &fit.plane, samples));
        }
    }

    /// Whether there is nothing to be done about a triple any more.
    fn is_done(&mut self, triple: &Triple) -> bool {
        self.watch.is_over() || triple.centres().iter().any(|centre| self.is_known(*centre))
    }

    /// Whether a place lies in a code that was read already.
    fn is_known(&self, place: Point) -> bool {
        self.found.iter().any(|found| is_within(place, &found.corners))
    }
}

/// Reads the code in a plane, with the tilt corrected if need be.
fn read(view: &View<'_>, plane: &Plane, samples: &mut usize) -> Option<Found> {
    let found = decode_at(view, plane, samples);
    found.or_else(|| decode_at(view, &alignment::aligned(view, plane)?, samples))
}

fn decode_at(view: &View<'_>, plane: &Plane, samples: &mut usize) -> Option<Found> {
    *samples = samples.checked_sub(1)?;
    let modules = Modules::sample(view, plane);
    let sharp = modules.sharpened(0.5);
    let ways = [
        (&modules, Threshold::Global),
        (&modules, Threshold::Local),
        (&sharp, Threshold::Mean),
        (&sharp, Threshold::Global),
    ];
    let bytes = ways
        .iter()
        .find_map(|(modules, threshold)| decode::decode(&modules.bits(*threshold)))
        .or_else(|| decode::decode(&logo::uncovered(&modules.bits(Threshold::Global))?))?;
    Some(Found { bytes, corners: plane.corners() })
}

/// Whether a place lies within four corners in their order.
fn is_within(place: Point, corners: &[Point; 4]) -> bool {
    (0..4).all(|index| {
        let (from, to) = (corners[index], corners[(index + 1) % 4]);
        (to[0] - from[0]) * (place[1] - from[1]) >= (to[1] - from[1]) * (place[0] - from[0])
    })
}
