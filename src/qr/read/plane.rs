//! How a code lies in the picture: from modules to pixels, with perspective.

use super::view::Point;

/// A projective plane given by the middles of three finders and by how far the second and the third are away compared
/// with the first: 1 is as far, which is so on every screen.
#[derive(Clone, Copy, Debug)]
pub(super) struct Plane {
    /// The middles of the finders: the one in the corner, its neighbour along the rows and along the columns.
    pub(super) centres: [Point; 3],
    /// The weights of the second and the third.
    pub(super) weights: [f32; 2],
    /// How many modules a side has.
    pub(super) size: usize,
}

/// The middle of a finder, in modules from the code's corner.
const CENTRE: f32 = 3.5;

impl Plane {
    /// Where a place of the code lies: columns and rows in modules from the code's upper left corner.
    pub(super) fn at(&self, column: f32, row: f32) -> Point {
        let [a, b, c] = self.centres;
        let (s, t) = (self.share(column), self.share(row));
        let (sb, tc) = (s * self.weights[0], t * self.weights[1]);
        let rest = 1.0 - s - t;
        let depth = (rest + sb + tc).max(0.05);
        [(rest * a[0] + sb * b[0] + tc * c[0]) / depth, (rest * a[1] + sb * b[1] + tc * c[1]) / depth]
    }

    /// Where the middle of a module lies.
    pub(super) fn module(&self, column: usize, row: usize) -> Point {
        self.at(column as f32 + 0.5, row as f32 + 0.5)
    }

    /// The corners of the code: upper left, upper right, lower right, lower left.
    pub(super) fn corners(&self) -> [Point; 4] {
        let size = self.size as f32;
        [(0.0, 0.0), (size, 0.0), (size, size), (0.0, size)].map(|(column, row)| self.at(column, row))
    }

    /// The same, tilted so that a place of the code comes to lie at `to`; `None` if no tilt does that.
    pub(super) fn tilted(&self, column: f32, row: f32, to: Point) -> Option<Self> {
        let [a, b, c] = self.centres;
        let (s, t) = (self.share(column), self.share(row));
        let rest = 1.0 - s - t;
        let want = [rest * (to[0] - a[0]), rest * (to[1] - a[1])];
        let (first, second) =
            ([s * (b[0] - to[0]), s * (b[1] - to[1])], [t * (c[0] - to[0]), t * (c[1] - to[1])]);
        let area = first[0] * second[1] - first[1] * second[0];
        let weights = [
            (want[0] * second[1] - want[1] * second[0]) / area,
            (first[0] * want[1] - first[1] * want[0]) / area,
        ];
        let sound = |weight: f32| (0.5..=2.0).contains(&weight);
        (sound(weights[0]) && sound(weights[1])).then_some(Self { weights, ..*self })
    }

    fn share(&self, modules: f32) -> f32 {
        (modules - CENTRE) / (self.size as f32 - 2.0 * CENTRE)
    }
}
