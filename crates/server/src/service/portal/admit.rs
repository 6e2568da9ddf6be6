//! Who a directory's answer stands for: a member, or a person who becomes one.

use warifu::otp::UnixTime;

use crate::audit::Event;
use crate::directory::{Addresses, Found};
use crate::domain::{MemberId, MemberName};
use crate::service::notice::Notice;
use crate::service::{Service, ServiceError};
use crate::store::{Member, Transaction};

/// A member who may come in, and what is new about them.
pub(super) struct Admitted {
    pub(super) member: MemberId,
    pub(super) news: Option<Event>,
}

impl Service {
    /// The member that a directory found. Whoever it knows and we do not is added, with its address for recovery.
    pub(super) async fn admit(
        &self,
        tx: &mut dyn Transaction,
        name: &MemberName,
        found: &Found,
        now: UnixTime,
    ) -> Result<Admitted, ServiceError> {
        if *found == Found::Nobody {
            return Err(ServiceError::SignIn);
        }
        match (tx.member(name).await?, found) {
            (Some(member), Found::Theirs(addresses)) => self.follow(tx, member.id, addresses, now).await,
            (Some(member), _) if member.has_temporary_password => Err(ServiceError::TemporaryPassword),
            (Some(member), _) => Ok(Admitted { member: member.id, news: None }),
            (None, Found::Theirs(addresses)) => self.welcome(tx, name, addresses, now).await,
            (None, _) => Err(ServiceError::SignIn),
        }
    }

    /// Adds a member whom the directory knows. An ID of another shape is none here, whatever it opens elsewhere.
    async fn welcome(
        &self,
        tx: &mut dyn Transaction,
        name: &MemberName,
        addresses: &Addresses,
        now: UnixTime,
    ) -> Result<Admitted, ServiceError> {
        if !self.policy.member.fits(name) {
            tracing::warn!("somebody of the directory was refused: IDs here have another shape");
            return Err(ServiceError::SignIn);
        }
        let mail = addresses.choose(None).ok_or(ServiceError::NoAddress)?.to_owned();
        let member = Member::new(MemberId::make(&*self.random), name.clone(), mail, now);
        if tx.add_member(&member).await? {
            return Ok(Admitted { member: member.id, news: Some(Event::MemberAdded) });
        }
        let there = tx.member(name).await?.ok_or(ServiceError::SignIn)?; // signed in twice at the same moment
        Ok(Admitted { member: there.id, news: None })
    }

    /// Takes over the directory's address if it is another one, and tells the old one so. Where the directory has none,
    /// the one that is there stays.
    async fn follow(
        &self,
        tx: &mut dyn Transaction,
        id: MemberId,
        addresses: &Addresses,
        now: UnixTime,
    ) -> Result<Admitted, ServiceError> {
        tx.lock_member(id).await?; // of two at once, one tells
        let member = tx.member_by_id(id).await?.ok_or(ServiceError::SignIn)?;
        let unchanged = Ok(Admitted { member: id, news: None });
        let Some(address) = addresses.choose(Some(&member.mail)) else { return unchanged };
        if address == member.mail {
            return unchanged;
        }
        self.notify(tx, id, &Notice::AddressFollowed, now).await?;
        tx.set_mail(id, address).await?;
        Ok(Admitted { member: id, news: Some(Event::AddressChanged) })
    }
}
