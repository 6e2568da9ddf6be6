//! The whole-tab scan: capture what is visible, read it, and go on with what was seen. If the member wants to show
//! where the code is, the picture goes to the select page, and never into storage.

use leptos::prelude::*;
use warifu::account::Name;
use wasm_bindgen_futures::spawn_local;
use web_sys::Blob;

use super::{Aim, Route, Screen, begin, open_page};
use crate::act::Act;
use crate::add::{Blind, Looking, Paths, Patience, Sight, Way, look, sights};
use crate::browser::picture::{self, whole};
use crate::browser::tabs::{self, Tab};
use crate::browser::worker::Following;
use crate::browser::{dom, extension, handover};
use crate::context::context;
use crate::widgets::{aside, screen};

/// What came of the scan.
#[derive(Clone)]
enum Scan {
    /// Under way.
    Looking,
    /// The browser does not let us see this tab.
    Unseen {
        /// It is a local file, and the switch for those is off.
        file: bool,
    },
    /// The picture and what is on it.
    Looked(Box<Looked>),
}

#[derive(Clone)]
struct Looked {
    tab: Tab,
    packed: Blob,
    seen: Result<Vec<Sight>, Blind>,
}

/// Scans at once, then shows what was seen.
pub(super) fn view(route: Route) -> AnyView {
    let words = context().words;
    let scan = RwSignal::new_local(Scan::Looking);
    let looking = Looking::new();
    let following = looking.begin();
    spawn_local(async move {
        let looked = look_at_tab(&following).await;
        // after "cancel" this screen is gone
        if !following.is_stopped() {
            scan.set(looked);
        }
    });
    let view = move || match scan.get() {
        Scan::Looking => {
            screen(words.way_scan(), Some(route.home()), looking.view(words.scanning(), route.home()))
        }
        Scan::Unseen { file } => unseen(route, file),
        Scan::Looked(looked) => shown(route, &looked),
    };
    view.into_any()
}

async fn look_at_tab(following: &Following) -> Scan {
    let Some(tab) = tabs::active().await else { return Scan::Unseen { file: false } };
    let Ok(url) = tabs::capture(tab.window).await else {
        return Scan::Unseen { file: is_closed_file(&tab).await };
    };
    let Some(packed) = picture::of_data_url(&url) else { return Scan::Unseen { file: false } };
    let seen = match picture::decode(&packed).await {
        Some(picture) => look(&picture, whole(&picture), Patience::Glance, following).await,
        None => Err(Blind::Broke),
    };
    Scan::Looked(Box::new(Looked { tab, packed, seen }))
}

async fn is_closed_file(tab: &Tab) -> bool {
    let local = tab.url.as_ref().is_none_or(|url| url.starts_with("file:"));
    local && !extension::may_see_files().await
}

/// The host of the tab's page.
fn host(tab: &Tab) -> Option<Name> {
    let url = web_sys::Url::new(tab.url.as_deref()?).ok()?;
    Name::new(&url.host()).ok().filter(|name| !name.is_empty())
}

fn unseen(route: Route, file: bool) -> AnyView {
    let words = context().words;
    let why = if file { words.unseen_file() } else { words.unseen_page() };
    screen(
        words.unseen_title(),
        Some(route.home()),
        view! {
            <p>{why}</p>
            <div class="actions stacked">
                <button type="button" class="primary" on:click=move |_| open_page("page.html#add")>
                    {words.way_image()}
                </button>
                <button type="button" on:click=move |_| begin(route, Aim::Add(Way::Type))>
                    {words.manual_entry()}
                </button>
            </div>
        },
    )
}

fn shown(route: Route, looked: &Looked) -> AnyView {
    let source = host(&looked.tab);
    let area = to_select_page(looked);
    let again = move |_| {
        route.go(Screen::List);
        route.go(Screen::Scan);
    };
    // Chromium keeps our pages out of private windows; Firefox opens them there.
    let private = looked.tab.private && !dom::is_firefox();
    let otherwise = move || otherwise(private, area, again).into_any();
    let paths = Paths { source, done: route.home(), back: route.home(), area: (!private).then_some(area) };
    sights(&looked.seen, paths, otherwise)
}

/// Hands the picture over to the select page.
fn to_select_page(Looked { tab, packed, .. }: &Looked) -> Act {
    let shown = (packed.clone(), tab.clone());
    let busy = StoredValue::new(false);
    Act::new_local(move |()| {
        if busy.get_value() {
            return; // one page is on its way
        }
        busy.set_value(true);
        context().say(context().words.working());
        let (packed, tab) = shown.clone();
        spawn_local(async move {
            let given = handover::give(&packed, &tab, host(&tab).as_ref().map(Name::as_str)).await;
            if given.is_none() {
                context().say_failed(context().words.area_failed());
            }
            busy.try_set_value(false);
        });
    })
}

/// What else can be done when no account was read.
fn otherwise(private: bool, area: Act, again: impl Fn(web_sys::MouseEvent) + 'static) -> impl IntoView {
    let words = context().words;
    view! {
        {private.then(|| aside(words.private_note()))}
        <div class="actions stacked">
            <button type="button" class="primary" on:click=move |_| area.run(())>{words.choose_area()}</button>
            <button type="button" on:click=again>{words.try_again()}</button>
            <button type="button" class="quiet" on:click=move |_| open_page("page.html#add")>{words.way_image()}</button>
        </div>
    }
}
