//! What must wait for what: nothing more, since there is one writing transaction at a time.

use super::Open;
use crate::domain::{MemberId, WriterId};
use crate::store::Answer;

#[expect(clippy::unused_async, reason = "PostgreSQL's neighbours of these wait")]
impl Open {
    pub(super) async fn lock_decisions_about(&mut self, _: MemberId) -> Answer<()> {
        Ok(())
    }

    pub(super) async fn lock_chain(&mut self, _: WriterId) -> Answer<()> {
        Ok(())
    }
}
