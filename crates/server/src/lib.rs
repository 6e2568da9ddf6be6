//! The onboarding server: hands out keys and judges one-time codes for a university.
//!
//! [`domain`] decides and knows no clock, storage or network; [`store`] keeps and spends; [`service`] brings the two
//! together, one transaction for each request; [`http`] speaks and decides nothing.

pub mod audit;
pub mod config;
pub mod directory;
pub mod domain;
pub mod http;
pub mod keyring;
pub mod look;
pub mod mail;
pub mod metrics;
pub mod password;
pub mod ports;
pub mod service;
pub mod setup;
pub mod store;
#[cfg(test)]
mod testing;
