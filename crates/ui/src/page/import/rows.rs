//! What a file holds, row by row: what will happen to each, and what only the member can tell.

use std::rc::Rc;

use leptos::prelude::*;
use warifu::app::{ImportPlan, PlanRow, Standing};
use warifu::transfer::{Answer, Choice, Import, PartSet, Question, Row, Warning};
use wasm_bindgen_futures::spawn_local;

use super::{Importing, Stage};
use crate::add::{code_of, kind};
use crate::browser::dom;
use crate::context::context;
use crate::widgets::{aside, busy_button};
use crate::words::{Words, moving, say};

/// What is shown, and what comes of it and of the member's answers so far.
#[derive(Clone, Copy)]
struct Shown {
    importing: Importing,
    import: StoredValue<Rc<Import>, LocalStorage>,
    plan: RwSignal<Option<ImportPlan>, LocalStorage>,
    /// By the index of the row.
    judged: RwSignal<Vec<Option<PlanRow>>>,
}

impl Shown {
    /// Answers the question of a row.
    fn answer(self, at: usize, answer: Option<Answer>) {
        self.importing.answered.update_value(|(_, answers)| match answer {
            Some(answer) => drop(answers.insert(at, answer)),
            None => drop(answers.remove(&at)),
        });
        self.judge();
    }

    /// Asks what adding would do now.
    fn judge(self) {
        let context = context();
        let plan = self.import.try_with_value(|import| {
            self.importing.answered.with_value(|(_, answers)| context.app().plan_import(import, answers))
        });
        let Some(plan) = plan else { return }; // the vault was locked, and the page is gone
        match plan {
            Ok(plan) => {
                let mut planned = plan.plan.rows().into_iter();
                let row = |standing: &Option<Standing>| standing.and_then(|_| planned.next());
                self.judged.set(plan.standings.iter().map(row).collect());
                self.plan.set(Some(plan));
            }
            Err(error) => spawn_local(context.say_error(error)),
        }
    }

    fn open_questions(self) -> usize {
        self.plan.track();
        self.importing
            .answered
            .with_value(|(_, answers)| self.import.with_value(|import| import.open_questions(answers).len()))
    }
}

/// All of it, and the button that adds.
pub(super) fn view(importing: Importing, import: &Rc<Import>) -> AnyView {
    let words = context().words;
    let shown = Shown {
        importing,
        import: StoredValue::new_local(Rc::clone(import)),
        plan: RwSignal::new_local(None),
        judged: RwSignal::new(Vec::new()),
    };
    shown.judge();
    let title = words.import_from(moving::format(words, import.format));
    let others = import.others as u64;
    let sets = import.sets.iter().filter(|set| set.size > 1).map(|set| aside(parts(words, set)));
    view! {
        <section class="card" aria-labelledby="import-rows">
            <h2 id="import-rows" tabindex="-1">{title}</h2>
            {sets.collect_view()}
            {match import.rows.is_empty() {
                true if others > 0 => ().into_any(),
                true => view! { <p>{words.import_empty()}</p> }.into_any(),
                false => table(shown, import),
            }}
            {(others > 0).then(|| view! { <p class="hint">{words.import_others(others)}</p> })}
            {move || open(words, shown.open_questions())}
            {move || add(shown)}
        </section>
    }
    .into_any()
}

fn open(words: Words, count: usize) -> Option<impl IntoView> {
    (count > 0).then(|| view! { <p class="hint">{words.import_undecided(count as u64)}</p> })
}

/// How far an export in parts has come.
fn parts(words: Words, set: &PartSet) -> String {
    if set.missing.is_empty() {
        return words.import_parts_all(u64::from(set.size));
    }
    let missing: Vec<_> = set.missing.iter().map(ToString::to_string).collect();
    words.import_parts_missing(u64::from(set.size), &missing.join(words.list_joint()))
}

fn table(shown: Shown, import: &Import) -> AnyView {
    let words = context().words;
    let rows = import.rows.iter().enumerate().map(|(at, row)| {
        let (issuer, user) = row.names();
        let (issuer, user) = (issuer.to_owned(), user.to_owned());
        view! { <tr><td>{issuer}</td><td>{user}</td><td>{outcome(shown, at, row)}</td></tr> }
    });
    view! {
        <table>
            <caption>{words.restore_table()}</caption>
            <thead><tr>
                <th scope="col">{words.issuer()}</th>
                <th scope="col">{words.username()}</th>
                <th scope="col">{words.restore_outcome()}</th>
            </tr></thead>
            <tbody>{rows.collect_view()}</tbody>
        </table>
    }
    .into_any()
}

fn outcome(shown: Shown, at: usize, row: &Row) -> AnyView {
    let words = context().words;
    match row {
        Row::Account { warnings, .. } => view! { {standing(shown, at)} {warned(words, warnings)} }.into_any(),
        Row::Question(question) => asked(shown, at, question),
        Row::Refused(refused) => {
            let why = words.import_refused(&moving::reason(words, &refused.reason));
            view! { <span class="refused">{why}</span> }.into_any()
        }
    }
}

/// What will happen to a row, as the answers are now.
fn standing(shown: Shown, at: usize) -> impl IntoView {
    let words = context().words;
    move || shown.judged.with(|judged| judged.get(at).cloned().flatten()).map(|row| happens(words, &row))
}

fn happens(words: Words, row: &PlanRow) -> String {
    let like = row.like.as_ref().map(|(issuer, user)| say::account(words, issuer, user)).unwrap_or_default();
    match row.standing {
        Standing::New => words.restore_new().into(),
        Standing::SameName => words.import_same_name(&like),
        Standing::Duplicate => words.import_duplicate(&like),
    }
}

fn warned(words: Words, warnings: &[Warning]) -> impl IntoView + use<> {
    let said = warnings.iter().map(|warning| moving::warning(words, *warning));
    said.map(|said| view! { <p class="hint">{said}</p> }).collect_view()
}

/// What only the member can tell: a choice, and the code that it makes, to be compared with the other program's.
fn asked(shown: Shown, at: usize, question: &Question) -> AnyView {
    let words = context().words;
    let id = ["import-answer-", &at.to_string()].concat();
    // Of one name there may be several accounts, so the row is said, too.
    let row = words.import_row(at as u64 + 1, &account_name(words, question));
    let answered = shown.importing.answered.with_value(|(_, answers)| answers.get(&at).copied());
    let options = question.choices.iter().enumerate().map(|(choice, account)| {
        let selected = answered == Some(Answer::Choice(choice));
        view! { <option value=choice.to_string() selected=selected>{kind(words, &account.0.otp)}</option> }
    });
    let options = options.collect_view();
    let chosen = RwSignal::new(answered);
    let choose = move |event| {
        let answer = match event_target_value(&event).as_str() {
            "out" => Some(Answer::LeaveOut),
            choice => choice.parse().ok().map(Answer::Choice),
        };
        chosen.set(answer);
        shown.answer(at, answer);
    };
    let asking = Row::Question(question.clone());
    let preview = move || {
        let Some(Answer::Choice(choice)) = chosen.get() else { return None };
        let account = *asking.choices().get(choice)?;
        let (code, warnings) = (code_of(account), asking.warnings(account));
        Some(view! { <p class="hint">{words.import_compare()}</p> {code} {warned(words, &warnings)} })
    };
    view! {
        <div class="field">
            <label for=id.clone()>
                {words.import_question(&moving::parts(words, &question.unclear))} " " <span class="unseen">{row}</span>
            </label>
            <select id=id on:change=choose>
                <option value="">{words.import_unanswered()}</option>
                {options}
                <option value="out" selected={answered == Some(Answer::LeaveOut)}>{words.import_leave_out()}</option>
            </select>
            <div aria-live="polite">
                {standing(shown, at)}
                {move || (chosen.get() == Some(Answer::LeaveOut)).then(|| words.import_left_out())}
            </div>
            {preview}
        </div>
    }
    .into_any()
}

/// Whose question it is.
fn account_name(words: Words, question: &Question) -> String {
    let names =
        question.choices.first().map(|Choice(account)| (account.issuer.as_str(), account.user.as_str()));
    let (issuer, user) = names.unwrap_or_default();
    say::account(words, issuer, user)
}

fn add(shown: Shown) -> AnyView {
    let context = context();
    let words = context.words;
    let count = shown.plan.with(|plan| plan.as_ref().map_or(0, |plan| plan.plan.additions()));
    if count == 0 {
        return view! { <p>{words.import_nothing()}</p> }.into_any();
    }
    let add = move || {
        let Some(ImportPlan { plan, .. }) = shown.plan.get_untracked() else { return };
        shown.importing.busy.set(true);
        spawn_local(async move {
            match context.app().import(plan).await {
                Ok(ids) => {
                    shown.importing.stage.set(Stage::Added(Rc::new(ids)));
                    dom::focus_soon("#import-rows");
                    context.changed();
                }
                Err(error) => {
                    context.say_error(error).await;
                    shown.judge();
                }
            }
            shown.importing.busy.set(false);
        });
    };
    view! {
        <div class="actions">
            {busy_button(words.restore_add(count as u64), shown.importing.busy.into(), add)}
        </div>
    }
    .into_any()
}
