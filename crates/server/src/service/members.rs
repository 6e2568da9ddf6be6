//! Adding members and relying parties.

use super::{Service, ServiceError};
use crate::audit::{Entry, Event};
use crate::domain::group::GroupName;
use crate::domain::{MemberId, MemberName, PartyId, PartyToken};
use crate::store::{Factor, Member, Party};

impl Service {
    /// Adds a member under the rules of `group`, or of everybody.
    ///
    /// # Errors
    /// [`ServiceError::Taken`], [`ServiceError::NoSuchGroup`], and whatever keeps the store from answering.
    pub async fn add_member(
        &self,
        name: MemberName,
        mail: &str,
        group: Option<GroupName>,
    ) -> Result<MemberId, ServiceError> {
        self.know(group.as_ref())?;
        let now = self.clock.now();
        let member =
            Member { group, ..Member::new(MemberId::make(&*self.random), name, mail.to_owned(), now) };
        let mut tx = self.begin(now).await?;
        if !tx.add_member(&member).await? {
            return Err(ServiceError::Taken);
        }
        self.note(&mut *tx, Entry::new(Event::MemberAdded, now).of(member.id)).await?;
        tx.commit().await?;
        Ok(member.id)
    }

    /// Puts a member under the rules of another group, or of everybody.
    ///
    /// # Errors
    /// [`ServiceError::NoSuchMember`], [`ServiceError::NoSuchGroup`], and whatever keeps the store from answering.
    pub async fn set_group(&self, name: &MemberName, group: Option<&GroupName>) -> Result<(), ServiceError> {
        self.know(group)?;
        let now = self.clock.now();
        let mut tx = self.begin(now).await?;
        let member = tx.member(name).await?.ok_or(ServiceError::NoSuchMember)?.id;
        tx.set_group(member, group).await?;
        let detail = group.map_or("", GroupName::as_str);
        self.note(&mut *tx, Entry::new(Event::GroupChanged, now).of(member).detail(detail)).await?;
        Ok(tx.commit().await?)
    }

    /// A group without rules is more likely misspelled than meant.
    fn know(&self, group: Option<&GroupName>) -> Result<(), ServiceError> {
        match group.is_none_or(|group| self.policy.groups.contains_key(group)) {
            true => Ok(()),
            false => Err(ServiceError::NoSuchGroup),
        }
    }

    /// Forgets the wrong tries that a member made: of password, code, mailed code, recovery code and release code.
    ///
    /// # Errors
    /// [`ServiceError::NoSuchMember`], and whatever keeps the store from answering.
    pub async fn unlock(&self, name: &MemberName) -> Result<(), ServiceError> {
        let now = self.clock.now();
        let mut tx = self.begin(now).await?;
        let id = tx.member(name).await?.ok_or(ServiceError::NoSuchMember)?.id;
        for guard in [
            Factor::password(name),
            Factor::code(id),
            Factor::mail_code(id),
            Factor::recovery(id),
            Factor::release(id),
        ] {
            tx.clear_tries(guard).await?;
        }
        self.note(&mut *tx, Entry::new(Event::Unlocked, now).of(id)).await?;
        Ok(tx.commit().await?)
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
