//! Accounts out, for another app: encrypted where it can be; else only after the passphrase, and a typed word for a file
//! that anybody can open.

mod codes;
mod plain;
mod sealed;

use leptos::prelude::*;
use warifu::transfer::Refused;

use super::{files, section};
use crate::context::{Context, context};
use crate::words::{moving, say};

/// For whom to write.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Target {
    Aegis,
    Google,
    CredentialExchange,
    UriList,
}

/// What was left out of what was written last.
type LeftOut = RwSignal<Vec<Refused>>;

/// The choice, and what it takes.
pub(super) fn view() -> impl IntoView {
    let words = context().words;
    let target = RwSignal::new(Target::Aegis);
    let left_out = LeftOut::new(Vec::new());
    let form = move || {
        left_out.set(Vec::new());
        match target.get() {
            Target::Aegis => sealed::view(left_out),
            Target::Google => codes::view(left_out),
            target @ (Target::CredentialExchange | Target::UriList) => plain::view(target, left_out),
        }
    };
    let radio = move |id: &'static str, label: &'static str, value: Target| {
        view! {
            <div class="field check">
                <input type="radio" name="export-to" id=id prop:checked=move || target.get() == value
                    on:change=move |_| target.set(value) />
                <label for=id>{label}</label>
            </div>
        }
    };
    let body = view! {
        <p>{words.export_lead()}</p>
        <fieldset>
            <legend>{words.export_to()}</legend>
            {radio("export-aegis", words.export_aegis(), Target::Aegis)}
            {radio("export-google", words.export_google(), Target::Google)}
            {radio("export-cxf", words.export_cxf(), Target::CredentialExchange)}
            {radio("export-uris", words.export_uris(), Target::UriList)}
        </fieldset>
        {form}
        <div role="status">{move || not_written(left_out)}</div>
    };
    section::view("export", words.export_title(), body)
}

/// What the format has no way to keep, each with the reason.
fn not_written(left_out: LeftOut) -> Option<impl IntoView> {
    let words = context().words;
    let row = |refused: &Refused| {
        let account = say::account(words, &refused.issuer, &refused.user);
        let said = words.export_refused_row(&account, &moving::reason(words, &refused.reason));
        view! { <li>{said}</li> }
    };
    let rows = left_out.with(|refused| refused.iter().map(row).collect_view());
    (!rows.is_empty()).then(|| view! { <p>{words.export_refused()}</p> <ul class="left-out">{rows}</ul> })
}

/// Hands `bytes` over and says what to know of the file.
fn save(context: Context, ending: &str, bytes: &[u8], said: impl FnOnce(&str) -> String) {
    let name = files::name(ending);
    match files::save(&name, bytes) {
        Ok(()) => context.say(said(&name)),
        Err(error) => context.say_failed(files::words(context.words, error)),
    }
}
