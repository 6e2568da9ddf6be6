//! The way to a PostgreSQL server, protected by TLS.
#![allow(clippy::unwrap_used, reason = "what fails here fails the test")]

mod common;

use std::fs;

use common::postgres::Cluster;
use sqlx::Connection;
use sqlx::postgres::PgConnection;
use warifu_server::store::Store;
use warifu_server::store::postgres::Postgres;

#[tokio::test]
async fn its_certificate_must_be_of_a_known_authority_and_of_its_name() {
    let (cluster, certificate) = Cluster::start_tls().await;
    let local = cluster.database("warifu").await;
    let wrong = certificate.with_file_name("wrong.crt");
    let other = rcgen::generate_simple_self_signed(vec!["localhost".into()]).unwrap();
    fs::write(&wrong, other.cert.pem()).unwrap();
    let verified = |url: &str, root: &std::path::Path| {
        format!("{url}?sslmode=verify-full&sslrootcert={}", root.display())
    };
    let named = cluster.named("warifu");

    let store = Postgres::open(&verified(&named, &certificate)).await.unwrap();
    store.write().await.unwrap().commit().await.unwrap();
    let mut watcher = PgConnection::connect(&named).await.unwrap();
    let protected = "SELECT count(*) FROM pg_stat_ssl JOIN pg_stat_activity USING (pid) WHERE ssl AND pid <> pg_backend_pid()";
    let (count,): (i64,) = sqlx::query_as(protected).fetch_one(&mut watcher).await.unwrap();
    assert!(count > 0, "our own connections are protected");
    store.close().await;

    assert!(Postgres::open(&verified(&named, &wrong)).await.is_err(), "another authority");
    assert!(Postgres::open(&verified(&local, &certificate)).await.is_err(), "127.0.0.1 does not stand in it");
    assert!(
        Postgres::open(&format!("{named}?sslmode=verify-full")).await.is_err(),
        "the system does not know it"
    );
}
