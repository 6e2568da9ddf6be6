//! The list, as the page shows it.

use askama::Template;

use crate::domain::session::{Power, masked};
use crate::domain::{KeyState, in_japan};
use crate::http::portal::release::{open_left, told};
use crate::http::portal::words::Words;
use crate::service::{Device, Devices, Service, WaitingKey};
use crate::store::Browser;

#[derive(Template)]
#[template(path = "devices.html")]
pub(super) struct Page<'a> {
    words: &'static Words,
    issuer: &'a str,
    user: &'a str,
    said: Option<&'static str>,
    is_rescue: bool,
    /// Until when a first key must be set up.
    until: Option<String>,
    /// A key that waits for its first code.
    waiting: Option<Waiting>,
    active: Vec<Line>,
    old: Vec<Line>,
    recovery_left: usize,
    /// The recovery address, if it may be changed here.
    address: Option<String>,
    may_show_again: bool,
    may_release: bool,
    release: Option<Vec<String>>,
    /// For how many seconds it is still open, if it is.
    open_left_s: Option<u64>,
    browsers: Vec<BrowserLine>,
}

/// A key that waits for its first code, and how one goes on with it or begins anew.
pub(super) struct Waiting {
    pub(super) name: String,
    /// The key whose place it takes.
    pub(super) replaces: Option<String>,
    pub(super) anew: String,
}

/// One trusted browser.
struct BrowserLine {
    id: String,
    used: String,
    until: String,
}

/// One device.
struct Line {
    key: String,
    name: String,
    state: &'static str,
    added: String,
    used: Option<String>,
    since: String,
}

impl<'a> Page<'a> {
    pub(super) fn of(
        service: &'a Service,
        words: &'static Words,
        devices: &'a Devices,
        waiting: Option<WaitingKey>,
    ) -> Self {
        let (active, old) = devices.devices.iter().partition::<Vec<_>, _>(|it| it.state == KeyState::Active);
        let lines = |devices: Vec<&Device>| devices.into_iter().map(|it| Line::of(words, it)).collect();
        Self {
            words,
            issuer: &service.policy.issuer,
            user: devices.member.name.as_str(),
            said: None,
            is_rescue: devices.power == Power::Rescue,
            until: register_until(service, words, devices),
            waiting: waiting.filter(|_| devices.active().next().is_some()).map(Waiting::of),
            active: lines(active),
            old: lines(old),
            recovery_left: devices.recovery_left,
            address: service.keeps_addresses().then(|| masked(&devices.member.mail)),
            may_show_again: service.may_show_again(),
            may_release: service.may_release(),
            release: devices.release.as_ref().map(|release| told(words, release, service)),
            open_left_s: devices.release.as_ref().and_then(|release| open_left(release, service)),
            browsers: devices.browsers.iter().map(BrowserLine::of).collect(),
        }
    }

    /// The same with what was done, or why it was not.
    pub(super) fn saying(self, said: Option<&str>) -> Self {
        Self { said: said.and_then(|said| meant(self.words, said)), ..self }
    }
}

impl Waiting {
    pub(super) fn of(key: WaitingKey) -> Self {
        let replaces = key.intent.key().map(|key| key.to_string());
        let anew = match &replaces {
            Some(key) => format!("/devices/replace?key={key}&anew=true"),
            None => "/devices/add?anew=true".into(),
        };
        Self { name: key.device, replaces, anew }
    }
}

impl BrowserLine {
    fn of(browser: &Browser) -> Self {
        let (used, until) = (in_japan(browser.trusted.rotated), in_japan(browser.trusted.expires));
        Self { id: browser.id.to_string(), used, until }
    }
}

impl Line {
    fn of(words: &Words, device: &Device) -> Self {
        let state = match device.state {
            KeyState::Active => words.devices.current,
            KeyState::Revoked => words.devices.revoked,
            _ => words.devices.superseded,
        };
        Self {
            key: device.key.to_string(),
            name: named(words, device),
            state,
            added: in_japan(device.added),
            used: device.used.map(in_japan),
            since: in_japan(device.since),
        }
    }
}

/// Until when a first key must be set up, in words, while there is time.
pub(in super::super) fn register_until(
    service: &Service,
    words: &Words,
    devices: &Devices,
) -> Option<String> {
    let ends = devices.register_until.filter(|ends| service.clock.now() < *ends)?;
    Some(Words::fill(words.start_until, &in_japan(ends)))
}

/// What a device is called, or that it is not called anything.
pub(in super::super) fn named(words: &Words, device: &Device) -> String {
    if device.name.is_empty() { words.devices.unnamed.into() } else { device.name.clone() }
}

fn meant(words: &Words, said: &str) -> Option<&'static str> {
    match said {
        "lost" => Some(words.devices.said_lost),
        "too_many" => Some(words.devices.said_too_many),
        "gone" => Some(words.devices.said_gone),
        "name" => Some(words.devices.said_name),
        "address" => Some(words.address.said),
        "release_set" => Some(words.release.said_set),
        "release_revoked" => Some(words.release.said_revoked),
        _ => None,
    }
}
