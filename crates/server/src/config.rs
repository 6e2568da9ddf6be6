//! What an operator sets: defaults, then the file, then the environment (`WARIFU_LISTEN` and so on).

mod ldap;
mod look;
mod password;
mod smtp;
mod tls;

use std::fs;
use std::net::{IpAddr, SocketAddr};
use std::path::{Path, PathBuf};

use figment::Figment;
use figment::providers::{Env, Format, Toml};
use ipnet::IpNet;
use serde::Deserialize;
use warifu::enrol::Origin;

use crate::domain::{Digest, Policy, PolicyError, WriterId};
use crate::http::Access;
pub use ldap::Ldap;
pub use password::AccountPassword;
pub use smtp::Smtp;
pub use tls::TlsMode;

const DEFAULTS: &str = r#"
listen = "127.0.0.1:8080"
data = "data"
preset = "nist"
campus = []
proxies = []
log = "info"
smtp_tls = "starttls"
node = "one"
"#;
/// Variables with the same beginning that are no settings.
const OTHERS: [&str; 5] = ["keyring", "config", "long", "python", "test_postgres"];

/// All settings.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Config {
    /// Where to listen.
    pub listen: SocketAddr,
    /// Where members reach the server; without it, where it listens.
    origin: Option<String>,
    /// Where `/metrics` is answered; without it nowhere.
    pub metrics: Option<SocketAddr>,
    /// The folder of database, key ring and checkpoints.
    pub data: PathBuf,
    /// The rules: `omu`, `osaka-u` or `nist`.
    preset: String,
    /// The university's colour, as `#rrggbb`; without it, ours.
    color: Option<String>,
    /// The same for whoever prefers dark pages.
    dark_color: Option<String>,
    /// A file with a square picture, PNG or SVG, that stands beside the university's name.
    emblem: Option<PathBuf>,
    /// The rules in a file of one's own, instead.
    policy_file: Option<PathBuf>,
    /// Networks from which no code is asked.
    pub campus: Vec<IpNet>,
    /// Networks of proxies that say from where a request comes.
    pub proxies: Vec<IpNet>,
    /// This node's name among its equals: each has an audit chain of its own. Equal names share one, and wait for it.
    node: String,
    /// Where checkpoints of the audit log are written, too; without it, a file in `data`.
    checkpoint_file: Option<PathBuf>,
    /// The server that takes mails; without it none is sent.
    smtp_host: Option<String>,
    /// Its port; without it 465 or 587.
    smtp_port: Option<u16>,
    /// How the way to it is protected: `starttls`, `implicit` or, on loopback, `none`.
    smtp_tls: TlsMode,
    /// Who sends, if it asks.
    smtp_user: Option<String>,
    /// With which password.
    smtp_password: Option<AccountPassword>,
    /// Whom mails come from.
    smtp_from: Option<String>,
    /// The certificate of its authority, if the system does not know that.
    smtp_ca: Option<PathBuf>,
    /// The directory that judges passwords; without it, our own database does.
    ldap_url: Option<String>,
    /// How the way to it is protected: `starttls`, `implicit` or, on loopback, `none`; without it, as its URL says.
    ldap_tls: Option<TlsMode>,
    /// Below which entry members are.
    ldap_base: Option<String>,
    /// Which entry is whose, with `{}` for the ID; without it, `(uid={})`.
    ldap_filter: Option<String>,
    /// Who looks for them, if not everybody may.
    ldap_bind_dn: Option<String>,
    /// With which password.
    ldap_bind_password: Option<AccountPassword>,
    /// The attribute with the recovery address; without it, `mail`.
    ldap_mail: Option<String>,
    /// The certificate of its authority, if the system does not know that.
    ldap_ca: Option<PathBuf>,
    /// The least that is logged: `error`, `warn`, `info`, `debug` or `trace`.
    pub log: Level,
}

/// What is logged.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Level {
    /// What was not answered.
    Error,
    /// What somebody should look at.
    Warn,
    /// Each request, in one line.
    Info,
    /// What helps to find a mistake.
    Debug,
    /// Everything. Even then no key, code, ticket or token.
    Trace,
}

/// Why the settings will not do.
#[derive(Debug, thiserror::Error)]
pub enum ConfigError {
    /// A value, and where it comes from.
    #[error("{0}")]
    Setting(Box<figment::Error>),
    /// A file cannot be read.
    #[error("{path} cannot be read")]
    File {
        /// Which.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// The rules.
    #[error("{path}, {source}")]
    Policy {
        /// The file, or the preset's name.
        path: String,
        /// What is wrong.
        source: PolicyError,
    },
    /// Where mails go.
    #[error("{0}")]
    Smtp(&'static str),
    /// Who judges passwords.
    #[error("{0}")]
    Ldap(&'static str),
    /// How the portal looks.
    #[error("{0}")]
    Look(&'static str),
    /// Codes and tickets would travel unencrypted.
    #[error("origin must be https, or http on a loopback name with listen on loopback, too")]
    Origin,
}

impl Config {
    /// The settings in `file`, if one is named, and in the environment.
    ///
    /// # Errors
    /// [`ConfigError::File`] and [`ConfigError::Setting`].
    pub fn read(file: Option<&Path>) -> Result<Self, ConfigError> {
        let text = file.map(read).transpose()?.unwrap_or_default();
        let figment = Figment::from(Toml::string(DEFAULTS)).merge(Toml::string(&text));
        let environment = Env::prefixed("WARIFU_").ignore(&OTHERS);
        figment.merge(environment).extract().map_err(|error| ConfigError::Setting(Box::new(error)))
    }

    /// Where members reach the server, and whom it therefore lets in.
    ///
    /// # Errors
    /// [`ConfigError::Origin`].
    pub fn origin(&self) -> Result<(Origin, Access), ConfigError> {
        let url = self.origin.clone().unwrap_or_else(|| format!("http://{}", self.listen));
        let origin = Origin::of(&url).map_err(|_| ConfigError::Origin)?;
        match (origin.as_str().starts_with("https:"), self.listen.ip().is_loopback()) {
            (true, _) => Ok((origin, Access::Network)),
            (false, true) => Ok((origin, Access::Loopback)),
            (false, false) => Err(ConfigError::Origin),
        }
    }

    /// The rules.
    ///
    /// # Errors
    /// [`ConfigError::Policy`] with the line, and [`ConfigError::File`].
    pub fn policy(&self) -> Result<Policy, ConfigError> {
        let (path, policy) = match &self.policy_file {
            Some(path) => (path.display().to_string(), Policy::read(&read(path)?)),
            None => (format!("preset {}", self.preset), Policy::preset(&self.preset)),
        };
        policy.map_err(|source| ConfigError::Policy { path, source })
    }

    /// The database's file.
    pub fn database(&self) -> PathBuf {
        self.data.join("warifu.db")
    }

    /// The key ring's file, unless the environment has the ring.
    pub fn keyring(&self) -> PathBuf {
        self.data.join("keyring")
    }

    /// Whose audit chain this process writes.
    pub fn writer(&self) -> WriterId {
        let digest = Digest::of(self.node.as_bytes());
        WriterId::from_bytes(*digest.as_bytes().first_chunk().expect("32 bytes"))
    }

    /// The file of checkpoints.
    pub fn checkpoints(&self) -> PathBuf {
        self.checkpoint_file.clone().unwrap_or_else(|| self.data.join("checkpoints.jsonl"))
    }
}

/// Whether a server of that name is on this machine for certain.
fn is_loopback(host: &str) -> bool {
    let address = host.trim_start_matches('[').trim_end_matches(']');
    host == "localhost" || address.parse().is_ok_and(|address: IpAddr| address.is_loopback())
}

fn read(path: &Path) -> Result<String, ConfigError> {
    fs::read_to_string(path).map_err(|source| ConfigError::File { path: path.to_owned(), source })
}

#[cfg(test)]
mod tests {
    use super::*;

    pub(super) fn config(text: &str) -> Result<Config, ConfigError> {
        let file = tempfile::NamedTempFile::new().unwrap();
        fs::write(file.path(), text).unwrap();
        Config::read(Some(file.path()))
    }

    #[test]
    fn plain_http_stays_on_this_machine() {
        let check = |text: &str, expected: Option<Access>| {
            assert_eq!(config(text).unwrap().origin().ok().map(|(_, access)| access), expected, "{text}");
        };
        check("", Some(Access::Loopback));
        check("listen = \"[::1]:80\"", Some(Access::Loopback));
        check("listen = \"0.0.0.0:80\"", None);
        check("listen = \"0.0.0.0:80\"\norigin = \"http://localhost\"", None);
        check("origin = \"http://mfa.example.ac.jp\"", None);
        check("origin = \"https://mfa.example.ac.jp\"", Some(Access::Network));
    }

    #[test]
    fn mails_go_where_they_are_safe() {
        let check = |text: &str, expected: Result<Option<(u16, TlsMode)>, &str>| {
            let smtp = config(text).unwrap().smtp().map(|smtp| smtp.map(|smtp| (smtp.port, smtp.tls)));
            assert_eq!(smtp.map_err(|error| error.to_string()), expected.map_err(str::to_owned), "{text}");
        };
        let from = "smtp_from = \"MFA <mfa@example.ac.jp>\"\n";
        check("", Ok(None));
        check(&format!("{from}smtp_host = \"mx.example.ac.jp\""), Ok(Some((587, TlsMode::Starttls))));
        let implicit = format!("{from}smtp_host = \"mx\"\nsmtp_tls = \"implicit\"");
        check(&implicit, Ok(Some((465, TlsMode::Implicit))));
        let plain = |host: &str| format!("{from}smtp_host = \"{host}\"\nsmtp_tls = \"none\"\nsmtp_port = 25");
        check(&plain("127.0.0.1"), Ok(Some((25, TlsMode::None))));
        check(&plain("192.0.2.1"), Err("smtp_tls may be none on loopback only"));
        let no_from = "smtp_host = \"mx\"";
        check(no_from, Err("smtp_from must be an address, such as MFA <mfa@example.ac.jp>"));
        let half = format!("{from}smtp_host = \"mx\"\nsmtp_user = \"mfa\"");
        check(&half, Err("smtp_user and smtp_password go together"));
        let whole = config("smtp_password = \"hidden\"").unwrap();
        assert!(!format!("{whole:?}").contains("hidden"));
    }

    #[test]
    fn a_wrong_setting_is_named() {
        for (text, named) in [
            ("listen = \"somewhere\"", "listen"),
            ("campus = [\"192.0.2.0/33\"]", "campus"),
            ("databse = \"x\"", "databse"),
            ("log = \"loud\"", "loud"),
        ] {
            let said = config(text).unwrap_err().to_string();
            assert!(said.contains(named), "{said}");
        }
        let said = config("preset = \"oxford\"").unwrap().policy().unwrap_err().to_string();
        assert_eq!(said, "preset oxford, the presets are omu, osaka-u and nist");
    }

    #[test]
    fn a_wrong_rule_is_named_with_file_and_line() {
        let rules = tempfile::NamedTempFile::new().unwrap();
        let text = include_str!("../presets/omu.toml").replace("stop_at = 100", "stop_at = 1000");
        fs::write(rules.path(), &text).unwrap();
        let said = config(&format!("policy_file = {:?}", rules.path())).unwrap().policy().unwrap_err();
        let line = text.lines().position(|line| line.starts_with("stop_at")).unwrap() + 1;
        let expected = format!("{}, line {line}: must be 2 to 100, got 1000", rules.path().display());
        assert_eq!(said.to_string(), expected);
    }
}
