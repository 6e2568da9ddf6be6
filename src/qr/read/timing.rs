//! How many modules a code has and how it is tilted: the two timing rows between the finders alternate only where
//! both are right.

use super::plane::Plane;
use super::rank::ranked;
use super::triple::Triple;
use super::view::View;

/// A plane and how well the timing rows fit it: 1 is perfect, 0 is chance.
#[derive(Clone, Copy, Debug)]
pub(super) struct Fit {
    pub(super) plane: Plane,
    pub(super) score: f32,
}

/// The timing rows stand on this row and this column.
pub(super) const ROW: usize = 6;
/// Below this it is not looked at any more.
pub(super) const LEAST: f32 = 0.22;
/// How many sizes are tried with a tilt.
const TILTED: usize = 4;

/// The likeliest planes of a triple, the best first, with no tilt or the one that the finders' sizes tell.
pub(super) fn fits(view: &View<'_>, triple: &Triple) -> Vec<Fit> {
    let leaning = leaning(triple);
    let leans = leaning.iter().any(|weight| (weight - 1.0).abs() > 0.03);
    let weights = [Some([1.0; 2]), leans.then_some(leaning)];
    let fits: Vec<Fit> = sizes(triple.size())
        .flat_map(|size| weights.into_iter().flatten().map(move |weights| (size, weights)))
        .map(|(size, weights)| Plane { centres: triple.centres(), weights, size })
        .map(|plane| Fit { plane, score: score(view, &plane) })
        .collect();
    ranked(&fits, |fit| -fit.score)
}

/// The likeliest of these fits after tilting, if the timing rows are anywhere.
pub(super) fn tilted(view: &View<'_>, fits: &[Fit]) -> Option<Fit> {
    let tilted = fits.iter().take(TILTED).map(|fit| tilt(view, *fit));
    tilted.max_by(|a, b| a.score.total_cmp(&b.score)).filter(|fit| fit.score > LEAST)
}

/// Every size near the one that the finders tell.
fn sizes(guess: f32) -> impl Iterator<Item = usize> {
    let reach = (guess * 0.14).max(5.0);
    (1..=40).map(|version| 17 + 4 * version).filter(move |size| (*size as f32 - guess).abs() <= reach)
}

/// The tilt that the finders' sizes tell.
fn leaning(triple: &Triple) -> [f32; 2] {
    let [a, b, c] = triple.finders.map(|finder| finder.module);
    [b, c].map(|far| (a / far).powf(2.0 / 3.0).clamp(0.7, 1.4))
}

/// Tries tilts along the rows, then along the columns, and once more.
fn tilt(view: &View<'_>, mut fit: Fit) -> Fit {
    for axis in [0, 1, 0, 1] {
        // half a module in the middle of the code
        let step = 2.0 / (fit.plane.size as f32 - 7.0).max(20.0);
        let start = fit.plane.weights[axis];
        for count in -12..=12 {
            let mut plane = fit.plane;
            plane.weights[axis] = start + step * count as f32 / 2.0;
            let along = score(view, &plane);
            if (0.6..=1.67).contains(&plane.weights[axis]) && along > fit.score {
                fit = Fit { plane, score: along };
            }
        }
    }
    fit
}

/// How well both timing rows alternate, compared with the contrast of the finders.
fn score(view: &View<'_>, plane: &Plane) -> f32 {
    let contrast = contrast(view, plane);
    if contrast < 3.0 {
        return 0.0;
    }
    let along = |row: bool| {
        let (mut sums, mut counts) = ([0.0; 2], [0.0; 2]);
        for place in 8..plane.size - 8 {
            let (column, line) = if row { (place, ROW) } else { (ROW, place) };
            sums[place % 2] += view.at(plane.module(column, line));
            counts[place % 2] += 1.0;
        }
        (sums[1] / counts[1] - sums[0] / counts[0]) / contrast
    };
    let rows = along(true).min(1.0);
    if rows < 2.0 * LEAST - 1.0 {
        return 0.0; // the columns cannot make up for that
    }
    (rows + along(false).min(1.0)) / 2.0
}

/// Between the cores of the finders and their rings.
fn contrast(view: &View<'_>, plane: &Plane) -> f32 {
    let size = plane.size;
    let middles = [(3, 3), (size - 4, 3), (3, size - 4)];
    let of_finder = |(column, row): (usize, usize)| {
        let ring = [(column - 2, row), (column + 2, row), (column, row - 2), (column, row + 2)];
        let light = ring.map(|(column, row)| view.at(plane.module(column, row))).iter().sum::<f32>() / 4.0;
        light - view.at(plane.module(column, row))
    };
    middles.map(of_finder).iter().sum::<f32>() / 3.0
}
