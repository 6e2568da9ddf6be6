//! What every part of a page shares.

use std::cell::Cell;
use std::rc::Rc;

use js_sys::Promise;
use leptos::prelude::*;
use warifu::app::{App, AppError, Door, SESSION_KEY, SETTINGS_KEY, Settings, Theme};
use wasm_bindgen_futures::spawn_local;

use crate::act::Act;
use crate::browser::storage::{self, Which};
use crate::browser::{dom, now_ms};
use crate::ports::{BrowserPorts, Early};
use crate::words::{Words, of_tag, say, tag};

/// What stands between the member and the accounts, or why that could not be found out.
pub type Gate = Result<Door, AppError>;

/// What every part of a page shares. Copied freely.
#[derive(Clone, Copy)]
pub struct Context {
    app: StoredValue<Rc<App<BrowserPorts>>, LocalStorage>,
    /// The member's language.
    pub words: Words,
    /// As chosen in options.
    pub settings: RwSignal<Settings>,
    /// Open, locked, …
    pub gate: RwSignal<Gate>,
    /// Counts what was changed in the vault, by this page or another.
    pub edition: RwSignal<u32>,
    /// The time in milliseconds, every second.
    pub now: RwSignal<u64>,
    /// What was just done, said once and for a few seconds.
    pub notice: RwSignal<Option<Notice>>,
    /// True while something is shown that is shown only once: whatever other pages do, it stays.
    pub is_held: RwSignal<bool>,
    /// Counts the notices.
    notices: StoredValue<u32>,
}

/// A short message at the page's foot.
#[derive(Clone, Debug)]
pub struct Notice {
    /// Which of all, so that a later one is not taken away in the place of an earlier one.
    number: u32,
    /// The words.
    pub text: String,
    /// True if something went wrong.
    pub failed: bool,
    /// What takes it back.
    pub undo: Option<Act>,
}

/// What every part of this page shares.
///
/// # Panics
/// Never inside a page: [`crate::start`] makes it before anything is drawn.
pub fn context() -> Context {
    THIS_PAGE.get().expect("the page has started")
}

thread_local! {
    /// Not one of Leptos' contexts: those are not at hand once something was awaited.
    static THIS_PAGE: Cell<Option<Context>> = const { Cell::new(None) };
}

impl Context {
    /// Reads the settings and looks through the door.
    pub(crate) async fn enter(local: Promise, session: Promise) -> Self {
        let entries = storage::entries(local.clone()).await.unwrap_or_default();
        let text = entries.iter().find(|(name, _)| name == SETTINGS_KEY).map(|(_, text)| text.as_str());
        let settings = Settings::parse(text);
        let language = settings.language.unwrap_or_else(|| of_tag(&dom::browser_language()));
        let app = App::new(BrowserPorts::new(Early { local: Some(local), session: Some(session) }));
        let gate = app.enter().await;
        let context = Self {
            app: StoredValue::new_local(Rc::new(app)),
            words: Words::of(language),
            settings: RwSignal::new(settings),
            gate: RwSignal::new(gate),
            edition: RwSignal::new(0),
            now: RwSignal::new(now_ms()),
            notice: RwSignal::new(None),
            is_held: RwSignal::new(false),
            notices: StoredValue::new(0),
        };
        context.dress();
        THIS_PAGE.set(Some(context));
        context
    }

    /// The app.
    pub fn app(self) -> Rc<App<BrowserPorts>> {
        self.app.get_value()
    }

    /// True while the accounts can be seen.
    pub fn is_open(self) -> bool {
        self.gate.with(|gate| *gate == Ok(Door::Open))
    }

    /// The same, without following it.
    pub fn is_open_now(self) -> bool {
        self.gate.with_untracked(|gate| *gate == Ok(Door::Open))
    }

    /// Looks through the door again and lets everything be drawn anew.
    pub async fn look_again(self) {
        let gate = self.app().enter().await;
        if gate != Ok(Door::Open) {
            self.notice.set(None); // it may name an account, and the lock shows none
        }
        self.gate.set(gate);
        self.changed();
    }

    /// Begins the time to lock anew, unless it is over, and shows what the second store has that the first has not.
    async fn settle(self) {
        match self.app().settle().await {
            Ok(false) | Err(AppError::Store(_)) => {} // the next use tries again
            Ok(true) => self.changed(),
            Err(_) => self.look_again().await,
        }
    }

    /// Says that the vault has changed.
    pub fn changed(self) {
        self.edition.update(|edition| *edition = edition.wrapping_add(1));
    }

    /// Says for a few seconds that something was done.
    pub fn say(self, text: impl Into<String>) {
        self.show(text.into(), false, None);
    }

    /// Says that something was done, and offers to take it back.
    pub fn say_with_undo(self, text: impl Into<String>, undo: Act) {
        self.show(text.into(), false, Some(undo));
    }

    /// Says what could not be done.
    pub fn say_failed(self, text: impl Into<String>) {
        self.show(text.into(), true, None);
    }

    /// Says what went wrong. If it is that the vault was locked meanwhile, the page shows that instead.
    pub async fn say_error(self, error: AppError) {
        if error == AppError::Locked {
            self.look_again().await;
        } else {
            self.say_failed(say::app_error(self.words, &error));
        }
    }

    fn show(self, text: String, failed: bool, undo: Option<Act>) {
        let number = self.notices.get_value() + 1;
        self.notices.set_value(number);
        let seconds = if failed || undo.is_some() { 10 } else { 4 }.max(seconds_to_read(&text));
        self.notice.set(Some(Notice { number, text, failed, undo }));
        let hide = move || {
            if self.notice.with_untracked(|shown| shown.as_ref().is_some_and(|shown| shown.number == number))
            {
                self.notice.set(None);
            }
        };
        set_timeout(hide, std::time::Duration::from_secs(seconds));
    }

    /// Locks, and shows that.
    pub async fn lock(self) {
        if let Err(error) = self.app().lock().await {
            self.say_error(error).await;
        }
        crate::add::draft::clear().await;
        self.look_again().await;
    }

    /// Saves changed settings and shows the page in them. Another language needs the page to be loaded anew.
    pub async fn change_settings(self, change: impl FnOnce(&mut Settings)) {
        let language = self.settings.with_untracked(|old| old.language);
        let settings = match self.app().change_settings(change).await {
            Ok(settings) => settings,
            Err(error) => return self.say_error(error).await,
        };
        self.settings.set(settings);
        self.dress();
        if language != settings.language {
            dom::reload();
        }
    }

    /// Puts language and theme on the page, and lets the codes follow the clock that was chosen.
    fn dress(self) {
        let settings = self.settings.get_untracked();
        self.app().follow_servers(settings.server_time);
        self.changed();
        let theme = match settings.theme {
            Theme::System => None,
            Theme::Light => Some("light"),
            Theme::Dark => Some("dark"),
        };
        dom::dress(tag(self.words.language()), settings.language.map(tag), theme);
    }

    /// From now on: counts the seconds, follows what other pages change, and keeps the vault open while in use.
    pub(crate) fn keep_current(self) {
        self.tick();
        storage::watch(move |change| self.follow(&change));
        self.stay_open();
    }

    fn tick(self) {
        let to_next_second = 1000 - now_ms() % 1000;
        set_timeout(
            move || {
                self.now.set(now_ms());
                self.tick();
            },
            std::time::Duration::from_millis(to_next_second),
        );
    }

    fn follow(self, change: &storage::Change) {
        let session = change.which == Which::Session && change.name == SESSION_KEY;
        let turned = session && change.text.is_some() != self.is_open_now();
        let vault = change.name.starts_with("vault.");
        if turned || vault {
            spawn_local(self.look_again());
        }
        if change.which == Which::Local && change.name == SETTINGS_KEY {
            self.take(Settings::parse(change.text.as_deref()));
        }
    }

    /// Takes up settings that were changed elsewhere.
    fn take(self, settings: Settings) {
        if self.settings.with_untracked(|known| *known != settings) {
            self.settings.set(settings);
            self.dress();
        }
    }

    /// Takes up what was changed between the first look into the store and the first change that is heard of.
    pub(crate) async fn catch_up(self) {
        if let Ok(settings) = self.app().settings().await {
            self.take(settings);
        }
        if self.is_open_now() {
            self.settle().await;
        }
    }

    /// Each use begins the time to lock anew, but it is written down at most every ten seconds.
    fn stay_open(self) {
        let last = StoredValue::new(now_ms());
        for event in ["pointerdown", "keydown"] {
            let handle = window_event_listener_untyped(event, move |_| {
                let now = now_ms();
                if self.is_open_now() && now > last.get_value() + 10_000 {
                    last.set_value(now);
                    spawn_local(self.settle());
                }
            });
            on_cleanup(move || handle.remove());
        }
    }
}

/// How long a slow reader takes, within what a page can spare.
fn seconds_to_read(text: &str) -> u64 {
    let characters = text.chars().count() as u64;
    (2 + characters / 6).min(20)
}
