//! Files that anybody can open: only after a typed word and the passphrase.

use leptos::prelude::*;
use warifu::app::Proof;
use warifu::otp::UnixTime;
use warifu::task::{Aim, Answer, Task};
use warifu::transfer::{Format, Import, Refused, Row};
use wasm_bindgen_futures::spawn_local;
use zeroize::Zeroizing;

use super::{LeftOut, Target, save};
use crate::act::Act;
use crate::browser::worker::Following;
use crate::browser::{dom, file, now_ms, worker};
use crate::context::{Context, context};
use crate::gate::confirm;
use crate::widgets::{Field, aside, text_field};

/// The form for a list of URIs or a file of FIDO's.
pub(super) fn view(target: Target, left_out: LeftOut) -> AnyView {
    let context = context();
    let words = context.words;
    let typed = RwSignal::new(String::new());
    let write = Act::new(move |proof| {
        typed.set(String::new());
        dom::focus_soon("#export-word");
        if target == Target::UriList {
            match context.app().export_uris(proof) {
                Ok(lines) => save(context, "txt", lines.as_bytes(), |name| words.export_written(name)),
                Err(error) => spawn_local(context.say_error(error)),
            }
            return;
        }
        spawn_local(async move {
            if let Some((file, refused)) = made(context, Aim::CredentialExchange, proof).await {
                save(context, "json", &file, |name| words.export_written(name));
                left_out.set(refused);
            }
        });
    });
    let right = Memo::new(move |_| typed.with(|typed| typed.trim() == words.export_word()));
    view! {
        {aside(words.export_warning())}
        {text_field(
            Field::new("export-word", words.type_word(words.export_word())), "", typed.into(), move |text| typed.set(text),
        )}
        {move || right.get().then(|| confirm(["export-passphrase", "export-recovery"], words.export_write(), write))}
    }
    .into_any()
}

/// The file that the worker makes of all accounts, and what is not in it; what goes wrong is said.
pub(super) async fn made(
    context: Context,
    aim: Aim,
    proof: Proof,
) -> Option<(Zeroizing<Vec<u8>>, Vec<Refused>)> {
    let accounts = match context.app().export_accounts(proof) {
        Ok(accounts) if accounts.is_empty() => {
            context.say(context.words.export_nothing());
            return None;
        }
        Ok(accounts) => accounts,
        Err(error) => {
            context.say_error(error).await;
            return None;
        }
    };
    let rows = accounts.into_iter().map(Row::new).collect();
    let import = Import { format: Format::Warifu, rows, sets: Vec::new(), others: 0 };
    let data = file::buffer_of(&import.to_bytes());
    let task = Task::WriteFile { aim, now: UnixTime::from_ms(now_ms()) };
    match worker::run(&task, Some(&data), &Following::default()).await {
        Some(Answer::Written { file, refused }) => Some((file, refused)),
        _ => {
            context.say_failed(context.words.kdf_unavailable());
            None
        }
    }
}
