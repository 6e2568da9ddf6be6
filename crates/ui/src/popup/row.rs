//! One account in the list: its code, and what is left of it.

use std::time::Duration;

use leptos::prelude::*;
use warifu::app::AccountView;
use warifu::enrol::KeyStatus;
use warifu::otp::{Code, UnixTime};
use warifu::vault::EntryId;
use wasm_bindgen_futures::spawn_local;

use super::rows::Row;
use crate::act::Act;
use crate::browser::{clipboard, now_ms};
use crate::context::{Context, context};
use crate::widgets::{Icon, icon, ring};
use crate::words::{say, time};

/// The next code is shown, if the member wants it, in the last seconds of this one.
const NEXT_SHOWN_MS: u32 = 10_000;
/// The clipboard is cleared, if the member wants that, so long after a copy.
const CLEARED_AFTER: Duration = Duration::from_secs(30);

/// A line of the list: a click or Enter copies the code.
pub(super) fn row(row: &Row, delete: Act) -> AnyView {
    let context = context();
    let view = row.view.clone();
    let (id, period_ms) = view.with_untracked(|view| (view.id, view.kind.period_ms()));
    let issuer = part(&row.view, |view| view.pinned.then(|| view.issuer.clone()));
    let body = match period_ms {
        Some(period_ms) => timed(context, row, id, period_ms).into_any(),
        None => counted(context, row, id).into_any(),
    };
    view! {
        <div class="row">
            {move || issuer.get().map(|issuer| view! { <span class="issuer">{issuer}</span> })}
            {body}
            {standing(row, delete)}
        </div>
    }
    .into_any()
}

/// What the server that handed the key out says of it.
fn standing(row: &Row, delete: Act) -> impl IntoView + use<> {
    let words = context().words;
    let status = part(&row.view, |view| view.status);
    move || {
        let status = status.get()?;
        let good = status == KeyStatus::Current;
        let ended = matches!(status, KeyStatus::Superseded | KeyStatus::Revoked);
        let delete = ended.then(|| {
            view! { <button type="button" class="link" on:click=move |_| delete.run(())>{words.delete()}</button> }
        });
        Some(view! {
            <p class="standing" class:good=good>
                {icon(if good { Icon::Check } else { Icon::Warning })}
                <span>{say::key_status(words, status)}</span>
                {delete}
            </p>
        })
    }
}

/// A part of what is shown, drawn anew only if it changed.
fn part<T: Clone + PartialEq + Send + Sync + 'static>(
    view: &ArcRwSignal<AccountView>,
    of: fn(&AccountView) -> T,
) -> Memo<T> {
    let view = view.clone();
    Memo::new(move |_| view.with(of))
}

/// The user's name, or that there is none; and when it was added, where nothing else tells it from another.
fn who(row: &Row) -> impl IntoView + use<> {
    let words = context().words;
    let user = part(&row.view, |view| view.user.clone());
    let twin = part(&row.view, |view| view.twin_added);
    view! {
        <span class="who">
            <span class="user" class:none=move || user.with(String::is_empty)>
                {move || user.with(|user| if user.is_empty() { words.no_user().to_owned() } else { user.clone() })}
            </span>
            {move || twin.get().map(|time| view! { <small>{words.added_on(&time::moment(words, time))}</small> })}
        </span>
    }
}

/// A code that the clock changes.
fn timed(context: Context, row: &Row, id: EntryId, period_ms: u32) -> impl IntoView + use<> {
    let code = part(&row.view, |view| view.code.clone().unwrap_or_default());
    let next = part(&row.view, |view| view.next.clone());
    let copied = RwSignal::new(false);
    let period = u64::from(period_ms);
    let clock_ms = part(&row.view, |view| view.clock_ms);
    let left = move || {
        let now = context.now.get().saturating_add_signed(clock_ms.get());
        u32::try_from(period - now % period).unwrap_or(period_ms)
    };
    let shown = move || {
        let soon = context.settings.with(|settings| settings.show_next) && left() <= NEXT_SHOWN_MS;
        next.get().filter(|_| soon)
    };
    let copy = move |_| match context.app().code_to_copy(id, UnixTime::from_ms(now_ms())) {
        Ok(code) => copy(context, &code, copied),
        Err(error) => spawn_local(context.say_error(error)),
    };
    view! {
        <button type="button" class="card-button" data-row class:copied=copied on:click=copy title=context.words.copy_code()>
            {who(row)}
            <span class="code">{code}</span>
            <span class="next-code">
                {move || shown().map(|next| context.words.next_code_is(&next))}
            </span>
            {ring(Signal::derive(left), period_ms)}
        </button>
    }
}

/// A code that the member changes.
fn counted(context: Context, row: &Row, id: EntryId) -> impl IntoView + use<> {
    let words = context.words;
    let code: RwSignal<Option<Code>, LocalStorage> = RwSignal::new_local(None);
    let (copied, busy) = (RwSignal::new(false), RwSignal::new(false));
    let next = move |_| {
        if busy.get_untracked() {
            return;
        }
        busy.set(true);
        spawn_local(async move {
            match context.app().next_hotp(id).await {
                Ok(new) => code.set(Some(new)),
                Err(error) => context.say_error(error).await,
            }
            busy.set(false);
        });
    };
    let press = move |event| match code.get_untracked() {
        Some(code) => copy(context, &code, copied),
        None => next(event),
    };
    let shown = move || code.with(|code| code.as_ref().map(|code| code.grouped().to_string()));
    view! {
        <div class="with-next">
            <button type="button" class="card-button" data-row class:copied=copied on:click=press>
                {who(row)}
                {move || match shown() {
                    Some(code) => view! { <span class="code">{code}</span> }.into_any(),
                    None => view! { <span class="waiting">{words.hotp_waiting()}</span> }.into_any(),
                }}
            </button>
            <button type="button" class="next" on:click=next>{words.hotp_next()}</button>
        </div>
    }
}

/// Copies in the click itself, since only then no permission is needed, and shows whether it worked.
fn copy(context: Context, code: &Code, copied: RwSignal<bool>) {
    let words = context.words;
    let done = clipboard::copy(code.as_str());
    let clears = context.settings.with_untracked(|settings| settings.clear_clipboard);
    spawn_local(async move {
        if !done.await {
            return context.say_failed(words.copy_failed());
        }
        copied.set(true);
        let fade = move || {
            copied.try_set(false);
        };
        set_timeout(fade, Duration::from_secs(2));
        if clears {
            context.say(words.copied_and_clears());
            let clear = move || {
                let cleared = clipboard::copy("");
                spawn_local(async move {
                    if !cleared.await {
                        context.say_failed(words.clear_failed());
                    }
                });
            };
            set_timeout(clear, CLEARED_AFTER);
        } else {
            context.say(words.copied());
        }
    });
}

/// What can be done with an account while the list is edited.
#[derive(Clone, Copy)]
pub(super) struct Acts {
    pub(super) pin: Act<bool>,
    pub(super) up: Act,
    pub(super) down: Act,
    pub(super) edit: Act,
    pub(super) qr: Act,
    pub(super) delete: Act,
}

/// The line while the list is edited.
pub(super) fn editable(row: &Row, acts: &Acts) -> AnyView {
    let context = context();
    let words = context.words;
    let pinned = part(&row.view, |view| view.pinned);
    let view = row.view.clone();
    let named = move || view.with(|view| words.actions_for(&say::account(words, &view.issuer, &view.user)));
    let Acts { pin, up, down, edit, qr, delete } = *acts;
    let button = |which: Icon, name: &'static str, press: Act| {
        view! {
            <button type="button" class="quiet square" aria-label=name title=name on:click=move |_| press.run(())>
                {icon(which)}
            </button>
        }
    };
    view! {
        <div class="row editable" role="group" aria-label=named>
            {who(row)}
            <span class="acts">
                <button
                    type="button"
                    class="quiet square"
                    class:on=pinned
                    aria-pressed=move || pinned.get().to_string()
                    aria-label=words.pin()
                    title=move || if pinned.get() { words.unpin() } else { words.pin() }
                    on:click=move |_| pin.run(!pinned.get_untracked())
                >
                    {icon(Icon::Pin)}
                </button>
                {button(Icon::Up, words.move_up(), up)}
                {button(Icon::Down, words.move_down(), down)}
                {button(Icon::Pencil, words.edit_account(), edit)}
                {button(Icon::Qr, words.show_qr(), qr)}
                {button(Icon::Bin, words.delete(), delete)}
            </span>
        </div>
    }
    .into_any()
}
