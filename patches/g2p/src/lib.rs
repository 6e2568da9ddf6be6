//! Finite fields of characteristic 2, with what rqrr uses of the crate `g2p`: the macro [`g2p!`] and the trait
//! [`GaloisField`]. It stands in for that crate by `[patch.crates-io]`, since the original's product table of 64 KiB is
//! most of what reading a QR code adds to a WASM module, and its power takes 64 products where one look-up will do.
//! Here products are sums of logarithms: 768 bytes of tables for 256 elements. The results are the same.

use core::fmt::Debug;
use core::ops::{Add, AddAssign, Div, Mul, MulAssign, Sub};

/// A finite field whose elements are numbers below [`GaloisField::SIZE`].
pub trait GaloisField:
    Add<Output = Self>
    + AddAssign
    + Sub<Output = Self>
    + Mul<Output = Self>
    + MulAssign
    + Div<Output = Self>
    + Copy
    + Debug
    + PartialEq
    + Eq
{
    /// How many elements there are.
    const SIZE: usize;
    /// The neutral element of the sum.
    const ZERO: Self;
    /// The neutral element of the product.
    const ONE: Self;
    /// Its powers are all elements but zero.
    const GENERATOR: Self;

    /// The element multiplied `exponent` times.
    #[must_use]
    fn pow(self, exponent: usize) -> Self;
}

/// The powers of 2 in the field with this modulus, said twice so that a sum of two logarithms needs no remainder.
#[must_use]
pub const fn powers<const TWICE: usize>(modulus: usize) -> [u8; TWICE] {
    let mut powers = [0; TWICE];
    let mut power = 1;
    let mut exponent = 0;
    while exponent < TWICE {
        powers[exponent] = power as u8;
        power *= 2;
        if power > TWICE / 2 {
            power ^= modulus;
        }
        exponent += 1;
    }
    powers
}

/// The inverse of [`powers`]; that of zero is never looked at.
#[must_use]
pub const fn logarithms<const SIZE: usize>(powers: &[u8]) -> [u8; SIZE] {
    let mut logarithms = [0; SIZE];
    let mut exponent = 0;
    while exponent < SIZE - 1 {
        logarithms[powers[exponent] as usize] = exponent as u8;
        exponent += 1;
    }
    logarithms
}

/// Defines a field of 2^`bits` elements. 2 must generate it by this modulus.
#[macro_export]
macro_rules! g2p {
    ($field:ident, $bits:expr, modulus: $modulus:expr) => {
        #[doc = concat!("An element of a field of 2^", stringify!($bits), " elements.")]
        #[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
        pub struct $field(pub u8);

        impl $field {
            const ORDER: usize = (1 << $bits) - 1;
            const POWERS: [u8; 2 * ((1 << $bits) - 1)] = $crate::powers($modulus);
            const LOGARITHMS: [u8; 1 << $bits] = $crate::logarithms(&Self::POWERS);

            fn log(self) -> usize {
                static LOGARITHMS: [u8; 1 << $bits] = $field::LOGARITHMS;
                LOGARITHMS[self.0 as usize & Self::ORDER] as usize
            }

            fn exp(exponent: usize) -> Self {
                static POWERS: [u8; 2 * ((1 << $bits) - 1)] = $field::POWERS;
                Self(POWERS[exponent])
            }
        }

        impl $crate::GaloisField for $field {
            const SIZE: usize = 1 << $bits;
            const ZERO: Self = Self(0);
            const ONE: Self = Self(1);
            const GENERATOR: Self = Self(2);

            fn pow(self, exponent: usize) -> Self {
                match (self.0, exponent) {
                    (_, 0) => Self(1),
                    (0, _) => Self(0),
                    _ => Self::exp(self.log() * (exponent % Self::ORDER) % Self::ORDER),
                }
            }
        }

        impl ::core::ops::Add for $field {
            type Output = Self;
            #[allow(clippy::suspicious_arithmetic_impl)]
            fn add(self, other: Self) -> Self {
                Self(self.0 ^ other.0)
            }
        }

        impl ::core::ops::Sub for $field {
            type Output = Self;
            #[allow(clippy::suspicious_arithmetic_impl)]
            fn sub(self, other: Self) -> Self {
                Self(self.0 ^ other.0)
            }
        }

        impl ::core::ops::AddAssign for $field {
            fn add_assign(&mut self, other: Self) {
                *self = *self + other;
            }
        }

        impl ::core::ops::Mul for $field {
            type Output = Self;
            fn mul(self, other: Self) -> Self {
                if self.0 == 0 || other.0 == 0 { Self(0) } else { Self::exp(self.log() + other.log()) }
            }
        }

        impl ::core::ops::MulAssign for $field {
            fn mul_assign(&mut self, other: Self) {
                *self = *self * other;
            }
        }

        impl ::core::ops::Div for $field {
            type Output = Self;
            /// The original panics where the divisor is zero; here that is zero.
            fn div(self, other: Self) -> Self {
                if self.0 == 0 || other.0 == 0 {
                    Self(0)
                } else {
                    Self::exp(self.log() + Self::ORDER - other.log())
                }
            }
        }
    };
}

#[cfg(test)]
mod tests {
    use super::GaloisField;

    g2p!(Small, 4, modulus: 0b1_0011);
    g2p!(Large, 8, modulus: 0b1_0001_1101);

    /// The product bit by bit.
    fn product(mut a: usize, mut b: usize, bits: u32, modulus: usize) -> u8 {
        let mut sum = 0;
        while b > 0 {
            sum ^= if b & 1 == 1 { a } else { 0 };
            a <<= 1;
            a ^= if a >> bits == 1 { modulus } else { 0 };
            b >>= 1;
        }
        u8::try_from(sum).unwrap()
    }

    #[test]
    fn products_quotients_and_powers_are_those_of_the_field() {
        for a in 0..=255 {
            for b in 0..=255 {
                let (x, y) = (Large(a), Large(b));
                assert_eq!((x * y).0, product(a.into(), b.into(), 8, 0b1_0001_1101));
                assert!(b == 0 || (x / y) * y == x);
            }
            let mut power = Large::ONE;
            for exponent in 0..600 {
                assert_eq!(Large(a).pow(exponent), power, "{a} {exponent}");
                power *= Large(a);
            }
        }
        for (a, b) in (0..16).flat_map(|a| (0..16).map(move |b| (a, b))) {
            assert_eq!((Small(a) * Small(b)).0, product(a.into(), b.into(), 4, 0b1_0011));
            assert!(b == 0 || (Small(a) / Small(b)) * Small(b) == Small(a));
        }
    }
}
