//! One conversation with the directory.

use ldap3::{
    DerefAliases, Ldap as Handle, LdapConnAsync, LdapConnSettings, LdapError, Scope, SearchEntry,
    SearchOptions, SearchResult,
};
use tokio::task::JoinSet;
use warifu::vault::Random;

use super::filter::LdapFilter;
use super::trust::{LdapSetupError, tls};
use crate::config::{AccountPassword, Ldap, TlsMode};
use crate::directory::{Addresses, Asked, DirectoryError, Found};

/// Result codes of RFC 4511 Appendix A.
mod code {
    pub(super) const SUCCESS: u32 = 0;
    pub(super) const SIZE_LIMIT_EXCEEDED: u32 = 4;
    /// Those by which directories refuse one person's bind: constraintViolation (locked there), noSuchObject,
    /// inappropriateAuthentication (no password set), invalidCredentials, insufficientAccessRights, unwillingToPerform.
    /// With any other one nobody could sign in, or the way there is not as it should be.
    pub(super) const REFUSALS: [u32; 6] = [19, 32, 48, 49, 50, 53];
}

/// The directory, and how it is asked.
pub(super) struct Server {
    settings: LdapConnSettings,
    url: String,
    account: Option<(String, AccountPassword)>,
    base: String,
    filter: LdapFilter,
    mail: String,
    /// A name that nobody has, and a password.
    nobody: (String, String),
}

/// An ID's entry.
struct Entry {
    dn: String,
    addresses: Addresses,
}

impl Server {
    pub(super) fn new(ldap: &Ldap, random: &dyn Random) -> Result<Self, LdapSetupError> {
        let settings = LdapConnSettings::new().set_starttls(ldap.tls == TlsMode::Starttls);
        let settings = match ldap.tls {
            TlsMode::None => settings,
            TlsMode::Implicit | TlsMode::Starttls => settings.set_config(tls(ldap.ca.as_deref())?),
        };
        let nobody = (format!("cn={},{}", word(random), ldap.base), word(random));
        let (url, account, base) = (ldap.url.clone(), ldap.account.clone(), ldap.base.clone());
        Ok(Self {
            settings,
            url,
            account,
            base,
            filter: ldap.filter.clone(),
            mail: ldap.mail.clone(),
            nobody,
        })
    }

    /// Who ID and password belong to.
    pub(super) async fn judge(&self, asked: &Asked) -> Result<Found, DirectoryError> {
        let (connection, mut handle) =
            LdapConnAsync::with_settings(self.settings.clone(), &self.url).await.map_err(away)?;
        let mut driver = JoinSet::new(); // ends with this conversation, whatever becomes of it
        driver.spawn(connection.drive());
        if let Some((dn, password)) = &self.account {
            let code = handle.simple_bind(dn, password.expose()).await.map_err(away)?.rc;
            willing("the account's bind", code, &[code::SUCCESS])?;
        }
        let entry = self.find(&mut handle, asked.name.as_str()).await?;
        let is_right = match &entry {
            Some(entry) => bind(&mut handle, &entry.dn, asked.password.expose()).await?,
            None => bind(&mut handle, &self.nobody.0, &self.nobody.1).await?,
        };
        let _ = handle.unbind().await; // what was judged stays so, however they part
        Ok(match entry.filter(|_| is_right) {
            Some(entry) => Found::Theirs(entry.addresses),
            None => Found::Nobody,
        })
    }

    /// The one entry of that ID. With more than one, or without a name of its own, there is none.
    async fn find(&self, handle: &mut Handle, id: &str) -> Result<Option<Entry>, DirectoryError> {
        let options = SearchOptions::new().deref(DerefAliases::Never).sizelimit(2);
        let filter = self.filter.of(id);
        let search = handle.with_search_options(options);
        let search = search.search(&self.base, Scope::Subtree, &filter, [self.mail.as_str()]);
        let SearchResult(entries, result) = search.await.map_err(away)?;
        willing("the search", result.rc, &[code::SUCCESS, code::SIZE_LIMIT_EXCEEDED])?;
        if result.rc == code::SIZE_LIMIT_EXCEEDED || entries.len() > 1 {
            tracing::warn!("an ID was refused: the directory has several entries for it");
            return Ok(None);
        }
        let entry = entries.into_iter().next().map(SearchEntry::construct);
        Ok(entry.filter(|entry| !entry.dn.is_empty()).map(|entry| self.read(entry)))
    }

    /// Names of attributes are written as the directory likes (RFC 4512 §2.5).
    fn read(&self, entry: SearchEntry) -> Entry {
        let is_mail = |name: &str| name.eq_ignore_ascii_case(&self.mail);
        let values = entry.attrs.into_iter().filter(|(name, _)| is_mail(name)).flat_map(|(_, values)| values);
        Entry { dn: entry.dn, addresses: Addresses::new(values) }
    }
}

/// Whether the password is that name's. It is never empty: a directory may take that for nobody in particular, and say yes
/// (RFC 4513 §5.1.2).
async fn bind(handle: &mut Handle, dn: &str, password: &str) -> Result<bool, DirectoryError> {
    if dn.is_empty() || password.is_empty() {
        return Ok(false);
    }
    let code = handle.simple_bind(dn, password).await.map_err(away)?.rc;
    if code::REFUSALS.contains(&code) {
        return Ok(false);
    }
    willing("the bind", code, &[code::SUCCESS])?;
    Ok(true)
}

fn willing(step: &'static str, code: u32, expected: &[u32]) -> Result<(), DirectoryError> {
    if expected.contains(&code) { Ok(()) } else { Err(DirectoryError::Unwilling { step, code }) }
}

fn away(error: LdapError) -> DirectoryError {
    DirectoryError::Away(error.into())
}

/// 128 bits as letters and digits.
fn word(random: &dyn Random) -> String {
    let mut bytes = [0; 16];
    random.fill(&mut bytes);
    format!("{:032x}", u128::from_be_bytes(bytes))
}
