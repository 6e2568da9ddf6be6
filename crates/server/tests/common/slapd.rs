//! An LDAP server of one's own: OpenLDAP with the people of `data/people.ldif`, on loopback, gone with the test.

use std::collections::HashSet;
use std::fs;
use std::net::{TcpListener, TcpStream};
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::thread::sleep;
use std::time::Duration;

use ldap3::{LdapConnAsync, Mod};
use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, DnType, IsCa, KeyPair};
use tempfile::TempDir;
use warifu_server::config::{Config, Ldap};
use warifu_server::directory::LdapDirectory;
use warifu_server::ports::OsRandom;

/// The password of the account that may look for people.
pub(crate) const ACCOUNT: &str = "look-only";

/// The entry of a member with a Japanese name and password.
pub(crate) const HANAKO: &str = "cn=大阪 花子\\, 助教,ou=people,dc=example,dc=ac,dc=jp";

/// What the server thinks of TLS.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Tls {
    /// It has no certificate.
    Absent,
    /// It may be used.
    Offered,
    /// No password is taken without it.
    Required,
}

/// A server that runs or has run.
pub(crate) struct Slapd {
    child: Option<Child>,
    pub(crate) port: u16,
    pub(crate) tls_port: u16,
    folder: TempDir,
}

impl Slapd {
    pub(crate) fn start(tls: Tls) -> Self {
        let folder = tempfile::tempdir().unwrap();
        fs::create_dir(folder.path().join("data")).unwrap();
        let mut slapd = Self { child: None, port: free_port(), tls_port: free_port(), folder };
        let here = slapd.folder.path().to_str().unwrap();
        let lines = if tls == Tls::Absent { String::new() } else { slapd.certify(tls) };
        let config = include_str!("../data/slapd.conf").replace("TLS\n", &lines).replace("FOLDER", here);
        fs::write(slapd.path("slapd.conf"), config).unwrap();
        fs::write(slapd.path("people.ldif"), include_str!("../data/people.ldif")).unwrap();
        let mut slapadd = Command::new("/usr/sbin/slapadd");
        slapadd.args(["-q", "-f", &slapd.path("slapd.conf"), "-l", &slapd.path("people.ldif")]);
        let added = slapadd.output().expect("slapd is installed");
        assert!(added.status.success(), "{}", String::from_utf8_lossy(&added.stderr));
        slapd.resume();
        slapd
    }

    /// Starts it, the first time or again.
    pub(crate) fn resume(&mut self) {
        let listen = format!("ldap://127.0.0.1:{}/ ldaps://127.0.0.1:{}/", self.port, self.tls_port);
        let mut server = Command::new("/usr/sbin/slapd");
        server.args(["-d", "0", "-h", &listen, "-f", &self.path("slapd.conf")]);
        server.stdout(Stdio::null()).stderr(Stdio::null());
        let mut ended = None;
        for _ in 0..500 {
            if TcpStream::connect(("127.0.0.1", self.port)).is_ok() {
                return;
            }
            // Another program may hold the port for a moment, for a connection of its own.
            let child = self.child.get_or_insert_with(|| server.spawn().unwrap());
            if let Some(status) = child.try_wait().unwrap() {
                (ended, self.child) = (Some(status), None);
            }
            sleep(Duration::from_millis(20));
        }
        panic!("slapd does not answer; it ended with {ended:?}");
    }

    pub(crate) fn stop(&mut self) {
        let Some(mut child) = self.child.take() else { return };
        let _ = Command::new("kill").args(["-INT", &child.id().to_string()]).status();
        let _ = child.wait();
    }

    fn path(&self, name: &str) -> String {
        self.folder.path().join(name).to_str().unwrap().to_owned()
    }

    /// Gives it a certificate for `localhost`; the lines of its configuration about it.
    fn certify(&self, tls: Tls) -> String {
        let ca = authority();
        let (key, cert) =
            (KeyPair::generate().unwrap(), CertificateParams::new(["localhost".into()]).unwrap());
        fs::write(self.path("ca.pem"), ca.pem()).unwrap();
        fs::write(self.path("cert.pem"), cert.signed_by(&key, &ca).unwrap().pem()).unwrap();
        fs::write(self.path("key.pem"), key.serialize_pem()).unwrap();
        let files = "TLSCertificateFile FOLDER/cert.pem\nTLSCertificateKeyFile FOLDER/key.pem\n";
        let security = if tls == Tls::Required { "security simple_bind=128\n" } else { "" };
        format!("{files}{security}")
    }

    /// The file with the certificate of its authority.
    pub(crate) fn ca(&self) -> String {
        self.path("ca.pem")
    }

    /// The file with the certificate of another one, of the same name.
    pub(crate) fn wrong_ca(&self) -> String {
        fs::write(self.path("wrong.pem"), authority().pem()).unwrap();
        self.path("wrong.pem")
    }

    /// The settings that lead to it, with an account that may look for people.
    pub(crate) fn settings(&self, url: &str, more: &str) -> Ldap {
        let account = "ldap_bind_dn = \"cn=warifu,dc=example,dc=ac,dc=jp\"\nldap_bind_password = ";
        self.read(&format!("ldap_url = \"{url}\"\n{account}\"{ACCOUNT}\"\n{more}"))
    }

    /// The settings in `text`, which need no base.
    pub(crate) fn read(&self, text: &str) -> Ldap {
        let base = if text.contains("ldap_base") { "" } else { "ldap_base = \"dc=example,dc=ac,dc=jp\"\n" };
        fs::write(self.path("warifu.toml"), format!("{base}{text}")).unwrap();
        Config::read(Some(self.path("warifu.toml").as_ref())).unwrap().ldap().unwrap().unwrap()
    }

    /// What asks it without TLS.
    pub(crate) fn plainly(&self) -> Arc<LdapDirectory> {
        let url = format!("ldap://127.0.0.1:{}", self.port);
        directory(&self.settings(&url, "ldap_tls = \"none\""))
    }

    /// Gives an entry other addresses.
    pub(crate) async fn set_mail(&self, dn: &str, addresses: &[&'static str]) {
        self.set(dn, "mail", addresses).await;
    }

    /// Gives the account that may look for people another password.
    pub(crate) async fn set_account_password(&self, password: &'static str) {
        self.set("cn=warifu,dc=example,dc=ac,dc=jp", "userPassword", &[password]).await;
    }

    async fn set(&self, dn: &str, attribute: &'static str, values: &[&'static str]) {
        let url = format!("ldap://127.0.0.1:{}", self.port);
        let (connection, mut ldap) = LdapConnAsync::new(&url).await.unwrap();
        tokio::spawn(connection.drive());
        ldap.simple_bind("cn=admin,dc=example,dc=ac,dc=jp", "admin").await.unwrap().success().unwrap();
        let change = Mod::Replace(attribute, values.iter().copied().collect::<HashSet<_>>());
        ldap.modify(dn, vec![change]).await.unwrap().success().unwrap();
    }
}

impl Drop for Slapd {
    fn drop(&mut self) {
        self.stop();
    }
}

/// What asks as the settings say.
pub(crate) fn directory(ldap: &Ldap) -> Arc<LdapDirectory> {
    Arc::new(LdapDirectory::new(ldap, &OsRandom).unwrap())
}

fn free_port() -> u16 {
    TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port()
}

fn authority() -> CertifiedIssuer<'static, KeyPair> {
    let mut ca = CertificateParams::new([]).unwrap();
    ca.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    ca.distinguished_name.push(DnType::CommonName, "Authority");
    CertifiedIssuer::self_signed(ca, KeyPair::generate().unwrap()).unwrap()
}
