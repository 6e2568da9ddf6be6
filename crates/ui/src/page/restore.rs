//! A backup in: choose, open, look, add; and undo.

use leptos::html::Input;
use leptos::prelude::*;
use warifu::app::{Plan, Standing};
use warifu::vault::EntryId;
use wasm_bindgen_futures::spawn_local;
use web_sys::File;

use super::{files, section};
use crate::context::{Context, context};
use crate::gate::passphrase_of;
use crate::widgets::{Field, busy_button, passphrase_field};
use crate::words::Words;
use crate::words::say::Said;

/// What the member has in hand.
#[derive(Clone, Copy)]
struct Restoring {
    file: RwSignal<Option<File>, LocalStorage>,
    /// Opened and not yet added.
    plan: RwSignal<Option<Plan>, LocalStorage>,
    /// Added a moment ago, to be undone.
    added: RwSignal<Vec<EntryId>, LocalStorage>,
}

/// Adds what a backup file holds, after showing it.
pub(super) fn view() -> impl IntoView {
    let context = context();
    let words = context.words;
    let restoring = Restoring {
        file: RwSignal::new_local(None),
        plan: RwSignal::new_local(None),
        added: RwSignal::new_local(Vec::new()),
    };
    let shown = move || {
        restoring.plan.with(|plan| plan.as_ref().map(|plan| (table(words, plan), add(restoring, plan))))
    };
    let undoable = move || (!restoring.added.with(Vec::is_empty)).then(|| undo(restoring));
    let body = view! { {choose(restoring)} {shown} {undoable} };
    section::view("restore", words.restore_title(), body)
}

/// The file and its passphrase.
fn choose(restoring: Restoring) -> impl IntoView {
    let words = context().words;
    let input = NodeRef::<Input>::new();
    let chosen = move |_| {
        restoring.plan.set(None);
        restoring.added.set(Vec::new());
        restoring.file.set(input.get_untracked().and_then(|input| files::chosen(&input)));
    };
    view! {
        <div class="field">
            <label for="restore-file">{words.restore_choose()}</label>
            <input id="restore-file" type="file" accept=".warifu" node_ref=input on:change=chosen />
        </div>
        {move || restoring.file.get().map(|file| open(restoring, file))}
    }
}

fn open(restoring: Restoring, file: File) -> impl IntoView {
    let context = context();
    let words = context.words;
    let typed = RwSignal::new(String::new());
    let (busy, wrong) = (RwSignal::new(false), RwSignal::new(None::<Said>));
    let submit = move || {
        let file = file.clone();
        busy.set(true);
        wrong.set(None);
        spawn_local(async move {
            match plan_of(context, &file, &typed.get_untracked()).await {
                Ok(plan) => {
                    typed.set(String::new());
                    restoring.plan.set(Some(plan));
                }
                Err(detail) => wrong.set(Some(Said { headline: None, detail })),
            }
            busy.set(false);
        });
    };
    let field = Field::new("restore-passphrase", words.restore_passphrase()).problem(wrong);
    view! {
        <form>
            {passphrase_field(field, "off", typed)}
            <div class="actions">{busy_button(words.restore_open(), busy.into(), submit)}</div>
        </form>
    }
}

async fn plan_of(context: Context, file: &File, typed: &str) -> Result<Plan, String> {
    let words = context.words;
    let bytes = files::read(file).await.map_err(|error| files::words(words, error).to_owned())?;
    let plan = context.app().open_backup(&bytes, &passphrase_of(typed)).await;
    plan.map_err(|error| files::backup_words(words, &error))
}

fn add(restoring: Restoring, plan: &Plan) -> AnyView {
    let context = context();
    let words = context.words;
    let count = plan.additions();
    if count == 0 {
        return view! { <p>{words.restore_nothing()}</p> }.into_any();
    }
    let add = move |_| {
        let Some(plan) = restoring.plan.get_untracked() else { return };
        restoring.plan.set(None);
        spawn_local(async move {
            match context.app().import(plan).await {
                Ok(ids) => {
                    context.say(words.restore_done(ids.len() as u64));
                    restoring.added.set(ids);
                    context.changed();
                }
                Err(error) => context.say_error(error).await,
            }
        });
    };
    view! {
        <button type="button" class="primary" on:click=add>{words.restore_add(count as u64)}</button>
    }
    .into_any()
}

fn undo(restoring: Restoring) -> impl IntoView {
    let context = context();
    let words = context.words;
    let undo = move |_| {
        let ids = restoring.added.get_untracked();
        restoring.added.set(Vec::new());
        spawn_local(async move {
            match context.app().delete_all(&ids).await {
                Ok(()) => context.say(words.restore_undone()),
                Err(error) => context.say_error(error).await,
            }
            context.changed();
        });
    };
    view! { <button type="button" on:click=undo>{words.undo()}</button> }
}

fn table(words: Words, plan: &Plan) -> impl IntoView + use<> {
    let rows = plan.rows().into_iter().map(|row| {
        let standing = match row.standing {
            Standing::New => words.restore_new(),
            Standing::SameName => words.restore_same_name(),
            Standing::Duplicate => words.restore_duplicate(),
        };
        view! { <tr><td>{row.issuer}</td><td>{row.user}</td><td>{standing}</td></tr> }
    });
    view! {
        <table>
            <caption>{words.restore_table()}</caption>
            <thead><tr>
                <th scope="col">{words.issuer()}</th>
                <th scope="col">{words.username()}</th>
                <th scope="col">{words.restore_outcome()}</th>
            </tr></thead>
            <tbody>{rows.collect_view()}</tbody>
        </table>
    }
}
