//! The list: search, groups, codes; and the way to change it.

use std::time::Duration;

use leptos::prelude::*;
use warifu::app::AppError;
use warifu::vault::EntryId;
use wasm_bindgen_futures::spawn_local;

use super::order::{self, Group, Place, groups, matches};
use super::row::{Acts, editable, row};
use super::rows::{Row, Rows};
use super::{Aim, Route, Screen, begin, clock, options_button, unfinished};
use crate::act::Act;
use crate::add::{Way, ways};
use crate::browser::dom;
use crate::context::{Context, context};
use crate::widgets::{Icon, icon, icon_button};

/// So many lines fill the popup more than twice. The others are drawn once these can be seen.
const FIRST_DRAWN: usize = 40;

/// A line of the list.
#[derive(Clone, PartialEq)]
enum Line {
    Heading(String),
    Account(Row),
}

/// What tells lines apart.
#[derive(Clone, PartialEq, Eq, Hash)]
enum Key {
    Heading(String),
    Account(EntryId),
}

impl Line {
    fn key(&self) -> Key {
        match self {
            Self::Heading(title) => Key::Heading(title.clone()),
            Self::Account(row) => Key::Account(row.id),
        }
    }
}

/// The list, or how to begin while there is nothing in it.
pub(super) fn view(route: Route) -> AnyView {
    let rows = Rows::new();
    let empty = Memo::new(move |_| rows.all.with(Vec::is_empty));
    view! {
        {bar(route)}
        <main class="list">
            {unfinished::view(route)}
            {clock::view()}
            {move || match empty.get() {
                true => begin_here(route).into_any(),
                false => filled(route, rows).into_any(),
            }}
        </main>
    }
    .into_any()
}

/// The head: our name and what can be done. The manuals' way, 編集 → アカウントを追加, leads on from an empty list too.
fn bar(route: Route) -> impl IntoView {
    let context = context();
    let words = context.words;
    // What was added is shown with its code, not as something to edit.
    let add = move |_| {
        route.editing.set(false);
        route.go(Screen::Add);
    };
    let locks = Memo::new(move |_| {
        context.edition.track();
        context.is_open() && context.app().can_lock()
    });
    view! {
        <header class="bar">
            <img class="mark" src="icons/warifu.svg" alt="" width=24 height=24 />
            <h1 class="brand">{words.ext_name()}</h1>
            {move || if route.editing.get() {
                view! {
                    <button type="button" class="quiet" on:click=add>{icon(Icon::Plus)}{words.add_account()}</button>
                    <button type="button" on:click=move |_| route.editing.set(false)>{words.done()}</button>
                }.into_any()
            } else {
                view! {
                    <button type="button" class="quiet" on:click=move |_| route.editing.set(true)>
                        {icon(Icon::Pencil)}{words.edit()}
                    </button>
                    {move || locks.get().then(|| icon_button(Icon::Lock, words.lock_now().into(), move |_| spawn_local(context.lock())))}
                    {options_button()}
                }.into_any()
            }}
        </header>
    }
}

/// The empty list: three equal ways in.
fn begin_here(route: Route) -> impl IntoView {
    let words = context().words;
    view! {
        <section class="empty">
            <h2>{words.empty_title()}</h2>
            <p>{words.empty_lead()}</p>
            {ways(&[Way::Scan, Way::Type, Way::Image], move |way| begin(route, Aim::Add(way)))}
        </section>
    }
}

fn filled(route: Route, rows: Rows) -> impl IntoView {
    let context = context();
    let words = context.words;
    let query = RwSignal::new(String::new());
    let found = Memo::new(move |_| {
        let query = query.get();
        groups(places(rows).into_iter().filter(|place| matches(place, &query)))
    });
    let drawn = RwSignal::new(FIRST_DRAWN);
    draw_more(drawn, rows);
    let lines = move || {
        let mut lines = lines(context, rows, &found.get());
        lines.truncate(drawn.get());
        lines
    };
    // The button below waits for that: it would move away under the pointer.
    let all_drawn = Memo::new(move |_| {
        let lines: usize = found.with(|found| found.iter().map(|group| group.ids.len() + 1).sum());
        drawn.get() >= lines
    });
    let children = move |line: Line| match line {
        Line::Heading(title) => view! { <h2 class="group">{title}</h2> }.into_any(),
        Line::Account(account) => line_of(route, rows, account),
    };
    listen(query);
    Effect::new(move |_| {
        if route.editing.get() {
            query.set(String::new()); // the order is of all, and there is no search field then
        }
    });
    view! {
        {move || (!route.editing.get()).then(|| search(query))}
        <div class="lines" on:keydown=move |event| arrows(&event)>
            <For each=lines key=Line::key children=children />
        </div>
        {move || found.with(Vec::is_empty).then(|| view! {
            <p class="nothing" role="status">{words.no_match(query.get().trim())}</p>
        })}
        {move || (!route.editing.get() && all_drawn.get()).then(|| view! {
            <button type="button" class="add" on:click=move |_| route.go(Screen::Add)>
                {icon(Icon::Plus)}{words.add_account()}
            </button>
        })}
    }
}

/// Draws the lines that do not fit into the popup, some at a time, so that what is pressed meanwhile is heard.
fn draw_more(drawn: RwSignal<usize>, rows: Rows) {
    let more = move || {
        let Some(there) = drawn.try_get_untracked() else { return };
        // Every account may have a heading of its own.
        if there < 2 * rows.all.with_untracked(Vec::len) {
            drawn.set(there * 2);
            draw_more(drawn, rows);
        } else {
            drawn.set(usize::MAX); // and whatever is added later
        }
    };
    set_timeout(more, Duration::from_millis(30));
}

/// What the order looks at, of every account; follows every change but that of a code.
fn places(rows: Rows) -> Vec<Place> {
    let place = |row: &Row| {
        row.view.with_untracked(|view| Place {
            id: view.id,
            issuer: view.issuer.clone(),
            user: view.user.clone(),
            pinned: view.pinned,
        })
    };
    rows.all.with(|all| all.iter().map(place).collect())
}

fn lines(context: Context, rows: Rows, groups: &[Group]) -> Vec<Line> {
    let all = rows.all.get();
    let row = |id: &EntryId| all.iter().find(|row| row.id == *id).cloned();
    let lines_of = |group: &Group| {
        let title = match (group.pinned, group.issuer.is_empty()) {
            (true, _) => context.words.pinned_group().to_owned(),
            (false, true) => context.words.no_issuer().to_owned(),
            (false, false) => group.issuer.clone(),
        };
        let accounts: Vec<Line> = group.ids.iter().filter_map(row).map(Line::Account).collect();
        core::iter::once(Line::Heading(title)).chain(accounts).collect::<Vec<_>>()
    };
    groups.iter().flat_map(lines_of).collect()
}

fn line_of(route: Route, rows: Rows, account: Row) -> AnyView {
    let acts = acts(route, rows, account.id);
    let view =
        move || if route.editing.get() { editable(&account, &acts) } else { row(&account, acts.delete) };
    view.into_any()
}

fn acts(route: Route, rows: Rows, id: EntryId) -> Acts {
    let context = context();
    let to = move |screen: Screen| Act::new(move |()| route.go(screen.clone()));
    let step = move |way| {
        Act::new(move |()| {
            let Some((moved, before)) = order::step(&groups(untrack(|| places(rows))), id, way) else {
                return;
            };
            arrange(context, async move { context.app().move_before(moved, before).await });
        })
    };
    Acts {
        pin: Act::new(move |pinned| arrange(context, async move { context.app().pin(id, pinned).await })),
        up: step(order::Way::Up),
        down: step(order::Way::Down),
        edit: to(Screen::Edit(id)),
        qr: to(Screen::Qr(id)),
        delete: to(Screen::Delete(id)),
    }
}

/// Puts a line elsewhere. It is taken out and put in again, which takes the focus from the button that was pressed.
fn arrange(context: Context, change: impl Future<Output = Result<(), AppError>> + 'static) {
    let pressed = dom::focused();
    spawn_local(async move {
        match change.await {
            Ok(()) => context.changed(),
            Err(error) => context.say_error(error).await,
        }
        dom::focus_again_soon(pressed);
    });
}

fn search(query: RwSignal<String>) -> impl IntoView {
    let words = context().words;
    dom::focus_soon("#search");
    view! {
        <div class="search">
            {icon(Icon::Search)}
            <input
                id="search"
                type="search"
                autocomplete="off"
                spellcheck="false"
                placeholder=words.search()
                aria-label=words.search()
                prop:value=query
                on:input=move |event| query.set(event_target_value(&event))
                on:keydown=move |event| from_search(&event, query)
            />
        </div>
    }
}

/// From the search: down to the first account, Enter copies it, Escape clears what was searched for.
fn from_search(event: &web_sys::KeyboardEvent, query: RwSignal<String>) {
    if event.is_composing() {
        return; // the keys are the input method's
    }
    match event.key().as_str() {
        "ArrowDown" => {
            dom::focus("[data-row]");
        }
        "Enter" => {
            dom::click("[data-row]");
        }
        "Escape" if query.with_untracked(|query| !query.is_empty()) => query.set(String::new()),
        _ => return,
    }
    event.prevent_default();
}

/// Up and down between the accounts, and from the first one back to the search.
fn arrows(event: &web_sys::KeyboardEvent) {
    let steps = match event.key().as_str() {
        "ArrowDown" => 1,
        "ArrowUp" => -1,
        _ => return,
    };
    if !dom::move_focus("[data-row]", steps) && steps < 0 {
        dom::focus("#search");
    }
    event.prevent_default();
}

/// Whatever is typed anywhere in the list goes into the search.
fn listen(query: RwSignal<String>) {
    let handle = window_event_listener_untyped("keydown", move |event| {
        use wasm_bindgen::JsCast;
        let event: &web_sys::KeyboardEvent = event.unchecked_ref();
        let typed = event.key().chars().count() == 1 && event.key() != " ";
        if typed && !event.ctrl_key() && !event.meta_key() && !event.alt_key() && !dom::is_typing() {
            query.set(String::new());
            dom::focus("#search");
        }
    });
    on_cleanup(move || handle.remove());
}
