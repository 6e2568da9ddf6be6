//! Mails on their way to a real SMTP server: sent once, tried again, given up.
#![allow(clippy::unwrap_used, reason = "what fails here fails the test")]

mod common;

use std::fs;
use std::time::Duration;

use common::World;
use common::browser::{Browser, portal};
use common::postgres::Cluster;
use mailbox::{Asks, PASSWORD, Receiver, USER};
use warifu_server::config::{Config, Smtp};
use warifu_server::domain::MemberName;
use warifu_server::mail::SmtpPost;

/// The settings that lead to `receiver`.
fn smtp(world: &World, receiver: &Receiver, more: &str) -> Smtp {
    let path = world.folder.path().join("mail.toml");
    let text = format!("smtp_from = \"MFA <mfa@example.ac.jp>\"\nsmtp_port = {}\n{more}", receiver.port);
    fs::write(&path, text).unwrap();
    Config::read(Some(&path)).unwrap().smtp().unwrap().unwrap()
}

fn plain(world: &World, receiver: &Receiver) -> SmtpPost {
    SmtpPost::new(&smtp(world, receiver, "smtp_host = \"127.0.0.1\"\nsmtp_tls = \"none\"")).unwrap()
}

#[tokio::test]
async fn the_mailed_code_and_the_notice_arrive_once() {
    let (world, receiver) = (portal("nist").await, Receiver::start(Asks::Nothing));
    let post = plain(&world, &receiver);
    let browser = Browser::new(&world, "en");
    browser.sign_in().await;
    assert_eq!(world.service.deliver(&post).await.unwrap(), 1);
    assert_eq!(world.service.deliver(&post).await.unwrap(), 0);
    let mail = receiver.mails().remove(0);
    let (head, body) = mail.split_once("\r\n\r\n").unwrap();
    for line in ["From: MFA <mfa@example.ac.jp>", "To: taro@example.com", "Subject: [University]"] {
        assert!(head.contains(line), "{line} is not in {head}");
    }
    let code = body.lines().next().unwrap().strip_prefix("Confirmation code: ").unwrap();
    assert_eq!(browser.post("/mail", &format!("code={code}")).await.location(), "/start");
    browser.add_device("").await;
    assert_eq!(world.service.deliver(&post).await.unwrap(), 1);
    let notice = receiver.mails().remove(1);
    assert!(notice.is_ascii() && notice.contains("Subject: [University] =?utf-8?"), "{notice}");
}

#[tokio::test]
async fn a_password_travels_over_verified_tls_only() {
    let (world, receiver) = (portal("nist").await, Receiver::start(Asks::TlsAndPassword));
    let ca = world.folder.path().join("ca.pem");
    fs::write(&ca, &receiver.certificate).unwrap();
    let login =
        format!("smtp_host = \"localhost\"\nsmtp_user = \"{USER}\"\nsmtp_password = \"{PASSWORD}\"\n");
    let trusting = format!("{login}smtp_ca = {ca:?}\n");
    let other_name = trusting.replace("localhost", "127.0.0.1");
    Browser::new(&world, "en").sign_in().await;
    for refused in [&login, &other_name] {
        let post = SmtpPost::new(&smtp(&world, &receiver, refused)).unwrap();
        assert_eq!(world.service.deliver(&post).await.unwrap(), 1);
        assert!(receiver.mails().is_empty(), "{refused}");
        world.clock.forward(60);
    }
    let post = SmtpPost::new(&smtp(&world, &receiver, &trusting)).unwrap();
    world.service.deliver(&post).await.unwrap();
    assert_eq!(receiver.mails().len(), 1);
    let without_tls = Receiver::start(Asks::Nothing);
    world.clock.forward(60);
    let browser = Browser::new(&world, "en");
    browser.sign_in().await;
    let post = SmtpPost::new(&smtp(&world, &without_tls, &trusting)).unwrap();
    assert_eq!(world.service.deliver(&post).await.unwrap(), 1);
    assert!(without_tls.mails().is_empty(), "nothing goes where STARTTLS is not offered");
}

#[tokio::test]
async fn what_is_refused_for_now_is_tried_again_and_for_good_is_not() {
    let (world, receiver) = (portal("nist").await, Receiver::start(Asks::Nothing));
    let post = plain(&world, &receiver);
    Browser::new(&world, "en").sign_in().await;
    for pause in [15, 30, 60] {
        receiver.refuse(451);
        assert_eq!(world.service.deliver(&post).await.unwrap(), 1);
        world.clock.forward(pause - 1);
        assert_eq!(world.service.deliver(&post).await.unwrap(), 0, "not before {pause} s");
        world.clock.forward(1);
    }
    assert_eq!(world.service.deliver(&post).await.unwrap(), 1);
    assert_eq!(receiver.mails().len(), 1);
    Browser::new(&world, "en").sign_in().await;
    receiver.refuse(550);
    assert_eq!(world.service.deliver(&post).await.unwrap(), 1);
    world.clock.forward(86_000);
    assert_eq!(world.service.deliver(&post).await.unwrap(), 0);
    assert_eq!(receiver.mails().len(), 1);
}

#[tokio::test]
async fn nothing_is_lost_while_the_other_server_is_away() {
    let world = portal("nist").await;
    let receiver = Receiver::start(Asks::Nothing);
    let post = plain(&world, &receiver);
    drop(receiver);
    tokio::time::sleep(Duration::from_millis(50)).await;
    Browser::new(&world, "en").sign_in().await;
    assert_eq!(world.service.deliver(&post).await.unwrap(), 1);
    let receiver = Receiver::start(Asks::Nothing);
    world.clock.forward(15);
    assert_eq!(world.service.deliver(&plain(&world, &receiver)).await.unwrap(), 1);
    assert_eq!(receiver.mails().len(), 1);
}

#[tokio::test]
async fn of_three_nodes_one_sends_each_mail() {
    let cluster = Cluster::start().await;
    let world = World::with_nodes(3, &cluster.database("mailing").await, "nist").await;
    let receiver = Receiver::start(Asks::Nothing);
    for number in 0..25 {
        let name = MemberName::parse(&format!("m{number}")).unwrap();
        world.service.add_member(name.clone(), &format!("m{number}@example.com"), None).await.unwrap();
        let held = world.pending(&name, warifu_server::domain::Intent::Add).await;
        world.confirm(&held, &world.code(&held)).await.unwrap();
    }
    let post = plain(&world, &receiver);
    let all = world.nodes.iter().map(|node| async { while node.deliver(&post).await.unwrap() > 0 {} });
    futures::future::join_all(all).await;
    let mut to: Vec<String> = receiver.mails().iter().map(|mail| recipient(mail)).collect();
    to.sort();
    to.dedup();
    assert_eq!((receiver.mails().len(), to.len()), (25, 25));
}

fn recipient(mail: &str) -> String {
    mail.lines().find(|line| line.starts_with("To: ")).unwrap().to_owned()
}

#[tokio::test]
async fn all_of_this_holds_on_postgresql() {
    common::postgres::again().await;
}
