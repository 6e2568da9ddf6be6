//! Adding members and relying parties.

use super::{Service, ServiceError};
use crate::audit::{Entry, Event};
use crate::domain::{MemberId, MemberName, PartyId, PartyToken};
use crate::store::{Member, Party};

impl Service {
    /// Adds a member.
    ///
    /// # Errors
    /// [`ServiceError::Taken`], and whatever keeps the store from answering.
    pub async fn add_member(&self, name: MemberName, mail: &str) -> Result<MemberId, ServiceError> {
        let now = self.clock.now();
        let member = Member { id: MemberId::make(&*self.random), name, mail: mail.to_owned(), added: now };
        let mut tx = self.begin(now).await?;
        if !tx.add_member(&member).await? {
            return Err(ServiceError::Taken);
        }
        self.note(&mut *tx, Entry::new(Event::MemberAdded, now).of(member.id)).await?;
        tx.commit().await?;
        Ok(member.id)
    }

    /// Adds a relying party; its token is shown now and never again.
    ///
    /// # Errors
    /// [`ServiceError::Taken`], and whatever keeps the store from answering.
    pub async fn add_party(&self, name: &str) -> Result<PartyToken, ServiceError> {
        let token = PartyToken::make(&*self.random);
        let party = Party { id: PartyId::make(&*self.random), name: name.to_owned() };
        let mut tx = self.begin(self.clock.now()).await?;
        if !tx.add_party(&party, token.digest()).await? {
            return Err(ServiceError::Taken);
        }
        tx.commit().await?;
        Ok(token)
    }

    /// The relying party that shows `token`.
    ///
    /// # Errors
    /// Whatever keeps the store from answering.
    pub async fn party(&self, token: &PartyToken) -> Result<Option<Party>, ServiceError> {
        Ok(self.store.read().await?.party(token.digest()).await?)
    }
}
