//! A rectangle on a picture, in the picture's own pixels, whatever size the picture is shown at.

use crate::browser::picture::PixelRect;

/// A point on the picture.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Point {
    pub(super) x: f64,
    pub(super) y: f64,
}

/// The size of the picture.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Size {
    pub(super) width: f64,
    pub(super) height: f64,
}

/// A rectangle between two corners, either of which may be any of the four.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Area {
    from: Point,
    to: Point,
}

/// The least that can be read: a QR code has 21 modules to a side.
const LEAST: f64 = 21.0;

impl Area {
    /// From where the drag began to where it is.
    pub(super) fn between(from: Point, to: Point) -> Self {
        Self { from, to }
    }

    /// The middle of a picture, half as wide and high: where the keyboard begins.
    pub(super) fn middle(size: Size) -> Self {
        let at = |part: f64| Point { x: size.width * part, y: size.height * part };
        Self { from: at(0.25), to: at(0.75) }
    }

    /// Moved as a whole, as far as the picture goes.
    pub(super) fn moved(self, dx: f64, dy: f64, size: Size) -> Self {
        let (low, high) = self.corners();
        let dx = dx.clamp(-low.x, (size.width - high.x).max(-low.x));
        let dy = dy.clamp(-low.y, (size.height - high.y).max(-low.y));
        let shift = |point: Point| Point { x: point.x + dx, y: point.y + dy };
        Self { from: shift(low), to: shift(high) }
    }

    /// Its lower right corner moved: larger or smaller, within the picture.
    pub(super) fn resized(self, dx: f64, dy: f64, size: Size) -> Self {
        let (low, high) = self.corners();
        let to = Point {
            x: (high.x + dx).clamp((low.x + LEAST).min(size.width), size.width),
            y: (high.y + dy).clamp((low.y + LEAST).min(size.height), size.height),
        };
        Self { from: low, to }
    }

    /// The whole pixels it covers, within the picture; `None` if it is too small to hold a code.
    pub(super) fn pixels(self, size: Size) -> Option<PixelRect> {
        let (low, high) = self.corners();
        let (x, y) = (low.x.clamp(0.0, size.width).floor(), low.y.clamp(0.0, size.height).floor());
        let (right, bottom) = (high.x.clamp(0.0, size.width).ceil(), high.y.clamp(0.0, size.height).ceil());
        let enough = right - x >= LEAST && bottom - y >= LEAST;
        let whole = |number: f64| number as u32;
        enough.then(|| PixelRect {
            x: whole(x),
            y: whole(y),
            width: whole(right - x),
            height: whole(bottom - y),
        })
    }

    /// Left, top, width and height in hundredths of the picture, as the page draws it.
    pub(super) fn hundredths(self, size: Size) -> [f64; 4] {
        let (low, high) = self.corners();
        let across = |x: f64| 100.0 * x.clamp(0.0, size.width) / size.width;
        let down = |y: f64| 100.0 * y.clamp(0.0, size.height) / size.height;
        [across(low.x), down(low.y), across(high.x) - across(low.x), down(high.y) - down(low.y)]
    }

    fn corners(self) -> (Point, Point) {
        let low = Point { x: self.from.x.min(self.to.x), y: self.from.y.min(self.to.y) };
        let high = Point { x: self.from.x.max(self.to.x), y: self.from.y.max(self.to.y) };
        (low, high)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SIZE: Size = Size { width: 200.0, height: 100.0 };

    fn area(x: f64, y: f64, to_x: f64, to_y: f64) -> Area {
        Area::between(Point { x, y }, Point { x: to_x, y: to_y })
    }

    fn check(area: Area, expected: Option<[u32; 4]>) {
        let pixels = area.pixels(SIZE).map(|it| [it.x, it.y, it.width, it.height]);
        assert_eq!(pixels, expected, "{area:?}");
    }

    #[test]
    fn a_drag_in_any_direction_gives_the_same_pixels() {
        for (x, y, to_x, to_y) in [
            (10.0, 20.0, 60.0, 70.0),
            (60.0, 70.0, 10.0, 20.0),
            (60.0, 20.0, 10.0, 70.0),
            (10.0, 70.0, 60.0, 20.0),
        ] {
            check(area(x, y, to_x, to_y), Some([10, 20, 50, 50]));
        }
    }

    #[test]
    fn parts_of_pixels_count_whole_and_nothing_outside_counts() {
        check(area(10.6, 20.4, 60.2, 70.9), Some([10, 20, 51, 51]));
        check(area(-50.0, -50.0, 500.0, 500.0), Some([0, 0, 200, 100]));
        check(area(300.0, 300.0, 500.0, 500.0), None);
    }

    #[test]
    fn a_click_is_no_area() {
        check(area(10.0, 10.0, 10.0, 10.0), None);
        check(area(10.0, 10.0, 30.0, 90.0), None);
        check(area(10.0, 10.0, 31.0, 31.0), Some([10, 10, 21, 21]));
    }

    #[test]
    fn the_keyboard_stays_on_the_picture() {
        let middle = Area::middle(SIZE);
        check(middle, Some([50, 25, 100, 50]));
        check(middle.moved(-1000.0, 1000.0, SIZE), Some([0, 50, 100, 50]));
        check(middle.resized(1000.0, -1000.0, SIZE), Some([50, 25, 150, 21]));
        assert_eq!(middle.hundredths(SIZE), [25.0, 25.0, 50.0, 50.0]);
    }
}
