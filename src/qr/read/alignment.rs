//! The alignment pattern near the fourth corner, by which a tilt is known more exactly than by the timing rows.

use super::plane::Plane;
use super::view::View;

/// How well a pattern must fit, where 1 is perfect.
const LEAST: f32 = 0.5;

/// The plane corrected by the pattern, if there is one near where the plane has it.
pub(super) fn aligned(view: &View<'_>, plane: &Plane) -> Option<Plane> {
    if plane.size < 25 {
        return None; // the smallest code has none
    }
    let middle = plane.size as f32 - 6.5;
    let reach = if plane.size > 60 { 4.0 } else { 3.0 };
    let rough = best(view, plane, [middle, middle], reach, 0.5);
    let close = best(view, plane, rough.0, 0.4, 0.1);
    let to = plane.at(close.0[0], close.0[1]);
    (close.1 > LEAST).then(|| plane.tilted(middle, middle, to)).flatten()
}

/// The best place around `from`, in modules, and how well the pattern fits there.
fn best(view: &View<'_>, plane: &Plane, from: [f32; 2], reach: f32, step: f32) -> ([f32; 2], f32) {
    let steps = (reach / step) as i32;
    let mut best = (from, f32::MIN);
    for down in -steps..=steps {
        for across in -steps..=steps {
            let place = [from[0] + across as f32 * step, from[1] + down as f32 * step];
            let far = (across * across + down * down) as f32 / (steps * steps) as f32;
            let score = score(view, plane, place) - 0.1 * far;
            if score > best.1 {
                best = (place, score);
            }
        }
    }
    best
}

/// The correlation between the pattern and what is seen.
fn score(view: &View<'_>, plane: &Plane, [column, row]: [f32; 2]) -> f32 {
    let (mut light, mut dark, mut squares) = (0.0, 0.0, 0.0);
    for down in -2_i32..=2 {
        for across in -2_i32..=2 {
            let seen = view.at(plane.at(column + across as f32, row + down as f32));
            squares += seen * seen;
            if down.abs().max(across.abs()) == 1 { light += seen } else { dark += seen }
        }
    }
    let spread = squares / 25.0 - ((light + dark) / 25.0) * ((light + dark) / 25.0);
    // 8 light and 17 dark squares: the factor makes a perfect pattern 1
    let difference = light / 8.0 - dark / 17.0;
    if spread < 4.0 { 0.0 } else { difference / spread.sqrt() * (8.0_f32 * 17.0).sqrt() / 25.0 }
}
