//! The onboarding server: hands out keys and judges one-time codes for a university.
//!
//! [`domain`] decides and knows no clock, storage or network.

pub mod audit;
pub mod domain;
pub mod keyring;
pub mod store;
#[cfg(test)]
mod testing;
