//! The typed form: the words of the manuals, a code from what would be saved, and every field kept on error.

use leptos::prelude::*;
use warifu::account::Account;
use warifu::app::{EntryForm, Field as Which, FormError, KindChoice, Problem};
use warifu::otp::{Kind, UnixTime};
use warifu::secret::SecretError;
use wasm_bindgen_futures::spawn_local;

use super::draft;
use crate::act::Act;
use crate::browser::dom;
use crate::context::context;
use crate::widgets::{Field, aside, check_field, ring, select_field, text_field};
use crate::words::say;

/// The form as it is being filled in.
#[derive(Clone, Copy)]
struct Filling {
    form: RwSignal<EntryForm>,
    /// What is wrong, once OK was pressed and until the field is changed.
    wrong: RwSignal<Option<FormError>>,
    /// Whether what is typed is kept while the popup is closed.
    kept: bool,
}

impl Filling {
    /// The text of one field, as it changes.
    fn text(self, of: fn(&EntryForm) -> &String) -> Signal<String> {
        Signal::derive(move || self.form.with(|form| of(form).clone()))
    }

    /// Changes the form, forgets what was wrong, and keeps the draft.
    fn change(self, change: impl FnOnce(&mut EntryForm)) {
        self.form.update(change);
        self.wrong.set(None);
        if self.kept {
            spawn_local(draft::keep(self.form.get_untracked()));
        }
    }

    fn field(self, which: Which, id: &'static str, label: &'static str) -> Field {
        let words = context().words;
        let hex = move || self.form.with_untracked(|form| form.hex);
        let said = move || {
            let wrong = self.wrong.get().filter(|wrong| wrong.field == which);
            wrong.map(|wrong| say::form_error(words, &wrong, hex()))
        };
        Field::new(id, label).problem(Signal::derive(said))
    }

    /// What would be saved; a name that is still missing does not matter to the code.
    fn account(self) -> Result<Account, FormError> {
        let read = self.form.with(EntryForm::read);
        match read {
            Err(FormError { problem: Problem::Nameless, .. }) => {
                let mut named = self.form.get();
                named.user = "-".to_owned();
                named.read()
            }
            read => read,
        }
    }
}

/// The form as it stands in `form`; kept as a draft if `kept`. `done` gets the account when OK is pressed.
pub(crate) fn entry_form(form: RwSignal<EntryForm>, kept: bool, done: Act<Account>) -> impl IntoView {
    let words = context().words;
    let filling = Filling { form, wrong: RwSignal::new(None), kept };
    let submit = move |event: web_sys::SubmitEvent| {
        event.prevent_default();
        match filling.form.with_untracked(EntryForm::read) {
            Ok(account) => done.run(account),
            Err(error) => point_at(filling, error),
        }
    };
    // A draft goes on where it stopped.
    let named = form.with_untracked(|form| !form.issuer.is_empty() && form.secret.is_empty());
    dom::focus_soon(if named { "#secret" } else { "#issuer" });
    view! {
        <form class="entry" novalidate on:submit=submit>
            {text_field(
                filling.field(Which::Issuer, "issuer", words.issuer()).hint(words.issuer_hint()),
                "",
                filling.text(|form| &form.issuer),
                move |text| filling.change(|form| form.issuer = text),
            )}
            {text_field(
                filling.field(Which::Secret, "secret", words.secret()).hint(words.secret_hint()),
                "key",
                filling.text(|form| &form.secret),
                move |text| filling.change(|form| form.secret = text),
            )}
            {more(filling)}
            {preview(filling)}
            <div class="actions"><button type="submit" class="primary">{words.ok()}</button></div>
        </form>
    }
}

/// Shows what is wrong at its field, opening ▶その他 if it is there, and puts the cursor into it.
fn point_at(filling: Filling, error: FormError) {
    let id = match error.field {
        Which::Issuer => "#issuer",
        Which::Secret => "#secret",
        Which::User => "#user",
        Which::Digits => "#digits",
        Which::Period => "#period",
        Which::Algorithm => "#algorithm",
        Which::Counter => "#counter",
    };
    if !matches!(error.field, Which::Issuer | Which::Secret) {
        filling.form.update(|form| form.more = true);
    }
    filling.wrong.set(Some(error));
    dom::focus_soon(id);
}

/// ▶その他: what is right as it stands for nearly everyone.
fn more(filling: Filling) -> impl IntoView {
    let words = context().words;
    let open = Memo::new(move |_| filling.form.with(|form| form.more));
    view! {
        <div class="more">
            <button
                type="button"
                class="quiet disclose"
                aria-expanded=move || open.get().to_string()
                aria-controls="more"
                on:click=move |_| filling.change(|form| form.more = !form.more)
            >
                <span class="triangle" aria-hidden="true">{"▶"}</span>
                {words.more()}
            </button>
            <div id="more" hidden=move || !open.get()>
                {parameters(filling)}
            </div>
        </div>
    }
}

fn parameters(filling: Filling) -> impl IntoView {
    let words = context().words;
    let kind = Memo::new(move |_| filling.form.with(|form| form.kind));
    let kinds = vec![("totp", words.time_based()), ("hotp", words.counter_based()), ("steam", words.steam())];
    let algorithms = vec![("SHA1", "SHA-1"), ("SHA256", "SHA-256"), ("SHA512", "SHA-512")];
    view! {
        <div class="pair">
            <div hidden=move || kind.get() == KindChoice::Steam>
                {select_field(
                    filling.field(Which::Digits, "digits", words.digits()),
                    vec![("6", "6"), ("7", "7"), ("8", "8")],
                    filling.text(|form| &form.digits),
                    move |text| filling.change(|form| form.digits = text),
                )}
            </div>
            {select_field(
                Field::new("type", words.type_of_code()),
                kinds,
                Signal::derive(move || kind_name(kind.get()).to_owned()),
                move |text| filling.change(|form| form.kind = kind_named(&text)),
            )}
        </div>
        {text_field(
            filling.field(Which::User, "user", words.username()).hint(words.username_hint()),
            "",
            filling.text(|form| &form.user),
            move |text| filling.change(|form| form.user = text),
        )}
        <div class="pair">
            <div hidden=move || kind.get() != KindChoice::Totp>
                {text_field(
                    filling.field(Which::Period, "period", words.period()),
                    "number",
                    filling.text(|form| &form.period),
                    move |text| filling.change(|form| form.period = text),
                )}
            </div>
            <div hidden=move || kind.get() != KindChoice::Hotp>
                {text_field(
                    filling.field(Which::Counter, "counter", words.counter()),
                    "number",
                    filling.text(|form| &form.counter),
                    move |text| filling.change(|form| form.counter = text),
                )}
            </div>
            <div hidden=move || kind.get() == KindChoice::Steam>
                {select_field(
                    filling.field(Which::Algorithm, "algorithm", words.algorithm()),
                    algorithms,
                    filling.text(|form| &form.algorithm),
                    move |text| filling.change(|form| form.algorithm = text),
                )}
            </div>
        </div>
        {check_field(
            "hex",
            words.hex_secret(),
            Signal::derive(move || filling.form.with(|form| form.hex)),
            move |hex| filling.change(|form| form.hex = hex),
        )}
    }
}

fn kind_name(kind: KindChoice) -> &'static str {
    match kind {
        KindChoice::Totp => "totp",
        KindChoice::Hotp => "hotp",
        KindChoice::Steam => "steam",
    }
}

fn kind_named(name: &str) -> KindChoice {
    match name {
        "hotp" => KindChoice::Hotp,
        "steam" => KindChoice::Steam,
        _ => KindChoice::Totp,
    }
}

/// The code of what would be saved: the member can compare it before pressing OK.
fn preview(filling: Filling) -> impl IntoView {
    let context = context();
    let words = context.words;
    view! {
        <div class="preview">
            <span class="hint">{words.preview()}</span>
            {move || match filling.account() {
                Ok(account) => code_of(&account).into_any(),
                Err(error) => view! { <p class="waiting">{waiting(&error)}</p> }.into_any(),
            }}
        </div>
    }
}

/// What is missing for a code, without calling anything wrong while it is still being typed.
fn waiting(error: &FormError) -> &'static str {
    let words = context().words;
    match &error.problem {
        Problem::Secret(SecretError::Empty | SecretError::Length { .. }) => words.preview_waiting(),
        _ => words.preview_stopped(),
    }
}

/// An account's code with what is left of it.
pub(crate) fn code_of(account: &Account) -> impl IntoView + use<> {
    let context = context();
    let words = context.words;
    let otp = account.otp.clone();
    let short = account.otp.secret().is_short();
    let period_ms = otp.period().map(|period| period.seconds() * 1000);
    let counts = matches!(otp.kind(), Kind::Hotp { .. });
    let at = move || UnixTime::from_ms(context.now.get());
    let left = {
        let otp = otp.clone();
        Signal::derive(move || otp.valid_for_ms(at()).unwrap_or(0))
    };
    let code = Memo::new(move |_| otp.code(at()).grouped().to_string());
    view! {
        <p class="made">
            <output class="code">{code}</output>
            {period_ms.map(|period_ms| ring(left, period_ms))}
        </p>
        {counts.then(|| view! { <p class="hint">{words.preview_hotp()}</p> })}
        {short.then(|| aside(words.short_key()))}
    }
}
