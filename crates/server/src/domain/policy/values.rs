//! Values that a policy's file may have, each checked where it is read.

use serde::{Deserialize, Deserializer, de};

use crate::domain::MemberName;

/// A whole number from `MIN` to `MAX`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Within<const MIN: u32, const MAX: u32>(u32);

/// The shape of an ID: `A` stands for a letter, `9` for a digit.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(try_from = "String")]
pub struct Shape(String);

/// A shape with something else than `A` and `9`, or with nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a shape is written with A and 9 only")]
pub struct ShapeError;

impl<const MIN: u32, const MAX: u32> Within<MIN, MAX> {
    /// The number.
    pub const fn get(self) -> u32 {
        self.0
    }
}

impl<'de, const MIN: u32, const MAX: u32> Deserialize<'de> for Within<MIN, MAX> {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let found = i64::deserialize(from)?;
        let fits = u32::try_from(found).ok().filter(|number| (MIN..=MAX).contains(number));
        fits.map(Self).ok_or_else(|| de::Error::custom(format!("must be {MIN} to {MAX}, got {found}")))
    }
}

impl Shape {
    /// Whether `name` has it.
    pub fn fits(&self, name: &MemberName) -> bool {
        let name = name.as_str();
        name.len() == self.0.len()
            && self.0.bytes().zip(name.bytes()).all(|(shape, found)| match shape {
                b'A' => found.is_ascii_alphabetic(),
                _ => found.is_ascii_digit(),
            })
    }

    /// An ID that has it: letters and digits in their order.
    pub fn example(&self) -> String {
        let (mut letters, mut digits) = (('a'..='z').cycle(), ('1'..='9').cycle());
        let next = |shape: char| if shape == 'A' { letters.next() } else { digits.next() };
        self.0.chars().filter_map(next).collect()
    }
}

impl TryFrom<String> for Shape {
    type Error = ShapeError;

    fn try_from(text: String) -> Result<Self, ShapeError> {
        let fits = !text.is_empty() && text.bytes().all(|byte| matches!(byte, b'A' | b'9'));
        fits.then_some(Self(text)).ok_or(ShapeError)
    }
}
