//! A backup out: an encrypted file, under a passphrase of its own or the vault's.

use leptos::prelude::*;
use warifu::app::{AppError, Proof};
use warifu::otp::UnixTime;
use warifu::vault::{Passphrase, backup::EXTENSION};
use wasm_bindgen_futures::spawn_local;

use super::{files, section};
use crate::act::Act;
use crate::browser::dom;
use crate::context::{Context, context};
use crate::gate::{confirm, passphrase_of, prove};
use crate::widgets::{Field, busy_button, passphrase_field};
use crate::words::say::{self, Said};

/// The form.
pub(super) fn view() -> impl IntoView {
    let context = context();
    let words = context.words;
    let own = RwSignal::new(!context.app().can_lock());
    let typed = RwSignal::new(String::new());
    let (busy, wrong) = (RwSignal::new(false), RwSignal::new(None::<Said>));
    let proving = RwSignal::new(false);
    let write = move |proof: Option<Proof>| {
        busy.set(true);
        wrong.set(None);
        spawn_local(async move {
            match sealed(context, &typed.get_untracked(), proof).await {
                Ok(file) => {
                    typed.set(String::new());
                    proving.set(false);
                    hand_over(context, &file);
                }
                Err(error) => wrong.set(Some(Said { headline: None, detail: say::app_error(words, &error) })),
            }
            busy.set(false);
        });
    };
    let proven = Act::new(move |proof| write(Some(proof)));
    // Another choice of passphrase is another file.
    Effect::new(move |_| {
        own.track();
        proving.set(false);
    });
    let submit = move || {
        if count(context) == 0 {
            return context.say(words.backup_nothing());
        }
        // Whoever chooses the file's passphrase can read the keys in it.
        match (own.get_untracked(), Passphrase::choose(typed.with_untracked(|typed| dom::nfkc(typed)))) {
            (false, _) => write(None),
            (true, Ok(_)) if context.app().can_lock() => proving.set(true),
            (true, Ok(_)) => prove(proven),
            (true, Err(error)) => {
                wrong.set(Some(Said { headline: None, detail: say::passphrase_error(words, &error) }));
            }
        }
    };
    let field = Field::new("backup-passphrase", words.backup_passphrase()).problem(wrong);
    let form = view! {
        <p>{words.backup_lead()}</p>
        <form>
            {context.app().can_lock().then(|| which(own))}
            {passphrase_field(field, "off", typed)}
            {move || (!proving.get()).then(|| view! {
                <div class="actions">{busy_button(words.backup_write(), busy.into(), submit)}</div>
            })}
        </form>
        {move || proving.get().then(|| confirm(["backup-prove", "backup-recovery"], words.backup_write(), proven))}
    };
    section::view("backup", words.section_backup(), form)
}

fn which(own: RwSignal<bool>) -> impl IntoView {
    let words = context().words;
    let radio = move |id: &'static str, label: &'static str, value: bool| {
        view! {
            <div class="field check">
                <input type="radio" name="backup-which" id=id prop:checked=move || own.get() == value
                    on:change=move |_| own.set(value) />
                <label for=id>{label}</label>
            </div>
        }
    };
    view! {
        <fieldset>
            <legend class="unseen">{words.backup_passphrase()}</legend>
            {radio("backup-as-vault", words.backup_vault(), false)}
            {radio("backup-own", words.backup_own(), true)}
        </fieldset>
    }
}

/// The file: with a proof, under the passphrase that was typed for it; else under the vault's.
async fn sealed(context: Context, typed: &str, proof: Option<Proof>) -> Result<Vec<u8>, AppError> {
    match proof {
        Some(proof) => context.app().backup(&Passphrase::choose(dom::nfkc(typed))?, proof).await,
        None => context.app().backup_as_vault(&passphrase_of(typed)).await,
    }
}

fn count(context: Context) -> usize {
    context.app().accounts(UnixTime::from_ms(context.now.get_untracked())).len()
}

fn hand_over(context: Context, file: &[u8]) {
    let name = files::name(EXTENSION);
    match files::save(&name, file) {
        Ok(()) => context.say(context.words.backup_written(&name, count(context) as u64)),
        Err(error) => context.say_failed(files::words(context.words, error)),
    }
}
