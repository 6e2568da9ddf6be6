//! Browsers that are not asked for a code.

use warifu::otp::UnixTime;

use super::VerifyRequest;
use crate::audit::{Entry, Event};
use crate::domain::trusted::{Shown, Trusted};
use crate::domain::{BrowserId, BrowserToken, later};
use crate::service::{Service, ServiceError};
use crate::store::{Browser, Member, Transaction};

impl Service {
    /// `Some` if the browser is trusted, with its next token; the inner is `None` where another request of the same
    /// browser was given it a moment ago.
    pub(super) async fn trusted(
        &self,
        tx: &mut dyn Transaction,
        member: &Member,
        request: &VerifyRequest,
        now: UnixTime,
    ) -> Result<Option<Option<BrowserToken>>, ServiceError> {
        let (Some(token), Some(_)) = (&request.browser, self.policy.trusted_browser.lifetime()) else {
            return Ok(None);
        };
        let shown = token.digest();
        let Some(browser) = tx.browser(member.id, shown).await? else { return Ok(None) };
        match browser.trusted.show(shown, now) {
            Shown::Trusted => {
                let next = BrowserToken::make(&*self.random);
                let is_new = tx.rotate_browser(browser.id, shown, next.digest(), now).await?;
                Ok(Some(is_new.then_some(next)))
            }
            Shown::Copied => {
                tx.drop_browsers(member.id).await?;
                self.note(tx, Entry::new(Event::BrowserCopied, now).of(member.id)).await?;
                Ok(None)
            }
            Shown::Nothing => Ok(None),
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
