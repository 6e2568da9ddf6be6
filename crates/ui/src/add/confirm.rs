//! What was read from a picture, for the member to confirm before it is saved.

use leptos::prelude::*;
use warifu::account::Account;
use warifu::otp::{Algorithm, Kind, Otp};

use super::entry::code_of;
use super::seen::{Paths, area_button};
use crate::act::Act;
use crate::context::context;
use crate::widgets::screen;
use crate::words::Words;

/// Shows `account`; `add` when the member agrees.
pub(crate) fn confirm(account: &Account, paths: &Paths, add: Act) -> AnyView {
    let Paths { source, back, area, .. } = paths.clone();
    let words = context().words;
    let or_none = |text: &str| if text.is_empty() { words.none_given().to_owned() } else { text.to_owned() };
    let mut facts = vec![
        (words.issuer(), or_none(account.issuer.as_str())),
        (words.username(), or_none(account.user.as_str())),
        (words.type_of_code(), kind(words, &account.otp)),
        (words.key(), words.key_bits(account.otp.secret().len() as u64 * 8)),
    ];
    facts.extend(source.map(|source| (words.found_on(), source.as_str().to_owned())));
    let facts = facts.into_iter().map(|(name, value)| view! { <div><dt>{name}</dt><dd>{value}</dd></div> });
    screen(
        words.confirm_title(),
        Some(back),
        view! {
            <dl class="facts">{facts.collect_view()}</dl>
            <div class="preview"><span class="hint">{words.preview()}</span>{code_of(account)}</div>
            <div class="actions">
                <button type="button" on:click=move |_| back.run(())>{words.cancel()}</button>
                <button type="button" class="primary" autofocus on:click=move |_| add.run(())>{words.add()}</button>
            </div>
            {area_button(area)}
        },
    )
}

/// What makes the code change, and its parameters.
pub(crate) fn kind(words: Words, otp: &Otp) -> String {
    let digits = u64::from(otp.digits().get());
    let algorithm = match otp.algorithm() {
        Algorithm::Sha1 => "SHA-1",
        Algorithm::Sha256 => "SHA-256",
        Algorithm::Sha512 => "SHA-512",
    };
    match otp.kind() {
        Kind::Totp { period } => words.kind_totp(digits, u64::from(period.seconds()), algorithm),
        Kind::Hotp { .. } => words.kind_hotp(digits, algorithm),
        Kind::Steam => words.steam().into(),
    }
}
