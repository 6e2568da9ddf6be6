//! What protects the vault, and changing it.

use leptos::prelude::*;
use warifu::app::{AutoLock, Door, Home, Proof, Protection};
use wasm_bindgen_futures::spawn_local;

use super::{look, new_passphrase, section};
use crate::act::Act;
use crate::context::{Context, context};
use crate::gate::{confirm, unlock_form};
use crate::widgets::{Field, aside, select_field};

/// What the member is about to do.
#[derive(Clone, Copy)]
enum Doing {
    Nothing,
    SetPassphrase(Option<Proof>),
    DropPassphrase,
}

/// Passphrase, time to lock, lock.
pub(super) fn view() -> impl IntoView {
    let context = context();
    let words = context.words;
    let doing = RwSignal::new(Doing::Nothing);
    let state = move || {
        context.edition.track();
        state_of(context)
    };
    let acts = move || {
        context.edition.track();
        (context.is_open() && context.app().home() == Home::Disk).then(|| acts(context, doing))
    };
    let locked = Memo::new(move |_| match context.gate.get() {
        Ok(Door::Locked { recovery }) => Some(recovery),
        _ => None,
    });
    let body = view! {
        <p>{state}</p>
        {move || locked.get().map(unlock_form)}
        {acts}
        {move || step(context, doing)}
        {lock_after(context)}
    };
    section::view("protection", words.section_protection(), body)
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

fn acts(context: Context, doing: RwSignal<Doing>) -> impl IntoView {
    let words = context.words;
    let has_passphrase = context.app().can_lock();
    let set = if has_passphrase { words.change_passphrase() } else { words.set_passphrase() };
    view! {
        <div class="actions">
            <button type="button" on:click=move |_| doing.set(Doing::SetPassphrase(None))>{set}</button>
            {has_passphrase.then(|| view! {
                <button type="button" on:click=move |_| doing.set(Doing::DropPassphrase)>
                    {words.drop_passphrase()}
                </button>
                <button type="button" on:click=move |_| spawn_local(context.lock())>{words.lock_now()}</button>
            })}
        </div>
    }
}

/// What comes next of what the member is doing.
fn step(context: Context, doing: RwSignal<Doing>) -> AnyView {
    let words = context.words;
    let changed = move |what: &'static str| {
        doing.set(Doing::Nothing);
        context.say(words.two_sentences(what, words.old_copies_note()));
        spawn_local(context.look_again());
    };
    let drop_passphrase = Act::new(move |proof| {
        spawn_local(async move {
            match context.app().change_protection(Protection::Device, proof).await {
                Ok(_) => changed(words.dropped_passphrase()),
                Err(error) => context.say_error(error).await,
            }
        });
    });
    let proven = Act::new(move |proof| doing.set(Doing::SetPassphrase(Some(proof))));
    let set = Act::new(move |()| changed(words.recovery_kept()));
    match doing.get() {
        Doing::Nothing => ().into_any(),
        Doing::SetPassphrase(None) => confirm(["set-passphrase", "set-recovery"], words.continue_(), proven),
        Doing::SetPassphrase(proof) => new_passphrase::view(proof, set).into_any(),
        Doing::DropPassphrase => view! {
            {aside(words.drop_passphrase_text())}
            {confirm(["drop-passphrase", "drop-recovery"], words.drop_passphrase(), drop_passphrase)}
        }
        .into_any(),
    }
}

fn lock_after(context: Context) -> AnyView {
    let words = context.words;
    let options = vec![
        ("1", words.auto_lock_1()),
        ("5", words.auto_lock_5()),
        ("15", words.auto_lock_15()),
        ("60", words.auto_lock_60()),
        ("browser", words.auto_lock_browser()),
    ];
    let value = move || match context.settings.get().auto_lock {
        AutoLock::Minutes1 => "1".to_owned(),
        AutoLock::Minutes5 => "5".to_owned(),
        AutoLock::Minutes15 => "15".to_owned(),
        AutoLock::Minutes60 => "60".to_owned(),
        AutoLock::Browser => "browser".to_owned(),
    };
    let choose = move |value: String| {
        let auto_lock = match value.as_str() {
            "1" => AutoLock::Minutes1,
            "5" => AutoLock::Minutes5,
            "60" => AutoLock::Minutes60,
            "browser" => AutoLock::Browser,
            _ => AutoLock::Minutes15,
        };
        look::change(context, move |settings| settings.auto_lock = auto_lock);
    };
    select_field(Field::new("auto-lock", words.auto_lock_label()), options, Signal::derive(value), choose)
}
