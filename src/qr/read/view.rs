//! A grey picture as the search sees it: between its pixels, and upside down in brightness where a code is light.

use crate::qr::Luma;

/// A place in a picture, in pixels from its upper left corner; the middle of its first pixel is `[0.5, 0.5]`.
pub(super) type Point = [f32; 2];

/// A picture whose codes are dark: either it is so itself, or it is seen with its brightness turned over.
#[derive(Clone, Copy)]
pub(super) struct View<'a> {
    pixels: &'a [u8],
    width: usize,
    /// The middle of the last pixel of a row and of a column, counted from the middle of the first.
    last: Point,
    inverted: bool,
}

impl<'a> View<'a> {
    pub(super) fn new(picture: &'a Luma, inverted: bool) -> Self {
        let last = [(picture.width() - 1) as f32, (picture.height() - 1) as f32];
        Self { pixels: picture.pixels(), width: picture.width(), last, inverted }
    }

    /// The brightness at a place, between the four pixels around it; beyond the edges it is that of the edge.
    #[inline(never)]
    pub(super) fn at(&self, [x, y]: Point) -> f32 {
        let x = (x - 0.5).clamp(0.0, self.last[0]);
        let y = (y - 0.5).clamp(0.0, self.last[1]);
        let (column, row) = (x as usize, y as usize);
        let (across, down) = (x - column as f32, y - row as f32);
        let first = row * self.width + column;
        let beside = usize::from(across > 0.0);
        let second = if down > 0.0 { first + self.width } else { first };
        let pixel = |index: usize| f32::from(self.pixels.get(index).copied().unwrap_or_default());
        let upper = pixel(first) + (pixel(first + beside) - pixel(first)) * across;
        let lower = pixel(second) + (pixel(second + beside) - pixel(second)) * across;
        self.seen(upper + (lower - upper) * down)
    }

    /// The brightness of the pixel at a place and of those that follow it one way.
    pub(super) fn pixels(&self, [x, y]: Point, way: Way) -> impl Iterator<Item = f32> {
        let column = x.clamp(0.0, self.last[0]) as usize;
        let row = y.clamp(0.0, self.last[1]) as usize;
        let (stride, count) = match way {
            Way::Right => (1, self.width - column),
            Way::Left => (-1, column + 1),
            Way::Down => (self.width as isize, self.last[1] as usize + 1 - row),
            Way::Up => (-(self.width as isize), row + 1),
        };
        let mut index = row * self.width + column;
        (0..count).map(move |_| {
            let level = self.pixels.get(index).copied().unwrap_or_default();
            index = index.wrapping_add_signed(stride);
            self.seen(f32::from(level))
        })
    }

    /// A brightness of the picture as it is seen.
    pub(super) fn seen(&self, brightness: f32) -> f32 {
        if self.inverted { 255.0 - brightness } else { brightness }
    }

    /// Whether a place lies within the picture.
    pub(super) fn has(&self, [x, y]: Point) -> bool {
        x >= 0.0 && y >= 0.0 && x <= self.last[0] + 1.0 && y <= self.last[1] + 1.0
    }
}

/// A way along pixels.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Way {
    Right,
    Left,
    Down,
    Up,
}

impl Way {
    /// The opposite way.
    pub(super) fn back(self) -> Self {
        match self {
            Self::Right => Self::Left,
            Self::Left => Self::Right,
            Self::Down => Self::Up,
            Self::Up => Self::Down,
        }
    }
}
