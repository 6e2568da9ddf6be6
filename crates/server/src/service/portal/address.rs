//! Another recovery address (P4): it counts once a code mailed to it was typed, and the old one is told.

use std::time::Duration;

use super::charge::InCharge;
use super::mail::Mailing;
use crate::audit::{Entry, Event};
use crate::domain::address::RecoveryAddress;
use crate::domain::mail_code::{MailCode, Refusal};
use crate::domain::{SessionToken, TypedCode, until};
use crate::service::notice::Notice;
use crate::service::{Service, ServiceError, WrittenMail};
use crate::store::Proves;

/// An address that waits for its code.
#[derive(Debug)]
pub struct NewAddress {
    /// The address.
    pub address: RecoveryAddress,
    /// For how long the newest code still counts; `None` if it does not.
    pub left: Option<Duration>,
}

impl Service {
    /// Whether members choose their recovery addresses here, and not in another directory.
    pub fn keeps_addresses(&self) -> bool {
        self.directory.is_own()
    }

    /// Mails a code to an address that shall become the member's; `write` makes the mail from it.
    ///
    /// # Errors
    /// [`ServiceError::NotOffered`], [`ServiceError::NoSession`], [`ServiceError::CodeNeeded`],
    /// [`ServiceError::TooSoon`], and whatever keeps the store from answering.
    pub async fn mail_address_code(
        &self,
        token: &SessionToken,
        address: &RecoveryAddress,
        write: impl FnOnce(&str, &MailCode) -> WrittenMail + Send,
    ) -> Result<(), ServiceError> {
        self.offers_addresses()?;
        let now = self.clock.now();
        let mut tx = self.begin(now).await?;
        let InCharge { member, .. } = self.in_charge(&mut *tx, token).await?.of_everything()?;
        let mailing = Mailing { member: &member, session: token.digest(), new: Some(address) };
        self.send_code(&mut *tx, mailing, write, now).await?;
        Ok(tx.commit().await?)
    }

    /// The address that waits for its code in this session.
    ///
    /// # Errors
    /// Whatever keeps the store from answering.
    pub async fn new_address(&self, token: &SessionToken) -> Result<Option<NewAddress>, ServiceError> {
        let now = self.clock.now();
        let mailed = self.store.read().await?.newest_mail_code(token.digest(), Proves::New).await?;
        let waiting = mailed.filter(|mailed| !mailed.state.over);
        let new = waiting.and_then(|mailed| {
            let left = mailed.state.reserve(now).is_ok().then(|| until(now, mailed.state.expires));
            // Rules that were changed since may refuse what they allowed.
            let address = RecoveryAddress::read(&mailed.address?, &self.policy.member).ok()?;
            Some(NewAddress { address, left })
        });
        Ok(new)
    }

    /// Takes the new address for whoever types the newest code that was mailed to it.
    ///
    /// # Errors
    /// [`ServiceError::NotOffered`], [`ServiceError::Wrong`], [`ServiceError::MailCode`], [`ServiceError::NoSession`],
    /// [`ServiceError::CodeNeeded`], and whatever keeps the store from answering.
    pub async fn prove_address(
        &self,
        token: &SessionToken,
        typed: Option<&TypedCode>,
    ) -> Result<(), ServiceError> {
        self.offers_addresses()?;
        let new = self.new_address(token).await?.ok_or(ServiceError::MailCode(Refusal::Over))?.address;
        let now = self.clock.now();
        let mut tx = self.begin(now).await?;
        let member = self.in_charge(&mut *tx, token).await?.of_everything()?.member.id;
        let mailed = tx.newest_mail_code(token.digest(), Proves::New).await?;
        // Another address may have been asked for in another tab since.
        let mailed = mailed.filter(|mailed| mailed.address.as_deref() == Some(new.as_str()));
        if !self.spend_mail_code(&mut *tx, member, mailed, typed, now).await? {
            tx.commit().await?;
            return Err(ServiceError::Wrong);
        }
        self.notify(&mut *tx, member, &Notice::AddressChanged { to: &new }, now).await?;
        tx.set_mail(member, new.as_str()).await?;
        self.note(&mut *tx, Entry::new(Event::AddressChanged, now).of(member).detail("by its member"))
            .await?;
        Ok(tx.commit().await?)
    }

    fn offers_addresses(&self) -> Result<(), ServiceError> {
        if self.keeps_addresses() { Ok(()) } else { Err(ServiceError::NotOffered) }
    }
}
