//! Changing an account: names and parameters. The key stays; another key is another account.

use leptos::prelude::*;
use warifu::account::{Name, NameError};
use warifu::app::{Edit, KindView, whole_number};
use warifu::otp::{Algorithm, Digits, Period, UnixTime};
use warifu::vault::EntryId;
use wasm_bindgen_futures::spawn_local;

use super::{Route, Screen};
use crate::browser::now_ms;
use crate::context::{Context, context};
use crate::widgets::{Field, screen, select_field, text_field};
use crate::words::say::{self, Said};

/// The fields as they stand.
#[derive(Clone, Copy)]
struct Fields {
    issuer: RwSignal<String>,
    user: RwSignal<String>,
    digits: RwSignal<String>,
    period: RwSignal<String>,
    algorithm: RwSignal<String>,
}

/// Which field is wrong, and what about it.
type Wrong = RwSignal<Option<(&'static str, Said)>>;

/// The form for changing the account.
pub(super) fn view(route: Route, id: EntryId) -> AnyView {
    let context = context();
    let words = context.words;
    let Ok(edit) = context.app().edit_of(id) else { return ().into_any() };
    let views = context.app().accounts(UnixTime::from_ms(now_ms()));
    let Some(kind) = views.into_iter().find(|view| view.id == id).map(|view| view.kind) else {
        return ().into_any();
    };
    let fields = Fields {
        issuer: RwSignal::new(edit.issuer.as_str().to_owned()),
        user: RwSignal::new(edit.user.as_str().to_owned()),
        digits: RwSignal::new(edit.digits.get().to_string()),
        period: RwSignal::new(edit.period.seconds().to_string()),
        algorithm: RwSignal::new(edit.algorithm.as_str().to_owned()),
    };
    let wrong: Wrong = RwSignal::new(None);
    let submit = move |event: web_sys::SubmitEvent| {
        event.prevent_default();
        match read(context, fields, &edit) {
            Ok(edit) => save(context, route, id, edit, wrong),
            Err(problem) => wrong.set(Some(problem)),
        }
    };
    let line = move |id: &'static str, label: &'static str, class: &'static str, value: RwSignal<String>| {
        let said = move || wrong.get().filter(|(field, _)| *field == id).map(|(_, said)| said);
        let field = Field::new(id, label).problem(Signal::derive(said));
        text_field(field, class, value.into(), move |text| {
            wrong.set(None);
            value.set(text);
        })
    };
    screen(
        words.edit_account(),
        Some(route.home()),
        view! {
            <form novalidate on:submit=submit>
                {line("issuer", words.issuer(), "", fields.issuer)}
                {line("user", words.username(), "", fields.user)}
                <div class="pair">
                    {(!matches!(kind, KindView::Steam { .. })).then(|| select_field(
                        Field::new("digits", words.digits()),
                        vec![("6", "6"), ("7", "7"), ("8", "8")],
                        fields.digits.into(),
                        move |text| fields.digits.set(text),
                    ))}
                    {(!matches!(kind, KindView::Steam { .. })).then(|| select_field(
                        Field::new("algorithm", words.algorithm()),
                        vec![("SHA1", "SHA-1"), ("SHA256", "SHA-256"), ("SHA512", "SHA-512")],
                        fields.algorithm.into(),
                        move |text| fields.algorithm.set(text),
                    ))}
                </div>
                {matches!(kind, KindView::Totp { .. }).then(|| line("period", words.period(), "number", fields.period))}
                <div class="actions">
                    <button type="button" on:click=move |_| route.go(Screen::List)>{words.cancel()}</button>
                    <button type="submit" class="primary">{words.save()}</button>
                </div>
            </form>
        },
    )
}

/// What the fields say; parameters that are not shown stay as in `old`.
fn read(context: Context, fields: Fields, old: &Edit) -> Result<Edit, (&'static str, Said)> {
    let words = context.words;
    let name = |field, value: RwSignal<String>| {
        Name::new(&value.get_untracked()).map_err(|NameError::TooLong { characters }| {
            (field, Said { headline: None, detail: words.name_too_long(characters as u64) })
        })
    };
    let number = |value: RwSignal<String>| value.with_untracked(|typed| whole_number(typed)).ok();
    let range = || ("period", Said { headline: None, detail: words.out_of_range(words.period(), 1, 86_400) });
    // Digits beyond 6 to 8 may have come with an import: they stay unless another number is chosen.
    let digits = number(fields.digits).and_then(|digits| Digits::new(digits).ok()).unwrap_or(old.digits);
    let period = number(fields.period).and_then(|period| Period::new(period).ok()).ok_or_else(range)?;
    let algorithm: Algorithm = fields.algorithm.get_untracked().parse().unwrap_or(old.algorithm);
    Ok(Edit {
        issuer: name("issuer", fields.issuer)?,
        user: name("user", fields.user)?,
        digits,
        period,
        algorithm,
    })
}

fn save(context: Context, route: Route, id: EntryId, edit: Edit, wrong: Wrong) {
    spawn_local(async move {
        match context.app().edit(id, edit).await {
            Ok(()) => {
                context.changed();
                route.go(Screen::List);
            }
            Err(error @ warifu::app::AppError::Duplicate { .. }) => {
                let detail = say::app_error(context.words, &error);
                wrong.set(Some(("issuer", Said { headline: None, detail })));
            }
            Err(error) => context.say_error(error).await,
        }
    });
}
