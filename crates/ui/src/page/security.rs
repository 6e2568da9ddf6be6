//! What protects the vault, and changing it.

use leptos::prelude::*;
use leptos::task::spawn_local;
use warifu::app::{AutoLock, Door, Home, Proof, Protection};

use super::look::change as change_settings;
use super::parts::{Choice, Confirm, News, Section, Told, bad};
use super::protect::{AnotherPassphrase, change};
use crate::context::{Context, context};

/// What the member is about to do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Doing {
    Nothing,
    SettingPassphrase,
    DroppingPassphrase,
}

/// Passphrase, time to lock, lock.
#[component]
pub(super) fn Security() -> impl IntoView {
    let context = context();
    let words = context.words;
    let doing = RwSignal::new(Doing::Nothing);
    let news = RwSignal::new(None);
    view! {
        <Section id="security" title=words.section_protection()>
            {move || {
                context.edition.track();
                let state = state_of(context);
                view! { <p>{state}</p> }
            }}
            {move || {
                context.edition.track();
                (context.is_open() && context.app().home() == Home::Disk).then(|| view! { <Acts doing news /> })
            }}
            <Told news />
            <LockAfter />
        </Section>
    }
}

fn state_of(context: Context) -> &'static str {
    let words = context.words;
    match context.gate.get() {
        Ok(Door::Open) if context.app().home() == Home::Lab => words.protected_in_lab(),
        Ok(Door::Open) if context.app().can_lock() => words.protected_by_passphrase(),
        Ok(Door::Open) => words.protected_by_device(),
        Ok(Door::New) => words.protected_none(),
        Ok(Door::Locked { .. }) => words.protected_locked(),
        Ok(Door::Newer { .. }) => words.newer_title(),
        Ok(Door::Unreadable { .. }) | Err(_) => words.unreadable_text(),
    }
}

#[component]
fn Acts(doing: RwSignal<Doing>, news: RwSignal<Option<News>>) -> impl IntoView {
    let context = context();
    let words = context.words;
    let has_passphrase = context.app().can_lock();
    let set_words = if has_passphrase { words.change_passphrase() } else { words.set_passphrase() };
    let proof: RwSignal<Option<Proof>, LocalStorage> = RwSignal::new_local(None);
    let begin = move |what: Doing| {
        news.set(None);
        proof.set(None);
        doing.set(what);
    };
    let changed = move |text: &'static str| {
        doing.set(Doing::Nothing);
        news.set(Some(News::Good(format!("{text} {}", words.old_copies_note()))));
        spawn_local(context.look_again());
    };
    let drop_passphrase = move |proof: Proof| {
        spawn_local(async move {
            match change(context, Protection::Device, proof).await {
                Ok(_) => changed(words.dropped_passphrase()),
                Err(error) => news.set(bad(context, &error)),
            }
        });
    };
    view! {
        <div class="acts">
            <button type="button" on:click=move |_| begin(Doing::SettingPassphrase)>{set_words}</button>
            {has_passphrase.then(|| view! {
                <button type="button" on:click=move |_| begin(Doing::DroppingPassphrase)>
                    {words.drop_passphrase()}
                </button>
                <button type="button" on:click=move |_| spawn_local(context.lock())>{words.lock_now()}</button>
            })}
        </div>
        {move || match (doing.get(), proof.get()) {
            (Doing::Nothing, _) => ().into_any(),
            (Doing::SettingPassphrase, Some(proof)) => view! {
                <AnotherPassphrase proof on_done=move || changed(words.recovery_kept()) />
            }.into_any(),
            (Doing::SettingPassphrase, None) => view! {
                <Confirm id="set" act=words.continue_() on_proof=move |given| proof.set(Some(given)) />
            }.into_any(),
            (Doing::DroppingPassphrase, _) => view! {
                <p class="warning">{words.drop_passphrase_text()}</p>
                <Confirm id="drop" act=words.drop_passphrase() on_proof=drop_passphrase />
            }.into_any(),
        }}
    }
}

#[component]
fn LockAfter() -> impl IntoView {
    let context = context();
    let words = context.words;
    let minutes = |count| words.auto_lock_minutes(count);
    let options = vec![
        ("1", minutes(1)),
        ("5", minutes(5)),
        ("15", minutes(15)),
        ("60", minutes(60)),
        ("browser", words.auto_lock_browser().to_owned()),
    ];
    let set = move |value: &str| {
        let auto_lock = match value {
            "1" => AutoLock::Minutes1,
            "5" => AutoLock::Minutes5,
            "60" => AutoLock::Minutes60,
            "browser" => AutoLock::Browser,
            _ => AutoLock::Minutes15,
        };
        change_settings(context, move |settings| settings.auto_lock = auto_lock);
    };
    let value = move || match context.settings.get().auto_lock {
        AutoLock::Minutes1 => "1",
        AutoLock::Minutes5 => "5",
        AutoLock::Minutes15 => "15",
        AutoLock::Minutes60 => "60",
        AutoLock::Browser => "browser",
    };
    view! { <Choice id="auto-lock" label=words.auto_lock_label() options value on_choice=set /> }
}
