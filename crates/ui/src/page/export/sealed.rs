//! A file for Aegis, encrypted under a password that the member chooses for it.

use leptos::prelude::*;
use warifu::app::Proof;
use warifu::task::{Aim, Answer, Task};
use warifu::transfer::Password;
use warifu::vault::{Passphrase, PassphraseError};
use wasm_bindgen_futures::spawn_local;
use zeroize::Zeroizing;

use super::{LeftOut, plain, save};
use crate::act::Act;
use crate::browser::worker::Following;
use crate::browser::{dom, worker};
use crate::context::context;
use crate::gate::{confirm, prove};
use crate::page::import::password_of;
use crate::widgets::{Field, busy_button, passphrase_field};
use crate::words::say::{self, Said};

/// The form.
pub(super) fn view(left_out: LeftOut) -> AnyView {
    let context = context();
    let words = context.words;
    let typed = RwSignal::new(String::new());
    let (busy, wrong) = (RwSignal::new(false), RwSignal::new(None::<Said>));
    let proving = RwSignal::new(false);
    // Only what was checked seals the file: what is typed afterwards has to be checked, too.
    let checked = StoredValue::new_local(None::<Password>);
    Effect::new(move |_| {
        typed.track();
        checked.set_value(None);
        proving.set(false);
    });
    let tell = move |detail: String| {
        wrong.set(Some(Said { headline: None, detail }));
        dom::focus_soon("#export-password");
    };
    let write = Act::new(move |proof: Proof| {
        let Some(password) = checked.try_update_value(Option::take).flatten() else { return };
        busy.set(true);
        let sealed = Zeroizing::new(typed.get_untracked());
        spawn_local(async move {
            let aim = Aim::Aegis(password);
            if let Some((file, refused)) = plain::made(context, aim, proof).await {
                save(context, "json", &file, |name| words.export_sealed(name));
                left_out.set(refused);
                // What was typed meanwhile is for another file.
                typed.update(|typed| {
                    if *typed == *sealed {
                        typed.clear();
                    }
                });
            }
            proving.set(false);
            dom::focus_soon("#export-password");
            busy.set(false);
        });
    });
    let submit = move || {
        wrong.set(None);
        let chosen = match Passphrase::choose(typed.with_untracked(|typed| dom::nfkc(typed))) {
            Ok(chosen) => chosen,
            Err(error) => return tell(say::passphrase_error(words, &error)),
        };
        checked.set_value(Some(password_of(&typed.get_untracked())));
        busy.set(true);
        spawn_local(async move {
            let common =
                worker::run(&Task::IsCommon { passphrase: chosen }, None, &Following::default()).await;
            busy.set(false);
            if !checked.try_with_value(Option::is_some).unwrap_or_default() {
                return; // something else was typed meanwhile, or the vault was locked
            }
            match common {
                Some(Answer::Common(false)) if context.app().can_lock() => proving.set(true),
                Some(Answer::Common(false)) => prove(write),
                Some(Answer::Common(true)) => tell(say::passphrase_error(words, &PassphraseError::Common)),
                _ => tell(words.kdf_unavailable().into()),
            }
        });
    };
    let field =
        Field::new("export-password", words.export_password()).hint(words.passphrase_rule()).problem(wrong);
    view! {
        <form>
            {passphrase_field(field, "off", typed)}
            {move || (!proving.get()).then(|| view! {
                <div class="actions">{busy_button(words.export_write(), busy.into(), submit)}</div>
            })}
        </form>
        {move || proving.get().then(|| confirm(["export-passphrase", "export-recovery"], words.export_write(), write))}
    }
    .into_any()
}
