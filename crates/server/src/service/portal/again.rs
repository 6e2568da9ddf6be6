//! A key that counts, shown once more (E5): where the rules have it, to whoever types a fresh one-time password.

use warifu::account::Account;

use super::charge::InCharge;
use crate::audit::{Entry, Event};
use crate::domain::{KeyId, SessionToken, TypedCode};
use crate::service::notice::Notice;
use crate::service::verify::{detail, entry};
use crate::service::{Reason, Service, ServiceError, Verdict};
use crate::store::Factor;

/// Who asks, in the audit log.
const PAGE: &str = "the setup key's page";

impl Service {
    /// Whether the rules let a key be shown once more.
    pub fn may_show_again(&self) -> bool {
        self.policy.keys.may_show_again
    }

    /// The account of an active key, for whoever types one of the member's codes, which is spent; its member is told.
    ///
    /// # Errors
    /// [`ServiceError::NotOffered`], [`ServiceError::NoSession`], [`ServiceError::CodeNeeded`], [`ServiceError::Gone`],
    /// and whatever keeps store or key ring from answering.
    pub async fn show_again(
        &self,
        token: &SessionToken,
        key: KeyId,
        typed: Option<&TypedCode>,
    ) -> Result<Result<Account, Reason>, ServiceError> {
        if !self.may_show_again() {
            return Err(ServiceError::NotOffered);
        }
        let now = self.clock.now();
        let mut tx = self.begin(now).await?;
        let InCharge { member, keys, .. } = self.in_charge(&mut *tx, token).await?.of_everything()?;
        let shown = keys.iter().find(|row| row.id == key && row.is_active()).ok_or(ServiceError::Gone)?;
        let guard = (Factor::code(member.id), self.policy.limits());
        let judged = self.spend_code(&mut *tx, guard, &keys, typed, now).await?;
        let (verdict, account) = match judged {
            Ok(spent) => {
                let notice = Notice::ShownAgain { key, device: &shown.device };
                self.notify(&mut *tx, member.id, &notice, now).await?;
                (Verdict::Accept { key: spent, browser: None }, Ok(self.account(&member, shown)?))
            }
            Err(reason) => (Verdict::Reject(reason), Err(reason)),
        };
        if let Some(entry) = entry(&verdict, now) {
            self.note(&mut *tx, entry.of(member.id).detail(detail(&verdict, PAGE))).await?;
        }
        if account.is_ok() {
            self.note(&mut *tx, Entry::new(Event::ShownAgain, now).of(member.id).key(key)).await?;
        }
        tx.commit().await?;
        Ok(account)
    }
}
