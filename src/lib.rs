//! The core of Warifu: keys, one-time codes, the vault and QR codes as plain values.
//!
//! Nothing here knows a clock, a storage, a network or a page. What is needed of those comes in as an
//! argument (the time) or through the small traits of [`app`].

pub mod account;
pub mod app;
pub mod enrol;
pub mod otp;
pub mod otpauth;
pub mod qr;
pub mod secret;
pub mod task;
#[cfg(test)]
mod testing;
pub mod transfer;
pub mod vault;
