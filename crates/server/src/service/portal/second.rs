//! The second step of signing in to the portal, for whoever has a key: a one-time password.

use warifu::otp::UnixTime;

use crate::domain::session::Level;
use crate::domain::{MemberId, SessionToken, TypedCode};
use crate::service::verify::{detail, entry};
use crate::service::{Reason, Service, ServiceError, Verdict};
use crate::store::{Factor, Transaction};

/// Who asks, in the audit log.
const PORTAL: &str = "the portal";

impl Service {
    /// A new session in the place of the old one, for whoever types one of the member's codes. Counted, judged and spent
    /// like everywhere else.
    ///
    /// # Errors
    /// [`ServiceError::NoSession`], and whatever keeps store or key ring from answering.
    pub async fn prove_code(
        &self,
        token: &SessionToken,
        typed: Option<&TypedCode>,
    ) -> Result<Result<SessionToken, Reason>, ServiceError> {
        let now = self.clock.now();
        let mut tx = self.begin(now).await?;
        let (_, member) = self.signed_in_alone(&mut *tx, token.digest()).await?;
        let keys = tx.keys_of(member.id).await?;
        let guard = (Factor::code(member.id), self.policy.limits());
        let judged = self.spend_code(&mut *tx, guard, &keys, typed, now).await?;
        let verdict = match judged {
            Ok(key) => Verdict::Accept { key, browser: None },
            Err(reason) => Verdict::Reject(reason),
        };
        let proven = match judged {
            Ok(_) => Ok(self.replace_session(&mut *tx, token, member.id, now).await?),
            Err(reason) => Err(reason),
        };
        if let Some(entry) = entry(&verdict, now) {
            self.note(&mut *tx, entry.of(member.id).detail(detail(&verdict, PORTAL))).await?;
        }
        tx.commit().await?;
        Ok(proven)
    }

    /// A session that knows a code, in the place of the old one.
    pub(super) async fn replace_session(
        &self,
        tx: &mut dyn Transaction,
        token: &SessionToken,
        member: MemberId,
        now: UnixTime,
    ) -> Result<SessionToken, ServiceError> {
        tx.drop_session(token.digest()).await?;
        self.make_session(tx, member, Level::Code, now).await
    }
}
