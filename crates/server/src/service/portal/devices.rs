//! My devices: what there is, under which name, and what is lost.

use warifu::otp::UnixTime;

use super::charge::InCharge;
use crate::audit::{Entry, Event};
use crate::domain::enrolment::PENDING;
use crate::domain::release::Release;
use crate::domain::session::Power;
use crate::domain::{BrowserId, Intent, KeyId, KeyState, SessionToken};
use crate::service::notice::Notice;
use crate::service::{DeviceLabel, Service, ServiceError};
use crate::store::{Browser, KeyRow, Member};

/// A device as its member sees it.
#[derive(Clone, Debug)]
pub struct Device {
    /// Its key.
    pub key: KeyId,
    /// What it is called.
    pub name: String,
    /// Active, superseded or revoked.
    pub state: KeyState,
    /// Since when it is.
    pub since: UnixTime,
    /// When it was added.
    pub added: UnixTime,
    /// When a code of it was last right.
    pub used: Option<UnixTime>,
}

/// What a member has.
#[derive(Clone, Debug)]
pub struct Devices {
    /// Whose.
    pub member: Member,
    /// What the session may do.
    pub power: Power,
    /// Those that count, then those that did.
    pub devices: Vec<Device>,
    /// How many recovery codes are left.
    pub recovery_left: usize,
    /// The temporary release, if its member chose a code.
    pub release: Option<Release>,
    /// Until when a first key may be given from anywhere; `None` if there is no such time, or there was a key.
    pub register_until: Option<UnixTime>,
    /// Browsers that are not asked for a code.
    pub browsers: Vec<Browser>,
}

impl Devices {
    /// Those that count.
    pub fn active(&self) -> impl Iterator<Item = &Device> {
        self.devices.iter().filter(|device| device.state == KeyState::Active)
    }

    /// Whether recovery codes end if others are made, by whoever may make some.
    pub fn has_codes_to_lose(&self) -> bool {
        self.recovery_left > 0 && self.power == Power::Everything
    }

    /// Whether there is another way in when one device is away.
    pub fn has_second_way(&self) -> bool {
        self.recovery_left > 0 || self.active().count() > 1
    }
}

impl Device {
    fn of(key: &KeyRow) -> Option<Self> {
        let is_shown = matches!(key.state, KeyState::Active | KeyState::Superseded | KeyState::Revoked);
        is_shown.then(|| Self {
            key: key.id,
            name: key.device.clone(),
            state: key.state,
            since: key.since,
            // A key waits for its first code for so long from when it was made.
            added: UnixTime::from_ms(key.expires.as_ms().saturating_sub(PENDING.as_millis() as u64)),
            used: key.used,
        })
    }
}

impl Service {
    /// What the member who is signed in has.
    ///
    /// # Errors
    /// [`ServiceError::NoSession`], and whatever keeps the store from answering.
    pub async fn devices(&self, token: &SessionToken) -> Result<Devices, ServiceError> {
        let mut tx = self.begin(self.clock.now()).await?;
        let InCharge { member, keys, power, .. } = self.in_charge(&mut *tx, token).await?;
        let recovery_left = tx.recovery_codes(member.id).await?.len();
        let release = tx.release(member.id).await?.filter(|_| self.may_release()).map(|kept| kept.state);
        let browsers = tx.browsers_of(member.id, self.clock.now()).await?;
        tx.commit().await?;
        let register_until = self.registration(&member, &keys).ends();
        let mut devices: Vec<Device> = keys.iter().filter_map(Device::of).collect();
        devices.sort_by_key(|device| (device.state != KeyState::Active, device.added));
        Ok(Devices { member, power, devices, recovery_left, release, register_until, browsers })
    }

    /// Gives a device another name.
    ///
    /// # Errors
    /// [`ServiceError::NoSession`], [`ServiceError::Gone`], and whatever keeps the store from answering.
    pub async fn rename_device(
        &self,
        token: &SessionToken,
        key: KeyId,
        name: &DeviceLabel,
    ) -> Result<(), ServiceError> {
        let mut tx = self.begin(self.clock.now()).await?;
        let charge = self.in_charge(&mut *tx, token).await?;
        if !tx.rename_key(charge.member.id, key, name.as_str()).await? {
            return Err(ServiceError::Gone);
        }
        Ok(tx.commit().await?)
    }

    /// Trusts a browser of the member no longer.
    ///
    /// # Errors
    /// [`ServiceError::NoSession`], [`ServiceError::Gone`], and whatever keeps the store from answering.
    pub async fn forget_browser(&self, token: &SessionToken, browser: BrowserId) -> Result<(), ServiceError> {
        let now = self.clock.now();
        let mut tx = self.begin(now).await?;
        let member = self.in_charge(&mut *tx, token).await?.member.id;
        if !tx.drop_browser(member, browser).await? {
            return Err(ServiceError::Gone);
        }
        self.note(&mut *tx, Entry::new(Event::BrowserRevoked, now).of(member)).await?;
        Ok(tx.commit().await?)
    }

    /// Ends a lost or stolen device now, with all sessions and trusted browsers; the session that goes on.
    ///
    /// # Errors
    /// [`ServiceError::NoSession`], [`ServiceError::Enrolment`], and whatever keeps the store from answering.
    pub async fn lose_device(&self, token: &SessionToken, key: KeyId) -> Result<SessionToken, ServiceError> {
        let now = self.clock.now();
        let mut tx = self.begin(now).await?;
        let charge = self.in_charge(&mut *tx, token).await?;
        let member = charge.member.id;
        let lost = self.revoke_lost(&mut *tx, member, Intent::Lost(key)).await?.ok_or(ServiceError::Gone)?;
        let token = self.make_session(&mut *tx, member, charge.session.level, now).await?;
        self.notify(&mut *tx, member, &Notice::KeyLost { device: &lost.device }, now).await?;
        self.note(&mut *tx, Entry::new(Event::Revoked, now).of(member).key(key)).await?;
        tx.commit().await?;
        Ok(token)
    }
}
