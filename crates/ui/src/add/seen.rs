//! What was seen in a picture, in words: an account to confirm, several to choose from, or why there is none.

use leptos::prelude::*;
use warifu::account::{Account, Name};

use super::look::{Blind, Sight, accounts};
use super::{confirm, save};
use crate::act::Act;
use crate::context::context;
use crate::page::import_way;
use crate::widgets::{problem, screen};
use crate::words::say::{self, Said};

/// Where it goes from what was seen.
#[derive(Clone)]
pub(crate) struct Paths {
    /// The host of the page that was looked at.
    pub(crate) source: Option<Name>,
    /// When an account is saved.
    pub(crate) done: Act,
    /// When the member gives up.
    pub(crate) back: Act,
    /// To the area that the member chooses, if another code was meant than those that were read.
    pub(crate) area: Option<Act>,
}

/// Goes on with what was seen. `otherwise` is what else can be done when there is no account.
pub(crate) fn sights(
    seen: &Result<Vec<Sight>, Blind>,
    paths: Paths,
    otherwise: impl Fn() -> AnyView + 'static,
) -> AnyView {
    let found = seen.as_deref().map(accounts).unwrap_or_default();
    match found.as_slice() {
        [] => nothing(seen, paths.back, otherwise()),
        [one] => chosen(one.clone(), paths).into_any(),
        _ => several(found, paths).into_any(),
    }
}

/// An account that was read: confirmed, then saved.
fn chosen(account: Account, paths: Paths) -> impl IntoView {
    let agreed = RwSignal::new(false);
    move || match agreed.get() {
        true => save(account.clone(), paths.source.clone(), paths.done, paths.back).into_any(),
        false => confirm(&account, &paths, Act::new(move |()| agreed.set(true))),
    }
}

/// The way to the area, as a button; nothing where there is no such way.
pub(super) fn area_button(area: Option<Act>) -> Option<impl IntoView> {
    let words = context().words;
    area.map(|area| {
        view! { <button type="button" class="quiet" on:click=move |_| area.run(())>{words.choose_area()}</button> }
    })
}

fn several(found: Vec<Account>, paths: Paths) -> impl IntoView {
    let words = context().words;
    let choice = RwSignal::new(None::<usize>);
    let again = Act::new(move |()| choice.set(None));
    move || match choice.get().and_then(|choice| found.get(choice)) {
        Some(account) => chosen(account.clone(), Paths { back: again, ..paths.clone() }).into_any(),
        None => {
            let rows = found.iter().enumerate().map(|(index, account)| {
                let name = say::account(words, account.issuer.as_str(), account.user.as_str());
                view! {
                    <li><button type="button" class="way" on:click=move |_| choice.set(Some(index))>{name}</button></li>
                }
            });
            let rows = rows.collect_view();
            screen(
                words.several_title(),
                Some(paths.back),
                view! { <p>{words.several_lead()}</p><ul class="plain">{rows}</ul>{area_button(paths.area)} },
            )
        }
    }
}

/// Why there is no account in the picture.
fn nothing(seen: &Result<Vec<Sight>, Blind>, back: Act, otherwise: AnyView) -> AnyView {
    let words = context().words;
    let (title, body) = match seen {
        Err(Blind::Picture(error)) => (words.picture_title(), wrong(say::picture_error(words, error))),
        Err(Blind::Broke) => (words.picture_title(), wrong(words.reader_broke().into())),
        Ok(seen) => match nearest(seen) {
            None => (words.nothing_title(), view! { <p>{words.nothing_lead()}</p> }.into_any()),
            Some(sight) => what_it_is(sight),
        },
    };
    screen(title, Some(back), view! { {body} {otherwise} })
}

/// What is nearest to what the member came for: of several codes, this one is spoken of.
fn nearest(seen: &[Sight]) -> Option<&Sight> {
    seen.iter().min_by_key(|sight| match sight {
        Sight::Account(_) => 0,
        Sight::Unsupported(_) => 1,
        Sight::MicrosoftPush => 2,
        Sight::Migration => 3,
        Sight::Other(_) => 4,
        Sight::Bytes => 5,
    })
}

fn what_it_is(sight: &Sight) -> (&'static str, AnyView) {
    let words = context().words;
    match sight {
        Sight::MicrosoftPush => (
            words.push_title(),
            view! { <p>{words.push_text()}</p><p class="quote" lang="en">{"Set up a different authentication app"}</p> }.into_any(),
        ),
        Sight::Unsupported(error) => (words.unsupported_title(), wrong(say::uri_error(words, error))),
        Sight::Migration => (
            words.migration_title(),
            view! { <p>{words.migration_text()}</p><div class="actions">{import_way()}</div> }.into_any(),
        ),
        Sight::Other(text) => {
            let text = shortened(text);
            (words.other_title(), view! { <p>{words.other_text()}</p><p class="quote">{text}</p> }.into_any())
        }
        Sight::Bytes | Sight::Account(_) => (words.other_title(), view! { <p>{words.other_bytes()}</p> }.into_any()),
    }
}

fn wrong(detail: String) -> AnyView {
    problem(Said { headline: None, detail }).into_any()
}

/// As much of a text as fits, without characters that change what stands around them.
fn shortened(text: &str) -> String {
    const MOST: usize = 200;
    let unseen = |c: char| {
        c.is_control()
            || matches!(c, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
    };
    let clean: String = text.chars().map(|c| if unseen(c) { '\u{fffd}' } else { c }).take(MOST).collect();
    if text.chars().count() > MOST { clean + "…" } else { clean }
}

#[cfg(test)]
mod tests {
    use super::{Sight, accounts, nearest, shortened};
    use warifu::otpauth;

    const KEY: &str = "otpauth://totp/a?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ";

    #[test]
    fn of_several_codes_the_nearest_to_a_key_is_spoken_of() {
        let unsupported =
            || Sight::Unsupported(otpauth::parse(&[KEY, "&algorithm=MD5"].concat()).unwrap_err());
        let shop = || Sight::Other("https://apps.example/".into());
        let is_it = |sight: &Sight, seen: &[Sight]| {
            nearest(seen).is_some_and(|near| core::mem::discriminant(near) == core::mem::discriminant(sight))
        };
        assert!(is_it(&unsupported(), &[shop(), Sight::MicrosoftPush, unsupported()]));
        assert!(is_it(
            &Sight::MicrosoftPush,
            &[Sight::Bytes, shop(), Sight::MicrosoftPush, Sight::Migration]
        ));
        assert!(is_it(&Sight::Migration, &[shop(), Sight::Migration]));
        assert!(is_it(&shop(), &[Sight::Bytes, shop()]));
        assert!(nearest(&[]).is_none());
    }

    #[test]
    fn an_account_that_stands_there_twice_is_one() {
        let [one, same] = [KEY; 2].map(|uri| Sight::Account(otpauth::parse(uri).unwrap()));
        let other = Sight::Account(otpauth::parse(&KEY.replace("totp/a", "totp/b")).unwrap());
        assert_eq!(accounts(&[one, other, same]).len(), 2);
    }

    #[test]
    fn a_shown_text_is_short_and_cannot_turn_around() {
        assert_eq!(shortened("https://omu.example/"), "https://omu.example/");
        assert_eq!(shortened("a\u{202e}b\u{7}c"), "a\u{fffd}b\u{fffd}c");
        assert_eq!(shortened(&"鍵".repeat(300)).chars().count(), 201);
    }
}
