//! `warifu import check`, and what every command does with files of other programs.

use std::io::{self, Write};

use serde::Serialize;
use warifu::account::Account;
use warifu::transfer::{self, Answer, Answers, Import, PartSet, Question, Refused, Row, Warning};
use zeroize::Zeroizing;

use crate::args::{From, RowAnswer};
use crate::backup;
use crate::failure::Failure;
use crate::output::Output;
use crate::uri::Fields;

/// An account with its key, for programs.
#[derive(Serialize)]
pub(crate) struct Line<'a> {
    issuer: &'a str,
    account: &'a str,
    kind: &'static str,
    algorithm: &'static str,
    digits: u8,
    period: Option<u32>,
    counter: Option<u64>,
    secret_base32: Zeroizing<String>,
    /// What the file does not say.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    assumed: Vec<&'static str>,
}

#[derive(Serialize)]
struct Bad<'a> {
    row: usize,
    issuer: &'a str,
    account: &'a str,
    #[serde(flatten)]
    failure: &'a Failure,
}

#[derive(Serialize)]
struct Unclear<'a> {
    row: usize,
    #[serde(flatten)]
    failure: &'a Failure,
    unclear: Vec<&'static str>,
    choices: Vec<Line<'a>>,
}

#[derive(Serialize)]
struct Missing<'a> {
    #[serde(flatten)]
    failure: &'a Failure,
    batch: i64,
    size: u32,
    missing: &'a [u32],
}

/// Tells what is in a file.
pub(crate) fn check(from: &From, output: &mut Output<impl Write>) -> io::Result<()> {
    let import = match read(from) {
        Ok(import) => import,
        Err(failure) => return output.fail(&failure, "file", &failure),
    };
    let answers = match answers(from, &import) {
        Ok(answers) => answers,
        Err(failure) => return output.fail(&failure, "--answer", &failure),
    };
    print(&import, &answers, output)?;
    if output.is_json() {
        return Ok(());
    }
    let others = if import.others == 0 { String::new() } else { format!(", {} others", import.others) };
    let (added, all) = (import.answered(&answers).len(), import.rows.len());
    output.line(&(), &format!("{}: {added} of {all} accounts{others}", import.format))
}

pub(crate) fn read(from: &From) -> Result<Import, Failure> {
    let bytes = from.file.read()?;
    let password = from.password_file.as_ref().map(backup::password).transpose()?;
    Ok(match from.format.0 {
        None => transfer::read(&bytes, password.as_ref())?,
        Some(format) => transfer::read_as(format, &bytes, password.as_ref())?,
    })
}

/// What the command line answers to the file's questions. An answer to none of them is a slip, which would leave out
/// another entry than the one that was meant.
pub(crate) fn answers(from: &From, import: &Import) -> Result<Answers, Failure> {
    let mut answers = Answers::new();
    for RowAnswer { row, choice } in from.answers.iter().copied() {
        let number = row + 1;
        let wrong = match import.rows.get(row) {
            Some(Row::Question(question)) if choice >= question.choices.len() => {
                format!("row {number} has {} choices, not {}", question.choices.len(), choice + 1)
            }
            Some(Row::Question(_)) if answers.contains_key(&row) => format!("row {number} is answered twice"),
            Some(Row::Question(_)) => {
                answers.insert(row, Answer::Choice(choice));
                continue;
            }
            Some(_) => format!("row {number} asks nothing"),
            None => format!("there is no row {number}"),
        };
        return Err(Failure::new("answer", &wrong));
    }
    Ok(answers)
}

/// Every row, as it is after the answers.
pub(crate) fn print(import: &Import, answers: &Answers, output: &mut Output<impl Write>) -> io::Result<()> {
    let mut accounts = import.answered(answers).into_iter().peekable();
    for (at, row) in import.rows.iter().enumerate() {
        if let Some((_, account)) = accounts.next_if(|(of, _)| *of == at) {
            let assumed = assumed(row, &account);
            let mut text = Fields::of(&account).text();
            assumed.iter().for_each(|part| text.push_str(&format!(" (assumed {part})")));
            output.line(&Line { assumed, ..Line::of(&account) }, &text)?;
            continue;
        }
        match row {
            Row::Refused(refused) => fail(at, refused, output)?,
            Row::Question(question) => ask(at, question, output)?,
            Row::Account { .. } => {}
        }
    }
    import.sets.iter().filter(|set| !set.missing.is_empty()).try_for_each(|set| incomplete(set, output))
}

/// What a file does not say of an account, so that it was taken for the usual.
pub(crate) fn assumed(row: &Row, account: &Account) -> Vec<&'static str> {
    let assumed = |warning| match warning {
        Warning::Assumed { part } => Some(part.id()),
        Warning::ShortSecret | Warning::UnusualDigits => None,
    };
    row.warnings(account).into_iter().filter_map(assumed).collect()
}

fn fail(at: usize, refused: &Refused, output: &mut Output<impl Write>) -> io::Result<()> {
    let failure = Failure::from(&refused.reason);
    let bad = Bad { row: at + 1, issuer: &refused.issuer, account: &refused.user, failure: &failure };
    output.fail(&bad, &format!("row {}", at + 1), &failure)
}

fn ask(at: usize, question: &Question, output: &mut Output<impl Write>) -> io::Result<()> {
    let unclear: Vec<_> = question.unclear.iter().map(|part| part.id()).collect();
    let failure = question_failure(at, question);
    let choices = question.choices.iter().map(|choice| Line::of(&choice.0)).collect();
    output.fail(
        &Unclear { row: at + 1, failure: &failure, unclear, choices },
        &format!("row {}", at + 1),
        &failure,
    )
}

/// What a question is where nobody can be asked.
pub(crate) fn question_failure(at: usize, question: &Question) -> Failure {
    let unclear: Vec<_> = question.unclear.iter().map(|part| part.id()).collect();
    let mut text = format!("the file does not say the {}; --answer {}=", unclear.join(", "), at + 1);
    for (number, choice) in question.choices.iter().enumerate() {
        let comma = if number == 0 { "" } else { ", " };
        text.push_str(&format!("{comma}{} for {}", number + 1, Line::of(&choice.0).meaning()));
    }
    Failure::new("question", &text)
}

fn incomplete(set: &PartSet, output: &mut Output<impl Write>) -> io::Result<()> {
    let failure = missing_failure(set);
    let missing = Missing { failure: &failure, batch: set.batch, size: set.size, missing: &set.missing };
    output.fail(&missing, "file", &failure)
}

/// What it means that parts are missing.
pub(crate) fn missing_failure(set: &PartSet) -> Failure {
    let missing: Vec<_> = set.missing.iter().map(u32::to_string).collect();
    Failure::new("missing_parts", &format!("of {} parts these are missing: {}", set.size, missing.join(", ")))
}

impl<'a> Line<'a> {
    pub(crate) fn of(account: &'a Account) -> Self {
        let otp = &account.otp;
        Self {
            issuer: account.issuer.as_str(),
            account: account.user.as_str(),
            kind: otp.kind().as_str(),
            algorithm: otp.algorithm().as_str(),
            digits: otp.digits().get(),
            period: otp.period().map(warifu::otp::Period::seconds),
            counter: otp.kind().counter(),
            secret_base32: otp.secret().to_base32(),
            assumed: Vec::new(),
        }
    }

    fn meaning(&self) -> String {
        format!("{} {} {} digits", self.kind, self.algorithm, self.digits)
    }
}
