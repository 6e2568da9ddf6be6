//! A backup out: an encrypted file, under a passphrase of its own or the vault's.

use leptos::prelude::*;
use warifu::app::AppError;
use warifu::otp::UnixTime;
use warifu::vault::{Passphrase, backup::EXTENSION};
use wasm_bindgen_futures::spawn_local;

use super::{files, section};
use crate::browser::dom;
use crate::context::{Context, context};
use crate::gate::passphrase_of;
use crate::widgets::{Field, busy_button, passphrase_field};
use crate::words::say::{self, Said};

/// The form.
pub(super) fn view() -> impl IntoView {
    let context = context();
    let words = context.words;
    let own = RwSignal::new(!context.app().can_lock());
    let typed = RwSignal::new(String::new());
    let (busy, wrong) = (RwSignal::new(false), RwSignal::new(None::<Said>));
    let submit = move || {
        let now = UnixTime::from_ms(context.now.get_untracked());
        let count = context.app().accounts(now).len();
        if count == 0 {
            return context.say(words.backup_nothing());
        }
        busy.set(true);
        wrong.set(None);
        spawn_local(async move {
            match write(context, own.get_untracked(), &typed.get_untracked()).await {
                Ok(file) => {
                    typed.set(String::new());
                    hand_over(context, &file, count);
                }
                Err(error) => wrong.set(Some(Said { headline: None, detail: say::app_error(words, &error) })),
            }
            busy.set(false);
        });
    };
    let field = Field::new("backup-passphrase", words.backup_passphrase()).problem(wrong);
    let form = view! {
        <p>{words.backup_lead()}</p>
        <form>
            {context.app().can_lock().then(|| which(own))}
            {passphrase_field(field, "off", typed)}
            <div class="actions">{busy_button(words.backup_write(), busy.into(), submit)}</div>
        </form>
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

async fn write(context: Context, own: bool, typed: &str) -> Result<Vec<u8>, AppError> {
    if own {
        return context.app().backup(&Passphrase::choose(dom::nfkc(typed))?).await;
    }
    context.app().backup_as_vault(&passphrase_of(typed)).await
}

fn hand_over(context: Context, file: &[u8], count: usize) {
    let name = files::name(EXTENSION);
    match files::save(&name, file) {
        Ok(()) => context.say(context.words.backup_written(&name, count as u64)),
        Err(error) => context.say_failed(files::words(context.words, error)),
    }
}
