//! The form for what the member knows: the passphrase, or the recovery code instead. It opens the lock, and it proves who
//! is there.

use leptos::prelude::*;
use warifu::app::{AppError, Credential};
use warifu::vault::{Passphrase, RecoveryCode, VaultError};
use wasm_bindgen_futures::spawn_local;

use crate::browser::dom;
use crate::context::context;
use crate::widgets::{Field, busy_button, passphrase_field, text_field};
use crate::words::Words;
use crate::words::say::{self, Said};

/// What was typed.
#[derive(Clone)]
pub(crate) enum Typed {
    Passphrase(Passphrase),
    Recovery(RecoveryCode),
}

impl Typed {
    /// The same, as the core takes it.
    pub(crate) fn credential(&self) -> Credential<'_> {
        match self {
            Self::Passphrase(passphrase) => Credential::Passphrase(passphrase),
            Self::Recovery(code) => Credential::Recovery(code),
        }
    }
}

/// What a form asks and is called.
#[derive(Clone, Copy)]
pub(crate) struct Asked {
    /// The names of its two fields in the page.
    pub(crate) ids: [&'static str; 2],
    /// The label of the passphrase.
    pub(crate) label: &'static str,
    /// Its button.
    pub(crate) button: &'static str,
    /// Whether there is a recovery code.
    pub(crate) recovery: bool,
}

/// What was typed to open something, in the one form that opens it.
pub(crate) fn passphrase_of(typed: &str) -> Passphrase {
    Passphrase::typed(dom::nfkc(typed))
}

/// The form. `act` is what the member wants to do with it; what goes wrong is said at the field.
pub(crate) fn credential_form<F, Answer>(asked: Asked, act: F) -> impl IntoView
where
    F: Fn(Typed) -> Answer + Copy + Send + Sync + 'static,
    Answer: Future<Output = Result<(), AppError>> + 'static,
{
    let words = context().words;
    let by_code = RwSignal::new(false);
    let label = move || if by_code.get() { words.use_passphrase() } else { words.forgot() };
    let other = move |_| {
        by_code.update(|by_code| *by_code = !*by_code);
        focus_field(asked.ids[usize::from(by_code.get_untracked())]);
    };
    view! {
        {move || match by_code.get() {
            true => code_form(asked, act).into_any(),
            false => passphrase_form(asked, act).into_any(),
        }}
        {asked.recovery.then(|| view! { <button type="button" class="link" on:click=other>{label}</button> })}
    }
}

fn passphrase_form<F, Answer>(asked: Asked, act: F) -> impl IntoView
where
    F: Fn(Typed) -> Answer + Copy + 'static,
    Answer: Future<Output = Result<(), AppError>> + 'static,
{
    let words = context().words;
    let typed = RwSignal::new(String::new());
    let (busy, wrong) = (RwSignal::new(false), RwSignal::new(None));
    Effect::new(move |_| {
        typed.with(|typed| {
            if !typed.is_empty() {
                wrong.set(None);
            }
        });
    });
    let submit = move || {
        // It passes once, and the field is cleared.
        let passphrase = typed.with_untracked(|typed| passphrase_of(typed));
        typed.set(String::new());
        busy.set(true);
        spawn_local(async move {
            if let Err(error) = act(Typed::Passphrase(passphrase)).await {
                tell(wrong, asked.ids[0], say::app_error(words, &error));
            }
            busy.try_set(false);
        });
    };
    let field = Field::new(asked.ids[0], asked.label).problem(wrong);
    view! {
        <form>
            {passphrase_field(field, "current-password", typed)}
            <div class="actions">{busy_button(asked.button, busy.into(), submit)}</div>
        </form>
    }
}

fn code_form<F, Answer>(asked: Asked, act: F) -> impl IntoView
where
    F: Fn(Typed) -> Answer + Copy + 'static,
    Answer: Future<Output = Result<(), AppError>> + 'static,
{
    let words = context().words;
    let typed = RwSignal::new(String::new());
    let (busy, wrong) = (RwSignal::new(false), RwSignal::new(None));
    let submit = move || {
        let code = match RecoveryCode::parse(&typed.get_untracked()) {
            Ok(code) => code,
            Err(error) => return tell(wrong, asked.ids[1], say::recovery_error(words, &error)),
        };
        busy.set(true);
        spawn_local(async move {
            match act(Typed::Recovery(code)).await {
                Ok(()) => drop(typed.try_set(String::new())),
                Err(error) => tell(wrong, asked.ids[1], refusal(words, &error)),
            }
            busy.try_set(false);
        });
    };
    let field = Field::new(asked.ids[1], words.recovery_code()).hint(words.recovery_hint()).problem(wrong);
    view! {
        <form>
            {text_field(field, "key", typed.into(), move |text| {
                wrong.set(None);
                typed.set(text);
            })}
            <div class="actions">{busy_button(asked.button, busy.into(), submit)}</div>
        </form>
    }
}

/// Why a recovery code did not do.
fn refusal(words: Words, error: &AppError) -> String {
    match error {
        AppError::Vault(VaultError::WrongKey) => words.recovery_wrong().into(),
        error => say::app_error(words, error),
    }
}

fn tell(wrong: RwSignal<Option<Said>>, id: &'static str, detail: String) {
    wrong.try_set(Some(Said { headline: None, detail }));
    focus_field(id);
}

/// Focuses the field of this name once it is drawn.
pub(super) fn focus_field(id: &'static str) {
    dom::focus_soon(["#", id].concat());
}
