//! Reminders to register before the time for it is over (E10).

use warifu::otp::UnixTime;

use super::{Service, ServiceError, WrittenMail, earlier};
use crate::domain::grace::{Grace, REMINDERS};
use crate::domain::group::GroupName;
use crate::domain::{days, in_japan};
use crate::store::{Among, Member};

/// How many members are reminded at once of each reminder, each minute: no flood of mails after an import.
const AT_ONCE: u32 = 100;

impl Service {
    /// Reminds members without a key whose time to register ends soon; how many. Each reminder goes out once, whichever
    /// node sends it; where no mail is sent, none is used up.
    ///
    /// # Errors
    /// Whatever keeps the store from answering.
    pub async fn remind(&self) -> Result<usize, ServiceError> {
        if !self.sends_mail {
            return Ok(0);
        }
        let named: Vec<&GroupName> = self.policy.groups.keys().collect();
        let everybody_else = Among { groups: &named, is_inside: false };
        let mut count = self.remind_among(everybody_else, self.policy.grace_days(None)).await?;
        for group in named {
            let members = Among { groups: &[group], is_inside: true };
            count += self.remind_among(members, self.policy.grace_days(Some(group))).await?;
        }
        Ok(count)
    }

    async fn remind_among(&self, members: Among<'_>, length: u32) -> Result<usize, ServiceError> {
        let now = self.clock.now();
        let mut count = 0;
        let nearer = REMINDERS.into_iter().skip(1).chain([0]);
        for (left, nearer) in REMINDERS.into_iter().zip(nearer).filter(|(left, _)| *left < length) {
            let added = [nearer, left].map(|left| earlier(now, days(length - left)));
            let mut tx = self.begin(now).await?;
            for member in tx.take_reminders(left, added, members, AT_ONCE).await? {
                let mail = self.reminder(&member, &Grace::of(member.added, length), now);
                tx.add_mail(&self.sealed_mail(&member, &mail, now)?).await?;
                count += 1;
            }
            tx.commit().await?;
        }
        Ok(count)
    }

    fn reminder(&self, member: &Member, grace: &Grace, now: UnixTime) -> WrittenMail {
        let (user, ends, origin) = (member.name.as_str(), in_japan(grace.ends), self.origin.as_str());
        let left = grace.days_left(now);
        let subject = format!(
            "[{}] 二要素認証の登録のお願い(あと{left}日) / Set up two-step sign-in ({left} day{})",
            self.policy.issuer,
            if left == 1 { "" } else { "s" }
        );
        let text = format!(
            "{user} 様\n\n\
             二要素認証がまだ登録されていません。{ends}(日本時間)を過ぎると、学外からサインインできなくなります。\n\
             次のページで登録してください。\n\n\
             You have not set up two-step sign-in yet. After {ends} (Japan) you cannot sign in from off campus.\n\
             Please set it up on this page.\n\n{origin}/\n"
        );
        WrittenMail { to: member.mail.clone(), subject, text }
    }
}
