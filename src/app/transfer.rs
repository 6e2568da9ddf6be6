//! Backups out and in, and exports for other programs.

use super::accounts::is_named;
use super::{App, AppError, Credential, Ports, Proof};
use crate::account::Account;
use crate::transfer::migration;
use crate::vault::{Contents, Entry, EntryId, KdfParams, Passphrase, PassphraseError, VaultError, backup};
use zeroize::Zeroizing;

/// How an account of a file stands to those in the vault.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// It is not there yet, and will be added.
    New,
    /// Another key of the same issuer and user is there; both will be kept.
    SameName,
    /// The same key is there already; it will be left out.
    Duplicate,
}

/// One account of a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlanRow {
    /// Whose service.
    pub issuer: String,
    /// Which user.
    pub user: String,
    /// What will happen to it.
    pub standing: Standing,
    /// Issuer and user of the account that has the same key, or else the same name.
    pub like: Option<(String, String)>,
}

/// What an import will do. Nothing is saved before [`App::import`].
#[derive(Debug, Clone)]
pub struct Plan {
    entries: Vec<Judged>,
}

/// One account of a file, judged.
#[derive(Debug, Clone)]
struct Judged {
    entry: Entry,
    standing: Standing,
    like: Option<(String, String)>,
}

impl Plan {
    /// The accounts in the file's order.
    pub fn rows(&self) -> Vec<PlanRow> {
        let row = |Judged { entry, standing, like }: &Judged| {
            let (issuer, user) = names(entry);
            PlanRow { issuer, user, standing: *standing, like: like.clone() }
        };
        self.entries.iter().map(row).collect()
    }

    /// How many accounts will be added.
    pub fn additions(&self) -> usize {
        self.entries.iter().filter(|judged| judged.standing != Standing::Duplicate).count()
    }
}

impl<P: Ports> App<P> {
    /// The bytes of a backup file of all accounts, without the bin, under a new `passphrase` of its own. Whoever chooses
    /// that can read the keys in it, so the member must be there.
    ///
    /// # Errors
    /// [`AppError::Passphrase`] for a common one, [`AppError::Stale`] with an old proof, [`AppError::Locked`],
    /// [`AppError::Kdf`].
    pub async fn backup(&self, passphrase: &Passphrase, proof: Proof) -> Result<Vec<u8>, AppError> {
        proof.check(self.ports.now())?;
        if self.ports.is_common(passphrase).await? {
            return Err(PassphraseError::Common.into());
        }
        self.seal_backup(passphrase).await
    }

    /// The same under the vault's own passphrase.
    ///
    /// # Errors
    /// [`VaultError::WrongKey`] if `passphrase` does not open the vault, [`VaultError::NoSuchWrap`] if the vault has
    /// none, [`AppError::Locked`], [`AppError::Kdf`], [`AppError::Store`].
    pub async fn backup_as_vault(&self, passphrase: &Passphrase) -> Result<Vec<u8>, AppError> {
        if !self.can_lock() {
            return Err(VaultError::NoSuchWrap.into());
        }
        self.reauthenticate(Credential::Passphrase(passphrase)).await?;
        self.seal_backup(passphrase).await
    }

    async fn seal_backup(&self, passphrase: &Passphrase) -> Result<Vec<u8>, AppError> {
        let entries = self.with_entries(<[Entry]>::to_vec)?;
        let params = KdfParams::make(&self.ports);
        let kek = self.ports.derive(passphrase, &params).await?;
        Ok(backup::seal(&Contents { entries, ..Contents::default() }, &kek, params, &self.ports))
    }

    /// Reads a backup file and says what importing it would do.
    ///
    /// # Errors
    /// [`AppError::Vault`] with what is wrong with the file or its passphrase, [`AppError::Locked`],
    /// [`AppError::Kdf`].
    pub async fn open_backup(&self, bytes: &[u8], passphrase: &Passphrase) -> Result<Plan, AppError> {
        let (envelope, params) = backup::read(bytes)?;
        let kek = self.ports.derive(passphrase, &params).await?;
        let contents = backup::open(&envelope, &kek)?;
        self.with_entries(|existing| plan(contents.entries, existing))
    }

    /// Says what adding `accounts`, read from elsewhere, would do.
    ///
    /// # Errors
    /// [`AppError::Locked`].
    pub fn plan(&self, accounts: Vec<Account>) -> Result<Plan, AppError> {
        let entries = accounts.into_iter().map(|account| self.make_entry(account, None)).collect();
        self.with_entries(|existing| plan(entries, existing))
    }

    /// Adds what `plan` says, in one save, and gives the new entries. What was added meanwhile is left out.
    ///
    /// # Errors
    /// [`AppError::Locked`], [`AppError::Store`].
    pub async fn import(&self, plan_shown: Plan) -> Result<Vec<EntryId>, AppError> {
        let entries = plan_shown.entries.into_iter().map(|judged| judged.entry).collect();
        self.change(|contents| {
            let plan = plan(entries, &contents.entries);
            let added = plan.entries.into_iter().filter(|judged| judged.standing != Standing::Duplicate);
            // A fresh id each: the file may come from this very vault, whose bin may still know the old one.
            let added = added.map(|judged| Entry { id: EntryId::make(&self.ports), ..judged.entry });
            let from = contents.entries.len();
            contents.entries.extend(added);
            Ok(contents.entries[from..].iter().map(|entry| entry.id).collect())
        })
        .await
    }

    /// All accounts, for a file of another program. Whoever gets them has the keys.
    ///
    /// # Errors
    /// [`AppError::Stale`] with an old proof, [`AppError::Locked`].
    pub fn export_accounts(&self, proof: Proof) -> Result<Vec<Account>, AppError> {
        proof.check(self.ports.now())?;
        self.with_entries(|entries| entries.iter().map(|entry| entry.account.clone()).collect())
    }

    /// All accounts as Google Authenticator's export. Not encrypted: whoever sees it has the keys.
    ///
    /// # Errors
    /// [`AppError::Stale`] with an old proof, [`AppError::Locked`].
    pub fn export_migration(&self, proof: Proof) -> Result<migration::Written, AppError> {
        let accounts = self.export_accounts(proof)?;
        let mut batch = [0; 4];
        self.ports.fill(&mut batch);
        Ok(migration::write(&accounts, i32::from_le_bytes(batch) & i32::MAX))
    }

    /// All accounts as otpauth URIs, a line each. Not encrypted: whoever reads it has the keys.
    ///
    /// # Errors
    /// [`AppError::Stale`] with an old proof, [`AppError::Locked`].
    pub fn export_uris(&self, proof: Proof) -> Result<Zeroizing<String>, AppError> {
        proof.check(self.ports.now())?;
        self.with_entries(|entries| {
            let uris: Vec<_> = entries.iter().map(|entry| crate::otpauth::print(&entry.account)).collect();
            let mut lines = Zeroizing::new(String::with_capacity(uris.iter().map(|uri| uri.len() + 1).sum()));
            for uri in uris {
                lines.push_str(&uri);
                lines.push('\n');
            }
            lines
        })
    }
}

/// Judges each entry against those that are there and those before it in the file.
fn plan(entries: Vec<Entry>, existing: &[Entry]) -> Plan {
    let mut planned: Vec<Judged> = Vec::with_capacity(entries.len());
    for entry in entries {
        let (standing, like) = judge(&entry, existing.iter().chain(planned.iter().map(|other| &other.entry)));
        planned.push(Judged { entry, standing, like });
    }
    Plan { entries: planned }
}

fn judge<'a>(
    entry: &Entry,
    mut known: impl Iterator<Item = &'a Entry> + Clone,
) -> (Standing, Option<(String, String)>) {
    let account = &entry.account;
    if let Some(other) = known.clone().find(|other| other.account.same_key(account)) {
        return (Standing::Duplicate, Some(names(other)));
    }
    match known.find(|other| is_named(account) && other.account.same_name(account)) {
        Some(other) => (Standing::SameName, Some(names(other))),
        None => (Standing::New, None),
    }
}

fn names(entry: &Entry) -> (String, String) {
    (entry.account.issuer.as_str().to_owned(), entry.account.user.as_str().to_owned())
}
