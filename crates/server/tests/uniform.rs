//! An ID that nobody has, one without a password and one with: the same statements, the same Argon2, the same bytes.
#![allow(clippy::unwrap_used, reason = "what fails here fails the test")]

mod common;

use common::World;
use common::browser::{Browser, LANGUAGES, portal};
use warifu_server::domain::Intent;
use warifu_server::password::PlainPassword;
use zeroize::Zeroizing;

/// What the database and the hasher said of themselves after the first `from` bytes of the log: each statement, and each
/// password that was hashed, without figures.
fn done(world: &World, from: usize) -> Vec<String> {
    let log = world.watch.log();
    let said = log[from..].lines().filter_map(|line| {
        let query = line
            .split_once(" sqlx::query: ")
            .map(|(_, query)| query.split(" rows_affected=").next().unwrap());
        query.or_else(|| line.split_once(" warifu_server::password: ").map(|(_, said)| said))
    });
    said.map(Into::into).collect()
}

/// What an ID costs and what it is answered, wherever the ID itself stands.
async fn asked(
    world: &World,
    browser: &Browser<'_>,
    path: &str,
    id: &str,
    more: &str,
) -> (Vec<String>, String) {
    let from = world.watch.log().len();
    let page = browser.post(path, &format!("id={id}&{more}")).await;
    let headers = page.headers.iter().filter(|(name, _)| *name != "x-request-id");
    let headers: Vec<String> = headers.map(|(name, value)| format!("{name}: {value:?}")).collect();
    (done(world, from), format!("{} {headers:?} {}", page.status, page.html.replace(id, "ID")))
}

/// What each of `ids` costs, which is the same for all.
async fn are_alike(world: &World, path: &str, more: &str, ids: &[&str]) -> Vec<String> {
    let mut cost = Vec::new();
    for language in LANGUAGES {
        let browser = Browser::new(world, language);
        let mut first = None;
        for id in ids {
            world.clock.forward(600); // over whatever pause
            let asked = asked(world, &browser, path, id, more).await;
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
