//! Members whose passwords a real LDAP server judges.
#![allow(clippy::unwrap_used, reason = "what fails here fails the test")]

mod common;

use std::net::TcpListener;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use async_trait::async_trait;
use axum::http::StatusCode;
use common::World;
use common::browser::{Browser, Page};
use common::line::Line;
use common::slapd::{Slapd, Tls, directory};
use ldap3::{LdapConnAsync, Scope, SearchEntry};
use tokio::sync::Barrier;
use warifu_server::audit::Link;
use warifu_server::directory::{Addresses, Asked, Directory, DirectoryError, Found, LdapFilter};
use warifu_server::domain::MemberName;
use warifu_server::password::{HashedPassword, PlainPassword};
use warifu_server::service::ServiceError;
use zeroize::Zeroizing;

const TARO: &str = "uid=ab12345,ou=people,dc=example,dc=ac,dc=jp";
const WRONG: &str = "The ID or the password is wrong.";

async fn world(directory: Arc<dyn Directory>) -> World {
    World::new("nist").await.with_directory(directory)
}

/// What the first page answers to an ID and a password, after whatever pause wrong ones brought.
async fn sign_in(world: &World, id: &str, password: &str) -> Page {
    world.clock.forward(600);
    Browser::new(world, "en").post("/sign-in", &format!("id={id}&password={password}")).await
}

/// Fails unless nobody came in, for the ordinary reason.
async fn is_refused(world: &World, id: &str, password: &str) {
    let page = sign_in(world, id, password).await;
    assert_eq!(page.status, StatusCode::FORBIDDEN, "{id} {password}");
    page.says(&[WRONG]);
}

async fn is_let_in(world: &World, id: &str, password: &str) {
    let page = sign_in(world, id, password).await;
    assert_eq!((page.status, page.location()), (StatusCode::SEE_OTHER, "/mail"), "{id} {}", page.html);
}

async fn address(world: &World, name: &str) -> Option<String> {
    let name = MemberName::parse(name).unwrap();
    world.service.store.read().await.unwrap().member(&name).await.unwrap().map(|member| member.mail)
}

/// What stands in the audit log.
async fn log(world: &World) -> Vec<String> {
    let links = world.service.store.read().await.unwrap().links(world.service.writer, 0, 100).await.unwrap();
    let word = |link: &Link| format!("{} {}", link.entry.what, link.entry.detail).trim().to_owned();
    links.iter().map(word).collect()
}

#[tokio::test]
async fn whoever_knows_the_password_comes_in() {
    let slapd = Slapd::start(Tls::Absent);
    let world = world(slapd.plainly()).await;
    is_let_in(&world, "+AB12345", "right").await;
    is_let_in(&world, "hanako", "%E3%81%82%E3%81%84%E3%81%93%E3%81%A8%E3%81%B0").await;
    for (id, password) in [
        ("ab12345", "wrong"),
        ("ab12345", "Right"),
        ("ab12345", "right+"),
        ("ab12345", ""),
        ("hanako", "right"),
        ("nopassword", "right"),
        ("stranger", "right"),
        ("stranger", ""),
    ] {
        is_refused(&world, id, password).await;
    }
    assert_eq!(address(&world, "stranger").await, None);
}

#[tokio::test]
async fn an_id_is_never_a_filter() {
    let slapd = Slapd::start(Tls::Absent);
    let world = world(slapd.plainly()).await;
    for id in ["*", "ab*", "a*b", "x)(uid=*", "ab12345)(cn=*", "ab12345\\", "(", "%00", "ab12345%00"] {
        is_refused(&world, id, "right").await;
    }
    // Even an ID that could not be typed stands for itself alone.
    let url = format!("ldap://127.0.0.1:{}", slapd.port);
    let (connection, mut ldap) = LdapConnAsync::new(&url).await.unwrap();
    tokio::spawn(connection.drive());
    let account = "cn=warifu,dc=example,dc=ac,dc=jp";
    ldap.simple_bind(account, common::slapd::ACCOUNT).await.unwrap().success().unwrap();
    let filter = LdapFilter::parse("(uid={})").unwrap();
    for (id, expected) in
        [("a*b", vec!["star"]), ("x)(uid=*", vec!["brackets"]), ("*", vec![]), ("a*", vec![])]
    {
        let filter = filter.of(id);
        let found = ldap.search("dc=example,dc=ac,dc=jp", Scope::Subtree, &filter, ["cn"]);
        let (entries, _) = found.await.unwrap().success().unwrap();
        let names = entries.into_iter().map(|entry| SearchEntry::construct(entry).attrs["cn"][0].clone());
        assert_eq!(names.collect::<Vec<_>>(), expected, "{id}");
    }
}

#[tokio::test]
async fn the_first_sign_in_makes_a_member_with_the_directory_s_address() {
    let slapd = Slapd::start(Tls::Absent);
    let world = world(slapd.plainly()).await;
    is_refused(&world, "ab12345", "wrong").await;
    assert_eq!(address(&world, "ab12345").await, None);
    let browser = Browser::new(&world, "ja");
    world.clock.forward(60);
    browser.set_up().await; // with the code that was mailed to taro@example.com
    assert_eq!(address(&world, "ab12345").await.as_deref(), Some("taro@example.com"));
    assert_eq!(log(&world).await[..3], ["sign_in_refused", "member_added", "signed_in"]);
    is_let_in(&world, "hanako", "%E3%81%82%E3%81%84%E3%81%93%E3%81%A8%E3%81%B0").await;
    let of_hers = address(&world, "hanako").await.unwrap();
    assert!(["hanako@example.com", "hanako@example.net"].contains(&of_hers.as_str()), "{of_hers}");
    let again = sign_in(&world, "ab12345", "right").await;
    assert_eq!(again.location(), "/code", "the key counts from now on");
    assert_eq!(log(&world).await.iter().filter(|what| *what == "member_added").count(), 2);
}

/// A directory that knows everybody, once two are asking.
struct ForTwo {
    asked: AtomicUsize,
    both: Barrier,
}

#[async_trait]
impl Directory for ForTwo {
    async fn ask(&self, _: Asked) -> Result<Found, DirectoryError> {
        self.asked.fetch_add(1, Ordering::SeqCst);
        self.both.wait().await;
        Ok(Found::Theirs(Addresses::new(["taro@example.com".to_owned()])))
    }

    fn is_own(&self) -> bool {
        false
    }
}

#[tokio::test]
async fn signing_in_twice_at_once_makes_one_member() {
    let two = Arc::new(ForTwo { asked: AtomicUsize::new(0), both: Barrier::new(2) });
    let world = world(two.clone()).await;
    let name = MemberName::parse("ab12345").unwrap();
    let right = || PlainPassword::new(Zeroizing::new("right".into())).unwrap();
    let other = async {
        while two.asked.load(Ordering::SeqCst) == 0 {
            tokio::task::yield_now().await;
        }
        world.clock.forward(5); // over the pause that the first one's try brought
        world.service.sign_in(&name, right()).await
    };
    let (one, other) = futures::future::join(world.service.sign_in(&name, right()), other).await;
    assert!(one.is_ok() && other.is_ok(), "{one:?} {other:?}");
    let mut log = log(&world).await;
    log.sort();
    assert_eq!(log, ["member_added", "signed_in", "signed_in"]);
}

#[tokio::test]
async fn without_an_address_the_help_desk_is_named() {
    let slapd = Slapd::start(Tls::Absent);
    let world = world(slapd.plainly()).await;
    is_refused(&world, "nomail", "wrong").await;
    let page = sign_in(&world, "nomail", "right").await;
    assert_eq!(page.status, StatusCode::FORBIDDEN);
    page.says(&["You have no recovery address", "Please ask the help desk.", "no_address"]);
    let japanese = Browser::new(&world, "ja").post("/sign-in", "id=nomail&password=right").await;
    japanese.says(&["連絡用メールアドレスが登録されていません。ヘルプデスクにご連絡ください。"]);
    assert_eq!(address(&world, "nomail").await, None);
    assert_eq!(log(&world).await[1..], ["sign_in_refused no address", "sign_in_refused no address"]);
    slapd.set_mail("uid=nomail,ou=people,dc=example,dc=ac,dc=jp", &["now@example.com"]).await;
    is_let_in(&world, "nomail", "right").await;
    slapd.set_mail("uid=nomail,ou=people,dc=example,dc=ac,dc=jp", &[]).await;
    is_let_in(&world, "nomail", "right").await;
    assert_eq!(
        address(&world, "nomail").await.as_deref(),
        Some("now@example.com"),
        "the one that is there stays"
    );
}

#[tokio::test]
async fn the_recovery_address_follows_and_the_old_one_is_told() {
    let slapd = Slapd::start(Tls::Absent);
    let world = world(slapd.plainly()).await;
    is_let_in(&world, "ab12345", "right").await;
    slapd.set_mail(TARO, &["new@example.com", "taro@example.com"]).await;
    is_let_in(&world, "ab12345", "right").await;
    assert_eq!(address(&world, "ab12345").await.as_deref(), Some("taro@example.com"), "it is still there");
    slapd.set_mail(TARO, &["new@example.com"]).await;
    is_refused(&world, "ab12345", "wrong").await;
    assert_eq!(address(&world, "ab12345").await.as_deref(), Some("taro@example.com"), "nobody signed in");
    is_let_in(&world, "ab12345", "right").await;
    is_let_in(&world, "ab12345", "right").await;
    assert_eq!(address(&world, "ab12345").await.as_deref(), Some("new@example.com"));
    let mails = world.service.mails(50).await.unwrap();
    let notices: Vec<_> = mails.iter().filter(|mail| mail.subject.contains("お知らせ / ")).collect();
    assert_eq!((notices.len(), notices[0].to.as_str()), (1, "taro@example.com"));
    assert!(notices[0].text.contains("連絡用メールアドレスが変更されました。"), "{}", notices[0].text);
    assert!(
        notices[0].text.contains("Your recovery address was changed.")
            && notices[0].text.contains("/not-me#")
    );
    assert_eq!(mails.iter().filter(|mail| mail.to == "new@example.com").count(), 2, "the codes since");
    assert_eq!(log(&world).await.iter().filter(|what| *what == "address_changed").count(), 1);
}

#[tokio::test]
async fn two_entries_for_one_id_are_nobody() {
    let slapd = Slapd::start(Tls::Absent);
    let world = world(slapd.plainly()).await;
    is_refused(&world, "twice", "right").await;
    let url = format!("ldap://127.0.0.1:{}", slapd.port);
    let one = "ldap_tls = \"none\"\nldap_filter = \"(&(cn=first)(uid={}))\"";
    let world = self::world(directory(&slapd.settings(&url, one))).await;
    is_let_in(&world, "twice", "right").await;
}

#[tokio::test]
async fn while_the_directory_is_away_nobody_comes_in_and_nobody_is_locked_out() {
    let mut slapd = Slapd::start(Tls::Absent);
    let world = world(slapd.plainly()).await;
    is_let_in(&world, "ab12345", "right").await;
    world.clock.forward(600); // and from here on it stands
    slapd.stop();
    let form = "id=ab12345&password=right";
    for _ in 0..5 {
        let page = Browser::new(&world, "en").post("/sign-in", form).await;
        assert_eq!(page.status, StatusCode::SERVICE_UNAVAILABLE);
        assert_eq!((page.headers["retry-after"].to_str().unwrap(), page.location()), ("5", ""));
        page.says(&["The directory that checks passwords does not answer.", "does not count as a try"]);
    }
    let japanese = Browser::new(&world, "ja").post("/sign-in", "id=stranger&password=right").await;
    assert_eq!(japanese.status, StatusCode::SERVICE_UNAVAILABLE, "unknown IDs are not told from known ones");
    japanese.says(&["パスワードを確認するサーバーにつながりません。", "試行回数にも数えていません。"]);
    slapd.resume();
    assert_eq!(Browser::new(&world, "en").post("/sign-in", form).await.location(), "/mail");
    for _ in 0..3 {
        is_refused(&world, "ab12345", "wrong").await; // what is judged does count
    }
    let at_once = Browser::new(&world, "en").post("/sign-in", form).await;
    at_once.says(&["Too many tries."]);
}

#[tokio::test]
async fn known_and_unknown_ids_take_the_same_round_trips() {
    let slapd = Slapd::start(Tls::Absent);
    let line = Line::to(([127, 0, 0, 1], slapd.port).into()).await;
    let url = format!("ldap://127.0.0.1:{}", line.port);
    let world = world(directory(&slapd.settings(&url, "ldap_tls = \"none\""))).await;
    for (id, password) in [
        ("ab12345", "right"),
        ("ab12345", "wrong"),
        ("stranger", "right"),
        ("twice", "right"),
        ("nomail", "right"),
        ("nopassword", "right"),
    ] {
        sign_in(&world, id, password).await;
        assert_eq!(line.asked(), 3, "{id} {password}"); // the account's bind, the search, the member's bind
    }
}

#[tokio::test]
async fn when_too_many_ask_the_rest_is_told_so() {
    let silent = TcpListener::bind("127.0.0.1:0").unwrap();
    let slapd = Slapd::start(Tls::Absent);
    let url = format!("ldap://127.0.0.1:{}", silent.local_addr().unwrap().port());
    let directory = directory(&slapd.settings(&url, "ldap_tls = \"none\""));
    let asked = || {
        let password = PlainPassword::new(Zeroizing::new("right".into())).unwrap();
        Asked { name: MemberName::parse("ab12345").unwrap(), password, kept: HashedPassword::NOBODYS }
    };
    let waiting: Vec<_> =
        (0..64).map(|_| directory.ask(asked())).map(futures::FutureExt::now_or_never).collect();
    assert!(waiting.iter().all(Option::is_none));
    let refused = directory.ask(asked()).await;
    assert!(matches!(refused, Err(DirectoryError::Busy(_))), "{refused:?}");
}

#[tokio::test]
async fn a_directory_that_never_answers_is_given_up() {
    let silent = TcpListener::bind("127.0.0.1:0").unwrap(); // takes connections and says nothing
    let slapd = Slapd::start(Tls::Absent);
    let url = format!("ldap://localhost:{}", silent.local_addr().unwrap().port());
    for more in ["ldap_tls = \"none\"", "ldap_tls = \"starttls\""] {
        let world = world(directory(&slapd.settings(&url, more))).await;
        assert_eq!(
            sign_in(&world, "ab12345", "right").await.status,
            StatusCode::SERVICE_UNAVAILABLE,
            "{more}"
        );
    }
}

#[tokio::test]
async fn a_directory_that_answers_nonsense_is_an_error_in_words() {
    use std::io::{Read, Write};
    let odd = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("ldap://127.0.0.1:{}", odd.local_addr().unwrap().port());
    std::thread::spawn(move || {
        // A bind's answer without a result, which is no LDAP; then something else altogether.
        for nonsense in [b"\x30\x05\x02\x01\x01\x61\x00".as_slice(), b"HTTP/1.1 400 Bad Request\r\n\r\n"] {
            let (mut stream, _) = odd.accept().unwrap();
            let _ = stream.read(&mut [0; 256]);
            let _ = stream.write_all(nonsense);
        }
    });
    let slapd = Slapd::start(Tls::Absent);
    let world = world(directory(&slapd.settings(&url, "ldap_tls = \"none\""))).await;
    for _ in 0..2 {
        let page = sign_in(&world, "ab12345", "right").await;
        assert_eq!(page.status, StatusCode::SERVICE_UNAVAILABLE);
        page.says(&["The directory that checks passwords does not answer."]);
    }
}

#[tokio::test]
async fn passwords_travel_over_verified_tls_only() {
    let (slapd, without_tls) = (Slapd::start(Tls::Required), Slapd::start(Tls::Absent));
    let starttls = format!("ldap://localhost:{}", slapd.port);
    let implicit = format!("ldaps://localhost:{}", slapd.tls_port);
    let other_name = format!("ldap://127.0.0.1:{}", slapd.port);
    let not_offered = format!("ldap://localhost:{}", without_tls.port);
    let (ca, wrong) = (format!("ldap_ca = {:?}", slapd.ca()), format!("ldap_ca = {:?}", slapd.wrong_ca()));
    for url in [&starttls, &implicit] {
        let world = world(directory(&slapd.settings(url, &ca))).await;
        is_let_in(&world, "ab12345", "right").await;
        is_refused(&world, "ab12345", "wrong").await;
    }
    for (url, more) in [
        (&starttls, &wrong),
        (&starttls, &String::new()),
        (&starttls, &"ldap_tls = \"none\"".to_owned()),
        (&implicit, &wrong),
        (&other_name, &ca),
        (&not_offered, &ca),
    ] {
        let world = world(directory(&slapd.settings(url, more))).await;
        let page = sign_in(&world, "ab12345", "right").await;
        assert_eq!(page.status, StatusCode::SERVICE_UNAVAILABLE, "{url} {more}");
    }
}

#[tokio::test]
async fn who_looks_for_members_must_be_allowed_to() {
    let slapd = Slapd::start(Tls::Absent);
    let url = format!("ldap_url = \"ldap://127.0.0.1:{}\"\nldap_tls = \"none\"\n", slapd.port);
    let anybody = format!("{url}ldap_base = \"ou=open,dc=example,dc=ac,dc=jp\"");
    let world = world(directory(&slapd.read(&anybody))).await;
    is_let_in(&world, "guest", "right").await;
    is_refused(&world, "guest", "wrong").await;
    is_refused(&world, "ab12345", "right").await; // of another branch
    let account = "ldap_bind_dn = \"cn=warifu,dc=example,dc=ac,dc=jp\"\nldap_bind_password = \"stale\"";
    for refused in [url.clone(), format!("{url}{account}"), anybody.replace("ou=open", "ou=none")] {
        let world = self::world(directory(&slapd.read(&refused))).await;
        let page = sign_in(&world, "ab12345", "right").await;
        assert_eq!(page.status, StatusCode::SERVICE_UNAVAILABLE, "{refused}");
    }
}

#[tokio::test]
async fn another_attribute_can_hold_the_address() {
    let slapd = Slapd::start(Tls::Absent);
    let url = format!("ldap://127.0.0.1:{}", slapd.port);
    let more = "ldap_tls = \"none\"\nldap_mail = \"MAIL\"";
    let world = world(directory(&slapd.settings(&url, more))).await;
    is_let_in(&world, "ab12345", "right").await; // names of attributes know no case
    let more = "ldap_tls = \"none\"\nldap_mail = \"description\"";
    let world = self::world(directory(&slapd.settings(&url, more))).await;
    sign_in(&world, "ab12345", "right").await.says(&["no_address"]);
}

#[tokio::test]
async fn the_directory_s_passwords_are_not_set_here() {
    let slapd = Slapd::start(Tls::Absent);
    let world = world(slapd.plainly()).await;
    let name = world.add("ab12345").await;
    let password = PlainPassword::new(Zeroizing::new("ours".into())).unwrap();
    let refused = world.service.set_password(&name, password).await;
    assert!(matches!(refused, Err(ServiceError::NotOurs)), "{refused:?}");
    is_refused(&world, "ab12345", "ours").await;
}

#[tokio::test]
async fn all_of_this_holds_on_postgresql() {
    common::postgres::again().await;
}
