//! A backup in: choose, open, look, add; and undo.

use leptos::ev::SubmitEvent;
use leptos::html::Input;
use leptos::prelude::*;
use leptos::task::spawn_local;
use warifu::app::{Plan, Standing};
use warifu::vault::EntryId;
use web_sys::File;

use super::files;
use super::parts::{News, Section, Told, bad, typed_passphrase};
use crate::context::{Context, context};
use crate::words::Words;

/// What was opened and not yet added.
type Opened = RwSignal<Option<Plan>, LocalStorage>;

/// Adds what a backup file holds, after showing it.
#[component]
pub(super) fn Restore() -> impl IntoView {
    let context = context();
    let words = context.words;
    let opened: Opened = RwSignal::new_local(None);
    let added: RwSignal<Vec<EntryId>, LocalStorage> = RwSignal::new_local(Vec::new());
    let news = RwSignal::new(None);
    let add = move |_| {
        let Some(plan) = opened.get_untracked() else { return };
        spawn_local(async move {
            match context.app().import(plan).await {
                Ok(ids) => {
                    opened.set(None);
                    news.set(Some(News::Good(words.restore_done(ids.len() as u64))));
                    added.set(ids);
                    context.changed();
                }
                Err(error) => news.set(bad(context, &error)),
            }
        });
    };
    let undo = move |_| {
        spawn_local(async move {
            let done = context.app().delete_all(&added.get_untracked()).await;
            news.set(match done {
                Ok(()) => Some(News::Good(words.restore_undone().to_owned())),
                Err(error) => bad(context, &error),
            });
            added.set(Vec::new());
            context.changed();
        });
    };
    view! {
        <Section id="restore" title=words.restore_title()>
            <Choose opened news />
            {move || opened.with(|plan| plan.as_ref().map(|plan| table(words, plan)))}
            {move || opened.with(|plan| plan.as_ref().map(|plan| match plan.additions() {
                0 => view! { <p>{words.restore_nothing()}</p> }.into_any(),
                count => view! {
                    <button type="button" class="primary" on:click=add>{words.restore_add(count as u64)}</button>
                }.into_any(),
            }))}
            <Told news />
            {move || (!added.with(Vec::is_empty)).then(|| view! {
                <button type="button" on:click=undo>{words.undo()}</button>
            })}
        </Section>
    }
}

/// The file and its passphrase.
#[component]
fn Choose(opened: Opened, news: RwSignal<Option<News>>) -> impl IntoView {
    let context = context();
    let words = context.words;
    let file: RwSignal<Option<File>, LocalStorage> = RwSignal::new_local(None);
    let typed = RwSignal::new(String::new());
    let busy = RwSignal::new(false);
    let input = NodeRef::<Input>::new();
    let choose = move |_| {
        opened.set(None);
        news.set(None);
        file.set(input.get_untracked().and_then(|input| files::chosen(&input)));
    };
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        let Some(file) = file.get_untracked() else { return };
        busy.set(true);
        news.set(None);
        spawn_local(async move {
            match open(context, &file, &typed.get_untracked()).await {
                Ok(plan) => {
                    typed.set(String::new());
                    opened.set(Some(plan));
                }
                Err(text) => news.set(Some(News::Bad(text))),
            }
            busy.set(false);
        });
    };
    view! {
        <form on:submit=submit>
            <div class="field">
                <label for="restore-file">{words.restore_choose()}</label>
                <input id="restore-file" type="file" accept=".warifu" node_ref=input on:change=choose />
            </div>
            {move || file.with(Option::is_some).then(|| view! {
                <div class="field">
                    <label for="restore-passphrase">{words.backup_passphrase()}</label>
                    <input id="restore-passphrase" type="password" required autocomplete="off"
                        prop:value=typed on:input=move |event| typed.set(event_target_value(&event)) />
                </div>
                <button type="submit" disabled=busy>{words.restore_open()}</button>
            })}
        </form>
    }
}

async fn open(context: Context, file: &File, typed: &str) -> Result<Plan, String> {
    let bytes = files::read(file).await.map_err(|error| files::words(context.words, error).to_owned())?;
    let plan = context.app().open_backup(&bytes, &typed_passphrase(typed)).await;
    plan.map_err(|error| files::backup_words(context.words, &error))
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
                <th scope="col"><span class="unseen">{words.restore_table()}</span></th>
            </tr></thead>
            <tbody>{rows.collect_view()}</tbody>
        </table>
    }
}
