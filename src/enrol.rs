//! What an onboarding server and an authenticator say to each other, as values.
//!
//! The key page's URL carries an [`Offer`]; its [`Ticket`] is redeemed for a seed that only the holder of a
//! [`ClientKey`] can open ([`seal`], [`open`]); later a [`StatusProof`] shows that one still holds it. Nothing here
//! knows a clock, a storage or the network. docs/API.md has the layout byte by byte.

mod offer;
pub mod protocol;
mod sealed;
mod status;

pub use offer::{Offer, OfferError, Origin, ServerId, Ticket, TicketHash};
pub use protocol::KeyStatus;
pub use sealed::{Binding, ClientKey, Parameters, SealError, open, seal};
pub use status::StatusProof;

#[cfg(test)]
mod tests;
