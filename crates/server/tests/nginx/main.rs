//! The manual's way from nothing to two nodes behind nginx, walked as it stands there.
#![allow(clippy::unwrap_used, reason = "what fails here fails the test")]

#[path = "../common/mod.rs"]
mod common;
mod proxy;
mod recipe;

use std::fs;
use std::io::{BufRead, BufReader, Write};
use std::net::SocketAddr;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use common::postgres::Cluster;
use mailbox::{Asks, Receiver};
use proxy::{Answer, HOST, Proxy, ask};
use sqlx::postgres::PgConnection;
use sqlx::{Connection, Row};
use tempfile::TempDir;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;
use warifu::enrol::Offer;

/// An address on campus, by the manual's settings.
const CAMPUS: &str = "192.0.2.7";

/// The program with the words that the manual has.
fn program(database: &str, words: &[String]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_warifu-server"));
    command.env_clear().env("DATABASE_URL", database).env("WARIFU_LOG", "error").args(words);
    command
}

/// A running node.
struct Node {
    child: Child,
    address: SocketAddr,
}

impl Node {
    fn start(database: &str, words: &[String]) -> Self {
        let mut child = program(database, words).stdout(Stdio::piped()).spawn().unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
        let address =
            line.trim().strip_prefix("https://mfa.example.ac.jp on ").expect(&line).parse().unwrap();
        Self { child, address }
    }
}

impl Drop for Node {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// A university with two nodes, made by what the manual says.
struct University {
    cluster: Cluster,
    mails: Receiver,
    nodes: [Node; 2],
    _folder: TempDir,
}

impl University {
    async fn from_nothing() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let (cluster, mails) = (Cluster::start().await, Receiver::start(Asks::Nothing));
        let database = cluster.database("warifu").await;
        let [settings, csv] = ["one.toml", "members.csv"].map(|name| folder.path().join(name));
        let data = folder.path().join("one");
        fs::write(&settings, recipe::settings("one", &data, mails.port)).unwrap();
        fs::write(&csv, "id,mail\nab12345,taro@example.com\n").unwrap();
        let mut commands = recipe::commands(&settings, &csv);
        let serve = commands.pop().unwrap();
        for words in &commands {
            assert!(program(&database, words).stdout(Stdio::null()).status().unwrap().success(), "{words:?}");
        }
        set_password(&database, &serve);
        let two = second(folder.path(), &data, mails.port);
        let nodes = [serve, two].map(|words| Node::start(&database, &words));
        Self { cluster, mails, nodes, _folder: folder }
    }

    fn addresses(&self) -> [SocketAddr; 2] {
        [self.nodes[0].address, self.nodes[1].address]
    }

    /// How many entries each node wrote into its log.
    async fn entries(&self) -> Vec<i64> {
        let mut connection = PgConnection::connect(&self.cluster.url("warifu")).await.unwrap();
        let count = sqlx::query("SELECT count(*) FROM audit WHERE what = 'rejected' GROUP BY writer");
        let rows = count.fetch_all(&mut connection).await.unwrap();
        rows.iter().map(|row| row.get(0)).collect()
    }

    /// The code that was mailed.
    async fn mailed_code(&self) -> String {
        for _ in 0..200 {
            if let Some(mail) = self.mails.mails().pop() {
                let line = mail.lines().find(|line| line.starts_with("Confirmation code: ")).expect(&mail);
                return line.rsplit(' ').next().unwrap().to_owned();
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        panic!("no mail came");
    }
}

fn set_password(database: &str, serve: &[String]) {
    let words = ["user", "password", "ab12345"].map(str::to_owned);
    let words = [&serve[..serve.len() - 1], words.as_slice()].concat();
    let mut setting = program(database, &words).stdin(Stdio::piped()).stdout(Stdio::null()).spawn().unwrap();
    setting.stdin.take().unwrap().write_all(b"right\n").unwrap();
    assert!(setting.wait().unwrap().success());
}

/// The settings of the second node, with the first one's key ring; what starts it.
fn second(folder: &Path, one: &Path, smtp_port: u16) -> Vec<String> {
    let (data, settings) = (folder.join("two"), folder.join("two.toml"));
    fs::create_dir(&data).unwrap();
    fs::copy(one.join("keyring"), data.join("keyring")).unwrap(); // with its mode
    fs::write(&settings, recipe::settings("two", &data, smtp_port)).unwrap();
    ["--config".to_owned(), settings.display().to_string(), "serve".to_owned()].to_vec()
}

/// Somebody's browser with one cookie, in English.
struct Visitor<'a> {
    proxy: &'a Proxy,
    cookie: String,
}

impl Visitor<'_> {
    async fn get(&self, path: &str) -> Answer {
        let headers = [("Accept-Language", "en"), ("Cookie", self.cookie.as_str())];
        self.proxy.send(&format!("GET {path}"), &headers, "").await
    }

    async fn post(&mut self, path: &str, form: &str) -> Answer {
        let headers = [
            ("Accept-Language", "en"),
            ("Cookie", self.cookie.as_str()),
            ("Origin", "https://mfa.example.ac.jp"),
            ("Content-Type", "application/x-www-form-urlencoded"),
        ];
        let answer = self.proxy.send(&format!("POST {path}"), &headers, form).await;
        if let Some(cookie) = answer.all("set-cookie").first() {
            assert!(cookie.starts_with("__Host-warifu=") && cookie.contains("Secure"), "{cookie}");
            self.cookie = cookie.split(';').next().unwrap().to_owned();
        }
        answer
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn two_nodes_behind_nginx_are_one_server() {
    let university = University::from_nothing().await;
    let proxy = Proxy::before(university.addresses()).await;
    let mut visitor = Visitor { proxy: &proxy, cookie: String::new() };

    for number in 0..6 {
        let answer = visitor.post("/test", &format!("id=nobody{number}&code=000000")).await;
        assert_eq!(answer.status(), 403);
    }
    assert_eq!(university.entries().await, [3, 3], "both nodes take turns");

    assert_eq!(visitor.post("/sign-in", "id=ab12345&password=right").await.all("location"), ["/mail"]);
    for _ in 0..2 {
        assert_eq!(visitor.get("/mail").await.status(), 200, "either node knows the session");
    }
    let code = university.mailed_code().await;
    assert_eq!(visitor.post("/mail", &format!("code={code}")).await.all("location"), ["/start"]);
    let page = visitor.post("/key", "").await;
    let offer = Offer::parse(&format!("https://{HOST}{}", page.all("location")[0])).unwrap();
    assert_eq!((offer.user.as_str(), offer.issuer.as_str()), ("ab12345", "大阪大学"));
    for _ in 0..2 {
        let known = proxy.send("GET /.well-known/warifu", &[], "").await;
        assert!(known.body.contains("\"https://mfa.example.ac.jp/api/v1\""), "{}", known.body);
        assert_eq!(known.all("strict-transport-security"), ["max-age=31536000"], "said once");
    }
    assert_eq!(proxy.send("GET /readyz", &[], "").await.status(), 204);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_client_says_of_its_own_address_goes_no_further() {
    let university = University::from_nothing().await;
    let proxy = Proxy::before(university.addresses()).await;
    for node in university.addresses() {
        let believed =
            ask(node, "GET /test", &[("Accept-Language", "en"), ("X-Forwarded-For", CAMPUS)]).await;
        assert!(believed.body.contains("on campus"), "the proxy itself is believed");
    }
    for name in ["X-Forwarded-For", "x-forwarded-for", "Forwarded", "X-Real-IP", "X-Client-IP"] {
        let value = if name == "Forwarded" { format!("for={CAMPUS}") } else { CAMPUS.to_owned() };
        for _ in 0..2 {
            let headers = [("Accept-Language", "en"), (name, value.as_str()), (name, value.as_str())];
            let page = proxy.send("GET /test", &headers, "").await;
            assert!(page.body.contains("off campus") && !page.body.contains("on campus"), "{name}");
        }
    }
}

/// Answers one request with nothing; the head of what was asked.
async fn passed_on(listener: &TcpListener) -> String {
    let (mut stream, _) = listener.accept().await.unwrap();
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") {
        head.push(stream.read_u8().await.unwrap());
    }
    stream.write_all(b"HTTP/1.1 204 No Content\r\nConnection: close\r\n\r\n").await.unwrap();
    String::from_utf8(head).unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn the_host_is_the_members_own_and_the_address_the_connection_s() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let proxy = Proxy::before([listener.local_addr().unwrap(); 2]).await;
    let headers = [("X-Forwarded-For", CAMPUS), ("X-Forwarded-Host", "evil.example")];
    let asked = proxy.send("GET /test", &headers, "");
    let (head, answer) = tokio::join!(passed_on(&listener), asked);
    assert_eq!(answer.status(), 204);
    let head = Answer { head, body: String::new() };
    assert_eq!(head.all("host"), [HOST]);
    assert_eq!(head.all("x-forwarded-for"), ["127.0.0.1"]);
}
