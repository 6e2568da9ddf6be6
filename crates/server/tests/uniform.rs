//! An ID that nobody has, one without a password and one with: the same statements, the same Argon2, the same bytes.
#![allow(clippy::unwrap_used, reason = "what fails here fails the test")]

mod common;

use std::fmt::Debug;
use std::sync::Mutex;

use common::World;
use common::browser::{Browser, LANGUAGES, portal};
use tracing::field::{Field, Visit};
use tracing::span::{Attributes, Id, Record};
use tracing::{Event, Metadata, Subscriber};
use warifu_server::domain::Intent;
use warifu_server::password::PlainPassword;
use zeroize::Zeroizing;

/// What was done since it was asked last: each statement, and each password that was hashed.
static DONE: Mutex<Vec<String>> = Mutex::new(Vec::new());

/// Keeps what the database and the hasher say of themselves.
struct Watching;

impl Subscriber for Watching {
    fn enabled(&self, metadata: &Metadata<'_>) -> bool {
        ["sqlx::query", "warifu_server::password"].contains(&metadata.target())
    }

    fn event(&self, event: &Event<'_>) {
        let mut line = Line::default();
        event.record(&mut line);
        DONE.lock().unwrap().push(line.0);
    }

    fn new_span(&self, _: &Attributes<'_>) -> Id {
        Id::from_u64(1)
    }

    fn record(&self, _: &Id, _: &Record<'_>) {}

    fn record_follows_from(&self, _: &Id, _: &Id) {}

    fn enter(&self, _: &Id) {}

    fn exit(&self, _: &Id) {}
}

/// The words of an event, without its figures: a whole statement rather than its beginning.
#[derive(Default)]
struct Line(String);

impl Visit for Line {
    fn record_str(&mut self, field: &Field, value: &str) {
        if ["summary", "db.statement", "message"].contains(&field.name()) && !value.is_empty() {
            self.0 = value.split_whitespace().collect::<Vec<_>>().join(" ");
        }
    }

    fn record_debug(&mut self, field: &Field, value: &dyn Debug) {
        self.record_str(field, &format!("{value:?}"));
    }
}

fn done() -> Vec<String> {
    std::mem::take(&mut DONE.lock().unwrap())
}

/// What an ID costs and what it is answered, wherever the ID itself stands.
async fn asked(browser: &Browser<'_>, path: &str, id: &str, more: &str) -> (Vec<String>, String) {
    done();
    let page = browser.post(path, &format!("id={id}&{more}")).await;
    let headers = page.headers.iter().filter(|(name, _)| *name != "x-request-id");
    let headers: Vec<String> = headers.map(|(name, value)| format!("{name}: {value:?}")).collect();
    (done(), format!("{} {headers:?} {}", page.status, page.html.replace(id, "ID")))
}

/// What each of `ids` costs, which is the same for all.
async fn are_alike(world: &World, path: &str, more: &str, ids: &[&str]) -> Vec<String> {
    let mut cost = Vec::new();
    for language in LANGUAGES {
        let browser = Browser::new(world, language);
        let mut first = None;
        for id in ids {
            world.clock.forward(600); // over whatever pause
            let asked = asked(&browser, path, id, more).await;
            assert_eq!(&asked, first.get_or_insert(asked.clone()), "{path} {id}");
        }
        cost = first.unwrap().0;
    }
    cost
}

/// How often that was done.
fn count(done: &[String], word: &str) -> usize {
    done.iter().filter(|line| line.contains(word)).count()
}

#[tokio::test]
async fn known_and_unknown_ids_cost_the_same() {
    tracing::subscriber::set_global_default(Watching).unwrap();
    let world = portal("nist").await;
    world.add("nobody0").await;
    let temporary = world.add("tempora").await;
    let password = || PlainPassword::new(Zeroizing::new("right".into())).unwrap();
    world.service.set_temporary_password(&temporary, password()).await.unwrap();
    let (with_key, _) = world.enrol("withkey").await;
    world.service.set_password(&with_key, password()).await.unwrap();

    let ids = ["strange", "nobody0", "ab12345", "tempora", "withkey"];
    let signing_in = are_alike(&world, "/sign-in", "password=wrong", &ids).await;
    assert_eq!(count(&signing_in, "a password is hashed"), 1, "{signing_in:?}");
    assert_eq!(count(&signing_in, "SELECT password"), 1, "{signing_in:?}");
    assert_eq!(count(&signing_in, "INSERT INTO audit"), 1, "{signing_in:?}");

    let (changed, held) = world.enrol("changed").await;
    let replace = world.pending(&changed, Intent::Replace(held.id)).await;
    world.confirm(&replace, &world.code(&replace)).await.unwrap();
    let ids = ["strange", "nobody0", "withkey", "changed"];
    let testing = are_alike(&world, "/test", "code=000000", &ids).await;
    assert_eq!(count(&testing, "FROM keys"), 1, "{testing:?}");
}

#[tokio::test]
async fn all_of_this_holds_on_postgresql() {
    common::postgres::again().await;
}
