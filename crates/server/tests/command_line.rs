//! The program as operators start it.
#![allow(clippy::unwrap_used, reason = "what fails here fails the test")]

mod common;

use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Child, Command, Stdio};

use common::postgres::Cluster;
use tempfile::TempDir;
use warifu::enrol::Offer;

/// The program, over the data in `folder`.
fn program(folder: &Path, words: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_warifu-server"));
    command.env_clear().env("WARIFU_DATA", folder.join("data")).env("WARIFU_LISTEN", "127.0.0.1:0");
    command.env("WARIFU_LOG", "error").args(words);
    command
}

/// What it says if it succeeds; else what it complains about.
fn run(folder: &Path, words: &[&str]) -> Result<String, String> {
    let output = program(folder, words).output().unwrap();
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap().trim().to_owned();
    if output.status.success() { Ok(text(output.stdout)) } else { Err(text(output.stderr)) }
}

fn folder() -> TempDir {
    tempfile::tempdir().unwrap()
}

/// A running server and where it listens.
struct Serving {
    child: Child,
    address: String,
}

impl Serving {
    fn start(folder: &Path) -> Self {
        let mut child = program(folder, &["serve"]).stdout(Stdio::piped()).spawn().unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
        let address = line.trim().rsplit(' ').next().unwrap().to_owned();
        Self { child, address }
    }

    fn get(&self, path: &str) -> String {
        self.get_as(&self.address, path)
    }

    /// By a name of its own choice.
    fn get_as(&self, host: &str, path: &str) -> String {
        let mut stream = TcpStream::connect(&self.address).unwrap();
        let request = format!("GET {path} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n");
        stream.write_all(request.as_bytes()).unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        answer
    }

    fn terminate(mut self) {
        let killed = Command::new("kill").arg(self.child.id().to_string()).status().unwrap();
        assert!(killed.success() && self.child.wait().unwrap().success(), "it stops when it is told to");
    }
}

impl Drop for Serving {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

#[test]
fn with_nothing_set_it_serves_and_writes_a_checkpoint_when_it_stops() {
    let folder = folder();
    run(folder.path(), &["user", "add", "a", "--mail", "a@example.com"]).unwrap();
    let serving = Serving::start(folder.path());
    assert!(serving.get("/.well-known/warifu").contains("\"issuer\":\"University\""));
    assert!(serving.get("/api/v1/time").starts_with("HTTP/1.1 200"));
    let page = serving.get_as("localhost:1", "/?a=b");
    assert!(page.contains("HTTP/1.1 307") && page.contains("location: http://127.0.0.1:0/?a=b"), "{page}");
    assert!(serving.get_as("evil.example", "/").starts_with("HTTP/1.1 421"));
    run(folder.path(), &["user", "add", "b", "--mail", "b@example.com"]).unwrap();
    serving.terminate();
    let checkpoints = folder.path().join("data/checkpoints.jsonl");
    let last = fs::read_to_string(&checkpoints).unwrap().lines().last().unwrap().to_owned();
    assert!(last.contains("\"count\":2"), "{last}");
    let verified = run(folder.path(), &["audit", "verify", "--checkpoint", checkpoints.to_str().unwrap()]);
    assert!(verified.unwrap().ends_with(": 2 entries, whole"));
    fs::write(&checkpoints, last.replace("\"count\":2", "\"count\":3")).unwrap();
    let forged = run(folder.path(), &["audit", "verify", "--checkpoint", checkpoints.to_str().unwrap()]);
    assert_eq!(forged.unwrap_err(), "warifu-server: the log was changed");
}

#[test]
fn groups_are_those_of_the_rules() {
    let folder = folder();
    let [rules, csv] = ["rules.toml", "members.csv"].map(|name| folder.path().join(name));
    let nist = include_str!("../presets/nist.toml");
    fs::write(&rules, format!("{nist}[groups.staff]\ngrace_days = 30\n")).unwrap();
    let run = |words: &[&str]| {
        let output = program(folder.path(), words).env("WARIFU_POLICY_FILE", &rules).output().unwrap();
        let said = if output.status.success() { output.stdout } else { output.stderr };
        String::from_utf8(said).unwrap().trim().to_owned()
    };
    fs::write(
        &csv,
        "id,mail,group\na1,a1@example.com,staff\na2,a2@example.com, \na3,a3@example.com,stafff\n",
    )
    .unwrap();
    let unknown = "the rules have no such group: add [groups.NAME] to them first";
    let imported = run(&["user", "import", csv.to_str().unwrap()]);
    assert_eq!(imported, format!("warifu-server: line 4: {unknown}; 2 were added before it"));
    assert_eq!(run(&["user", "add", "b1", "--mail", "b@example.com", "--group", "staff"]), "added b1");
    assert_eq!(run(&["user", "group", "a2", "staff"]), "the group is set");
    assert_eq!(run(&["user", "group", "a2"]), "the group is set");
    assert_eq!(run(&["user", "group", "a2", "guest"]), format!("warifu-server: {unknown}"));
    assert_eq!(run(&["user", "unlock", "a1"]), "wrong tries are forgotten");
    assert_eq!(run(&["user", "unlock", "nobody"]), "warifu-server: there is no such member");
}

#[test]
fn members_come_from_a_file_and_get_tickets() {
    let folder = folder();
    let csv = folder.path().join("members.csv");
    fs::write(&csv, "id,mail\n a1 , a1@example.com\n\nA2,a2@example.com\na1,again@example.com\n").unwrap();
    let csv = csv.to_str().unwrap();
    assert_eq!(run(folder.path(), &["user", "import", csv]).unwrap(), "added 2, 1 were there already");
    assert_eq!(run(folder.path(), &["user", "import", csv]).unwrap(), "added 0, 3 were there already");
    fs::write(csv, "b1,b1@example.com\nb2;b2@example.com\n").unwrap();
    let said = run(folder.path(), &["user", "import", csv]).unwrap_err();
    assert_eq!(said, "warifu-server: line 2: not id,mail; 1 were added before it");
    let taken = run(folder.path(), &["user", "add", "a1", "--mail", "x@example.com"]).unwrap_err();
    assert_eq!(taken, "warifu-server: the name is taken");
    let link = run(folder.path(), &["ticket", "a1"]).unwrap();
    assert!(link.contains("/ticket#warifu=1&ticket="), "a page that explains it");
    let offer = Offer::parse(&link).unwrap();
    assert_eq!((offer.issuer.as_str(), offer.user.as_str()), ("University", "a1"));
    let nobody = run(folder.path(), &["ticket", "nobody"]).unwrap_err();
    assert_eq!(nobody, "warifu-server: there is no such member");
    let token = run(folder.path(), &["party", "add", "portal"]).unwrap();
    assert_eq!(token.len(), 43);
    run(folder.path(), &["party", "add", "portal"]).unwrap_err();
}

#[test]
fn a_backup_is_restored_only_where_no_database_is() {
    let folder = folder();
    run(folder.path(), &["user", "add", "a", "--mail", "a@example.com"]).unwrap();
    let copy = folder.path().join("copy.db");
    let copy = copy.to_str().unwrap();
    run(folder.path(), &["backup", copy]).unwrap();
    run(folder.path(), &["backup", copy]).expect_err("a backup overwrites nothing");
    let said = run(folder.path(), &["restore", copy]).unwrap_err();
    assert_eq!(said, "warifu-server: there is a database already; move it away first");
    fs::rename(folder.path().join("data/warifu.db"), folder.path().join("old.db")).unwrap();
    run(folder.path(), &["restore", copy]).unwrap();
    run(folder.path(), &["ticket", "a"]).unwrap();
    assert!(
        run(folder.path(), &["audit", "verify"]).unwrap().ends_with("3 entries, whole"),
        "restored, ticket"
    );
    fs::rename(folder.path().join("data/warifu.db"), folder.path().join("older.db")).unwrap();
    fs::write(copy, "SQLite format 3\0and nothing else").unwrap();
    run(folder.path(), &["restore", copy]).expect_err("a damaged backup");
}

#[test]
fn keys_rotate_and_retire() {
    let folder = folder();
    run(folder.path(), &["init"]).unwrap();
    let ring = folder.path().join("data/keyring");
    let before = fs::read_to_string(&ring).unwrap();
    assert!(run(folder.path(), &["key", "prepare"]).unwrap().contains("seals nothing yet"));
    assert!(fs::read_to_string(&ring).unwrap().contains("\nnext "));
    assert!(run(folder.path(), &["key", "rotate"]).unwrap().ends_with("0 values were sealed anew"));
    assert_eq!(fs::read_to_string(&ring).unwrap().lines().count(), before.lines().count() + 1);
    assert!(run(folder.path(), &["key", "reseal"]).unwrap().starts_with("0 values were sealed anew"));
    run(folder.path(), &["key", "retire"]).unwrap();
    assert_eq!(fs::read_to_string(&ring).unwrap().lines().count(), before.lines().count());
    run(folder.path(), &["clock", "accept"]).unwrap();
    fs::remove_file(&ring).unwrap();
    let said = run(folder.path(), &["init"]).unwrap_err();
    assert!(said.contains("there is a database but no key ring"), "{said}");
    let said = program(folder.path(), &["init"]).env("WARIFU_KEYRING", before).output().unwrap();
    assert!(said.status.success(), "the environment has the ring");
}

#[test]
fn what_is_set_wrongly_is_said_at_the_start() {
    let folder = folder();
    let check = |name: &str, value: &str, expected: &str| {
        let output = program(folder.path(), &["init"]).env(name, value).output().unwrap();
        let said = String::from_utf8(output.stderr).unwrap();
        assert!(!output.status.success() && said.contains(expected), "{name}={value}: {said}");
    };
    check("WARIFU_PRESET", "oxford", "the presets are omu, osaka-u and nist");
    check("WARIFU_LISTEN", "0.0.0.0:8080", "origin must be https");
    check("WARIFU_ORIGIN", "http://mfa.example.ac.jp", "origin must be https");
    check("WARIFU_LISTN", "127.0.0.1:1", "listn");
    check("WARIFU_KEYRING", "key 1 2", "the key ring is damaged");
    check("WARIFU_POLICY_FILE", "/nowhere", "/nowhere cannot be read");
}

#[tokio::test]
async fn several_nodes_share_a_database_and_a_ring() {
    let cluster = Cluster::start().await;
    let url = cluster.database("nodes").await;
    let (one, two) = (folder(), folder());
    let on = |folder: &TempDir, node: &str, words: &[&str]| {
        let output = program(folder.path(), words)
            .env("DATABASE_URL", &url)
            .env("WARIFU_NODE", node)
            .output()
            .unwrap();
        let said = if output.status.success() { output.stdout } else { output.stderr };
        String::from_utf8(said).unwrap().trim().to_owned()
    };
    assert!(
        on(&one, "one", &["user", "add", "a", "--mail", "a@x.jp"]).contains("no key ring"),
        "only init makes one"
    );
    on(&one, "one", &["init"]);
    assert_eq!(on(&one, "one", &["user", "add", "a", "--mail", "a@x.jp"]), "added a");
    assert!(on(&two, "two", &["ticket", "a"]).contains("no key ring"));
    fs::create_dir_all(two.path().join("data")).unwrap();
    fs::copy(one.path().join("data/keyring"), two.path().join("data/keyring")).unwrap();
    assert!(Offer::parse(&on(&two, "two", &["ticket", "a"])).is_ok());
    assert_eq!(
        on(&one, "one", &["audit", "verify"]).matches("1 entries, whole").count(),
        2,
        "a chain for each"
    );
    assert!(on(&one, "one", &["backup", "x"]).contains("pg_dump"));
    assert!(on(&one, "one", &["restore", "x"]).contains("pg_restore"));
    assert!(on(&one, "one", &["restore"]).contains("refused"));
}

#[test]
fn a_directory_set_by_halves_is_refused_at_the_start() {
    let folder = folder();
    let init = |settings: &[(&str, &str)]| {
        let output = program(folder.path(), &["init"]).envs(settings.iter().copied()).output().unwrap();
        (output.status.success(), String::from_utf8(output.stderr).unwrap().trim().to_owned())
    };
    let (base, url) = (("WARIFU_LDAP_BASE", "dc=ac,dc=jp"), ("WARIFU_LDAP_URL", "ldaps://localhost"));
    let alone = (false, "warifu-server: ldap_base needs ldap_url".into());
    assert_eq!(init(&[base]), alone);
    let (_, said) = init(&[base, url, ("WARIFU_LDAP_CA", "/nowhere.pem")]);
    assert_eq!(said, "warifu-server: ldap_ca cannot be read: No such file or directory (os error 2)");
    let (_, said) = init(&[base, url, ("WARIFU_LDAP_CA", "Cargo.toml")]);
    assert!(said.starts_with("warifu-server: ldap_ca has no certificate that can be read"), "{said}");
    assert_eq!(init(&[base, url]), (true, String::new()));
    let mut password = program(folder.path(), &["user", "password", "ab12345"]);
    let mut child = password.envs([base, url]).stdin(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    child.stdin.take().unwrap().write_all(b"open-sesame\n").unwrap();
    let said = String::from_utf8(child.wait_with_output().unwrap().stderr).unwrap();
    assert_eq!(said.trim(), "warifu-server: passwords are kept in the directory that ldap_url names");
}
