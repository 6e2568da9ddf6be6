//! The server against its own description: Schemathesis makes requests that fit it and requests that do not, and looks at
//! what comes back.
#![allow(clippy::unwrap_used, reason = "what fails here fails the test")]

mod common;

use std::env;
use std::fs;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::process::{Command, Output};

use common::World;
use tokio::net::TcpListener;
use warifu_server::http::{Access, Outbox, router};

/// What may be answered to what fits and what does not: a ticket that nobody made is gone, however it is spelled.
const SETTINGS: &str = r#"
[checks]
positive_data_acceptance.expected-statuses = ["2xx", "401", "403", "404", "409", "410", "429"]
negative_data_rejection.expected-statuses = ["400", "401", "403", "404", "405", "409", "410", "413", "415", "429"]
"#;

/// Where `build.sh` puts the programs that the server is compared with, unless `WARIFU_PYTHON` names another Python.
fn program() -> PathBuf {
    let cache = env::var_os("XDG_CACHE_HOME").map(PathBuf::from);
    let cache = cache.or_else(|| Some(PathBuf::from(env::var_os("HOME")?).join(".cache")));
    let python = env::var_os("WARIFU_PYTHON").map(PathBuf::from);
    python
        .or(cache.map(|cache| cache.join("warifu/python/bin/python3")))
        .unwrap()
        .with_file_name("schemathesis")
}

fn judge(url: &str, token: &str, examples: usize) -> Output {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("schemathesis.toml"), SETTINGS).unwrap();
    let examples = examples.to_string();
    Command::new(program())
        .current_dir(folder.path())
        .args(["run", &format!("{url}/api/v1/openapi.json"), "--checks", "all", "--no-color"])
        .args(["--header", &format!("Authorization: Bearer {token}"), "--max-examples", &examples])
        .output()
        .expect("./build.sh test installs Schemathesis; or name the Python beside it in WARIFU_PYTHON")
}

#[tokio::test(flavor = "multi_thread")]
async fn answers_are_what_the_description_says() {
    let world = World::new("nist").await;
    world.enrol("ab12345").await;
    let token = world.service.add_party("a judge").await.unwrap().to_text().to_string();
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let pages = router(world.service.clone(), Access::Network, Outbox::Hidden);
    let server = tokio::spawn(async move {
        axum::serve(listener, pages.into_make_service_with_connect_info::<SocketAddr>()).await
    });
    let examples = common::rounds(1000, 50);
    let judged = tokio::task::spawn_blocking(move || judge(&url, &token, examples)).await.unwrap();
    server.abort();
    let said = String::from_utf8_lossy(&judged.stdout);
    assert!(judged.status.success(), "{said}{}", String::from_utf8_lossy(&judged.stderr));
    assert!(said.contains("Tested: 6"), "{said}");
}
