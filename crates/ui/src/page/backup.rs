//! A backup out.

use leptos::ev::SubmitEvent;
use leptos::prelude::*;
use leptos::task::spawn_local;
use warifu::app::AppError;
use warifu::otp::UnixTime;
use warifu::vault::{Passphrase, backup::EXTENSION};

use super::files;
use super::parts::{News, Section, Told, bad, typed_passphrase};
use crate::browser::dom;
use crate::context::{Context, context};

/// Writes an encrypted file, under a passphrase of its own or the vault's.
#[component]
pub(super) fn Backup() -> impl IntoView {
    let context = context();
    let words = context.words;
    let has_passphrase = context.app().can_lock();
    let as_vault = RwSignal::new(has_passphrase);
    let typed = RwSignal::new(String::new());
    let busy = RwSignal::new(false);
    let news = RwSignal::new(None);
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        let count = context.app().accounts(UnixTime::from_ms(context.now.get_untracked())).len();
        if count == 0 {
            return news.set(Some(News::Bad(words.backup_nothing().to_owned())));
        }
        busy.set(true);
        news.set(None);
        spawn_local(async move {
            let file = write(context, as_vault.get_untracked(), &typed.get_untracked()).await;
            busy.set(false);
            news.set(match file {
                Ok(file) => {
                    typed.set(String::new());
                    saved(context, &file, count)
                }
                Err(error) => bad(context, &error),
            });
        });
    };
    view! {
        <Section id="backup" title=words.section_backup()>
            <p>{words.backup_lead()}</p>
            <form on:submit=submit>
                {has_passphrase.then(|| view! { <WhichPassphrase as_vault /> })}
                <div class="field">
                    <label for="backup-passphrase">{words.backup_passphrase()}</label>
                    <input id="backup-passphrase" type="password" required autocomplete="off"
                        prop:value=typed on:input=move |event| typed.set(event_target_value(&event)) />
                </div>
                <button type="submit" class="primary" disabled=busy>{words.backup_write()}</button>
                <Told news />
            </form>
        </Section>
    }
}

#[component]
fn WhichPassphrase(as_vault: RwSignal<bool>) -> impl IntoView {
    let words = context().words;
    let radio = move |id: &'static str, label: &'static str, value: bool| {
        view! {
            <div class="tick">
                <input type="radio" name="backup-which" id=id prop:checked=move || as_vault.get() == value
                    on:change=move |_| as_vault.set(value) />
                <label for=id>{label}</label>
            </div>
        }
    };
    view! {
        <fieldset>
            <legend>{words.section_backup()}</legend>
            {radio("backup-as-vault", words.backup_vault(), true)}
            {radio("backup-own", words.backup_own(), false)}
        </fieldset>
    }
}

async fn write(context: Context, as_vault: bool, typed: &str) -> Result<Vec<u8>, AppError> {
    if as_vault {
        return context.app().backup_as_vault(&typed_passphrase(typed)).await;
    }
    let passphrase = Passphrase::choose(dom::nfkc(typed))?;
    context.app().backup(&passphrase).await
}

fn saved(context: Context, file: &[u8], count: usize) -> Option<News> {
    let name = files::name(EXTENSION);
    Some(match files::save(&name, file) {
        Ok(()) => News::Good(context.words.backup_written(&name, count as u64)),
        Err(error) => News::Bad(files::words(context.words, error).to_owned()),
    })
}
