//! Browsers that are not asked for a code.

use warifu::otp::UnixTime;

use super::VerifyRequest;
use crate::domain::trusted::{Shown, Trusted};
use crate::domain::{BrowserId, BrowserToken, later};
use crate::service::{Service, ServiceError};
use crate::store::{Browser, Member, Transaction};

/// What a browser's token is worth.
pub(super) enum Trust {
    /// No code is asked. The next token, unless another request of the same browser was given it a moment ago.
    Yes(Option<BrowserToken>),
    /// A code is asked.
    No,
    /// Somebody copied it: none of the member's browsers is trusted any more.
    Copied,
}

impl Service {
    /// Whether the browser is trusted; its token is changed.
    pub(super) async fn trusted(
        &self,
        tx: &mut dyn Transaction,
        member: &Member,
        request: &VerifyRequest,
        now: UnixTime,
    ) -> Result<Trust, ServiceError> {
        let (Some(token), Some(_)) = (&request.browser, self.policy.trusted_browser.lifetime()) else {
            return Ok(Trust::No);
        };
        let shown = token.digest();
        let Some(browser) = tx.browser(member.id, shown).await? else { return Ok(Trust::No) };
        match browser.trusted.show(shown, now) {
            Shown::Trusted => {
                let next = BrowserToken::make(&*self.random);
                let is_new = tx.rotate_browser(browser.id, shown, next.digest(), now).await?;
                Ok(Trust::Yes(is_new.then_some(next)))
            }
            Shown::Copied => {
                tx.drop_browsers(member.id).await?;
                Ok(Trust::Copied)
            }
            Shown::Nothing => Ok(Trust::No),
        }
    }

    /// Trusts the browser from now on, if its member wishes and the policy allows.
    pub(super) async fn trust(
        &self,
        tx: &mut dyn Transaction,
        member: &Member,
        request: &VerifyRequest,
        now: UnixTime,
    ) -> Result<Option<BrowserToken>, ServiceError> {
        let Some(lifetime) = self.policy.trusted_browser.lifetime().filter(|_| request.trust) else {
            return Ok(None);
        };
        let token = BrowserToken::make(&*self.random);
        let (current, expires) = (token.digest(), later(now, lifetime));
        let trusted = Trusted { current, previous: None, rotated: now, expires };
        let id = BrowserId::make(&*self.random);
        tx.add_browser(&Browser { id, member: member.id, trusted }).await?;
        Ok(Some(token))
    }
}
