//! The popup: the list, the typed form and the whole-tab scan. It closes as soon as it loses the focus, so whatever
//! needs a file, a native dialog or room is on the tab page.

mod clock;
mod delete;
mod edit;
mod list;
mod offer;
mod order;
mod qr;
mod row;
mod rows;
mod scan;
mod take;
mod unfinished;

use leptos::prelude::*;
use warifu::account::Account;
use warifu::app::EntryForm;
use warifu::enrol::Offer;
use warifu::vault::EntryId;
use wasm_bindgen_futures::spawn_local;

use crate::act::Act;
use crate::add::{Way, draft, entry_form, save, ways};
use crate::browser::tabs;
use crate::context::context;
use crate::gate::{gate, protect};
use crate::widgets::{Icon, icon_button, notice_bar, screen};

/// What the popup shows while the vault is open or new.
#[derive(Clone, PartialEq)]
pub(crate) enum Screen {
    /// The accounts.
    List,
    /// The three ways to add one.
    Add,
    /// The first choice of a protection, and what comes after it.
    Protect(Aim),
    /// The typed form.
    Entry,
    /// Saving what was typed.
    Save(Box<Account>),
    /// The whole-tab scan.
    Scan,
    /// Changing an account.
    Edit(EntryId),
    /// An account's QR code.
    Qr(EntryId),
    /// Deleting an account.
    Delete(EntryId),
    /// What the page under the popup offers.
    Offer(Box<Offer>),
    /// Taking that up.
    Take(Box<Offer>),
}

/// What a member wants an account from.
#[derive(Clone, PartialEq)]
pub(crate) enum Aim {
    /// One of the three ways.
    Add(Way),
    /// What the page under the popup offers.
    Take(Box<Offer>),
}

/// Where the popup is.
#[derive(Clone, Copy)]
pub(crate) struct Route {
    screen: RwSignal<Screen>,
    /// Whether the list is being edited.
    editing: RwSignal<bool>,
    /// What is being typed.
    form: RwSignal<EntryForm>,
    /// Whether what was begun before the popup opened was gone on with.
    resumed: StoredValue<bool>,
}

impl Route {
    /// Shows `screen`.
    pub(crate) fn go(self, screen: Screen) {
        self.screen.set(screen);
    }

    /// What shows the list.
    pub(crate) fn home(self) -> Act {
        Act::new(move |()| self.go(Screen::List))
    }
}

/// The popup; it goes on with the `draft` that was being typed when it closed.
pub(crate) fn view(draft: Option<EntryForm>) -> impl IntoView {
    let context = context();
    if draft.is_some() && !context.is_open_now() {
        // What was typed before the lock goes with it.
        spawn_local(draft::clear());
    }
    let draft = draft.filter(|_| context.is_open_now());
    let screen = if draft.is_some() { Screen::Entry } else { Screen::List };
    if draft.is_some() {
        context.say(context.words.draft_back());
    }
    let route = Route {
        screen: RwSignal::new(screen),
        editing: RwSignal::new(false),
        form: RwSignal::new(draft.unwrap_or_default()),
        resumed: StoredValue::new(false),
    };
    if route.screen.with_untracked(|screen| *screen == Screen::List) {
        offer::find(route);
    }
    view! {
        {gate(move || screens(route), None)}
        {notice_bar()}
    }
}

fn screens(route: Route) -> AnyView {
    let view = move || match route.screen.get() {
        Screen::List => list::view(route),
        Screen::Add => add(route),
        Screen::Protect(aim) => first(route, aim),
        Screen::Entry => entry(route),
        Screen::Save(account) => saving(route, *account),
        Screen::Scan => scan::view(route),
        Screen::Edit(id) => edit::view(route, id),
        Screen::Qr(id) => qr::view(route, id),
        Screen::Delete(id) => delete::view(route, id),
        Screen::Offer(offer) => offer::view(route, *offer),
        Screen::Take(offer) => take::view(route, *offer),
    };
    view.into_any()
}

/// What each aim leads to. Without a vault, the protection is asked for first.
pub(crate) fn begin(route: Route, aim: Aim) {
    let context = context();
    // What is added is shown with its code, not as something to edit.
    route.editing.set(false);
    if !context.is_open_now() {
        return route.go(Screen::Protect(aim));
    }
    match aim {
        Aim::Add(Way::Scan) => route.go(Screen::Scan),
        Aim::Add(Way::Type) => {
            route.form.set(EntryForm::default());
            route.go(Screen::Entry);
        }
        Aim::Add(Way::Image) => open_page("page.html#add"),
        Aim::Take(offer) => route.go(Screen::Take(offer)),
    }
}

/// Opens a page of ours and leaves the popup, which would close anyway.
pub(crate) fn open_page(page: &'static str) {
    spawn_local(async move {
        let _ = tabs::open(page).await;
        if let Some(window) = web_sys::window() {
            let _ = window.close();
        }
    });
}

fn add(route: Route) -> AnyView {
    let words = context().words;
    let all = &[Way::Scan, Way::Type, Way::Image];
    screen(words.add_title(), Some(route.home()), ways(all, move |way| begin(route, Aim::Add(way))))
}

fn first(route: Route, aim: Aim) -> AnyView {
    let with_passphrase = Act::new(move |()| open_page("page.html#start"));
    protect(with_passphrase, Act::new(move |()| begin(route, aim.clone())), Some(route.home()))
}

fn entry(route: Route) -> AnyView {
    let words = context().words;
    let leave = Act::new(move |()| forget_form(route));
    let done = Act::new(move |account| route.go(Screen::Save(Box::new(account))));
    screen(words.manual_entry(), Some(leave), entry_form(route.form, true, done))
}

/// Back to the list; nothing is left of what was typed.
fn forget_form(route: Route) {
    route.form.set(EntryForm::default());
    spawn_local(draft::clear());
    route.go(Screen::List);
}

/// Saves what was typed; the form comes back as it was if the member changes their mind.
fn saving(route: Route, account: Account) -> AnyView {
    let done = Act::new(move |()| forget_form(route));
    let back = Act::new(move |()| route.go(Screen::Entry));
    save(account, None, done, back).into_any()
}

/// The gear: everything that is not in the popup.
pub(crate) fn options_button() -> impl IntoView {
    icon_button(Icon::Gear, context().words.options().into(), |_| open_page("page.html#options"))
}

/// The same in words, for screens that have no gear.
pub(crate) fn options_link() -> impl IntoView {
    view! {
        <button type="button" class="link" on:click=|_| open_page("page.html#options")>
            {context().words.open_options()}
        </button>
    }
}
