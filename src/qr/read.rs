//! Reading: every code of a picture, dark on light and light on dark.

mod alignment;
mod decode;
mod erasures;
mod finder;
mod layout;
mod logo;
mod modules;
mod plane;
mod rank;
mod runs;
mod search;
mod smooth;
mod timing;
mod triple;
mod view;

use super::{Found, Luma};

/// How many passes a search has at most, each with a finer eye than the one before.
pub const PASSES: usize = search::COUNT;

/// Who waits for a search. The search has no clock: it asks.
pub trait Watch {
    /// Whether the search must end now, with what it has found so far. It is asked often, between small steps.
    fn is_over(&mut self) -> bool;

    /// The search begins another pass, from 0: from 1 on it looks closer.
    fn on_pass(&mut self, pass: usize) {
        let _ = pass;
    }
}

/// Waits for as long as it takes.
struct Patient;

impl Watch for Patient {
    fn is_over(&mut self) -> bool {
        false
    }
}

/// Every code that can be read in `picture`, with all [`PASSES`] and without a deadline.
pub fn read(picture: &Luma) -> Vec<Found> {
    read_within(picture, PASSES, &mut Patient)
}

/// Every code that at most `passes` passes read in `picture` before `watch` says that it is over.
pub fn read_within(picture: &Luma, passes: usize, watch: &mut impl Watch) -> Vec<Found> {
    search::Search::new(picture, watch).run(passes)
}

#[cfg(test)]
mod tests;
