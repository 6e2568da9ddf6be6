//! A PostgreSQL server of one's own: fresh, on loopback, gone with the test.

use std::fs::{self, Permissions};
use std::net::TcpListener;
use std::os::unix::fs::{MetadataExt, PermissionsExt, chown};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use sqlx::postgres::PgConnection;
use sqlx::{AssertSqlSafe, Connection};
use tempfile::TempDir;
use warifu_server::domain::KeyId;
use warifu_server::ports::OsRandom;

/// A running server.
pub(crate) struct Cluster {
    child: Child,
    port: u16,
    folder: TempDir,
}

impl Cluster {
    pub(crate) async fn start() -> Self {
        Self::start_with(|_, _| Vec::new()).await
    }

    /// One that takes TLS as `localhost`, and the file with its certificate.
    pub(crate) async fn start_tls() -> (Self, PathBuf) {
        let made = rcgen::generate_simple_self_signed(vec!["localhost".into()]).unwrap();
        let cluster = Self::start_with(|folder, owner| {
            let [certificate, key] = ["server.crt", "server.key"].map(|name| folder.join(name));
            fs::write(&certificate, made.cert.pem()).unwrap();
            fs::write(&key, made.signing_key.serialize_pem()).unwrap();
            fs::set_permissions(&key, Permissions::from_mode(0o600)).unwrap();
            chown(&key, owner, None).unwrap();
            let files = [("ssl_cert_file", certificate), ("ssl_key_file", key)];
            let files = files.map(|(name, path)| format!("--{name}={}", path.display()));
            [vec!["--ssl=on".into()], files.to_vec()].concat()
        })
        .await;
        let certificate = cluster.folder.path().join("server.crt");
        (cluster, certificate)
    }

    async fn start_with(settings: impl FnOnce(&Path, Option<u32>) -> Vec<String>) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let data = folder.path().join("data");
        let owner = owner(folder.path());
        let words =
            ["--auth=trust", "--username=warifu", "--no-sync", "--encoding=UTF8", "--no-locale", "-D"];
        let made = command("initdb", owner).args(words).arg(&data).stdout(Stdio::null()).status().unwrap();
        assert!(made.success(), "initdb");
        let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        let mut server = command("postgres", owner);
        server.arg("-D").arg(&data).args(["-h", "127.0.0.1", "-k", "", "-p", &port.to_string()]);
        server.args(settings(folder.path(), owner));
        let child = server.stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
        let cluster = Self { child, port, folder };
        while PgConnection::connect(&cluster.url("postgres")).await.is_err() {
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        cluster
    }

    /// A fresh database and its address.
    pub(crate) async fn database(&self, name: &str) -> String {
        create(&self.url(""), name).await
    }

    /// What `pg_dump` writes of a database.
    pub(crate) fn dump(&self, database: &str) -> Vec<u8> {
        let dumped = command("pg_dump", None).arg("-d").arg(self.url(database)).output().unwrap();
        assert!(dumped.status.success(), "{}", String::from_utf8_lossy(&dumped.stderr));
        dumped.stdout
    }

    /// Does something to a database, as somebody may who holds it.
    pub(crate) async fn execute(&self, database: &str, sql: &str) {
        let mut connection = PgConnection::connect(&self.url(database)).await.unwrap();
        sqlx::raw_sql(AssertSqlSafe(sql.to_owned())).execute(&mut connection).await.unwrap();
    }

    /// The address of a database, by a name that stands in a certificate.
    pub(crate) fn named(&self, database: &str) -> String {
        format!("postgres://warifu@localhost:{}/{database}", self.port)
    }

    pub(crate) fn url(&self, database: &str) -> String {
        format!("postgres://warifu@127.0.0.1:{}/{database}", self.port)
    }
}

impl Drop for Cluster {
    fn drop(&mut self) {
        // SIGINT: its own children end with it.
        let _ = Command::new("kill").args(["-INT", &self.child.id().to_string()]).status();
        let _ = self.child.wait();
    }
}

/// The address of the server on which a test file runs again.
const AGAIN: &str = "WARIFU_TEST_POSTGRES";

/// Runs all tests of this file again, each with a database on a server of their own.
pub(crate) async fn again() {
    if std::env::var_os(AGAIN).is_some() {
        return; // this is that run
    }
    let cluster = Cluster::start().await;
    let tests = Command::new(std::env::current_exe().unwrap()).env(AGAIN, cluster.url("")).output().unwrap();
    assert!(tests.status.success(), "{}", String::from_utf8_lossy(&tests.stdout));
}

/// A fresh database, if this is the run on PostgreSQL.
pub(crate) async fn fresh() -> Option<String> {
    let server = std::env::var(AGAIN).ok()?;
    let name = format!("w{:032x}", u128::from_be_bytes(*KeyId::make(&OsRandom).as_bytes()));
    Some(create(&server, &name).await)
}

/// Makes a database on the server at `server` and gives its address.
async fn create(server: &str, name: &str) -> String {
    let mut connection = PgConnection::connect(&format!("{server}postgres")).await.unwrap();
    let sql = AssertSqlSafe(format!("CREATE DATABASE {name}"));
    sqlx::query(sql).execute(&mut connection).await.unwrap();
    format!("{server}{name}")
}

/// The newest program of that name, which Debian keeps beside its version.
fn command(name: &str, owner: Option<u32>) -> Command {
    let versions = fs::read_dir("/usr/lib/postgresql").expect("PostgreSQL is installed");
    let mut programs: Vec<PathBuf> =
        versions.map(|version| version.unwrap().path().join("bin").join(name)).collect();
    programs.sort();
    let mut command = Command::new(programs.pop().expect("PostgreSQL is installed"));
    if let Some(owner) = owner {
        command.uid(owner);
    }
    command
}

/// PostgreSQL does not run as root: then it gets the folder and runs as the user its package made.
fn owner(folder: &Path) -> Option<u32> {
    if fs::metadata(folder).unwrap().uid() != 0 {
        return None;
    }
    let users = fs::read_to_string("/etc/passwd").unwrap();
    let line = users.lines().find_map(|line| line.strip_prefix("postgres:")).expect("there is a user for it");
    let owner = line.split(':').nth(1).unwrap().parse().unwrap();
    chown(folder, Some(owner), None).unwrap();
    Some(owner)
}
