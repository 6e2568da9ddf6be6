//! `warifu import check`, and what every command does with files of other programs.

use std::io::{self, Write};

use serde::Serialize;
use warifu::account::Account;
use warifu::transfer::{self, Answer, Answers, Import, PartSet, Question, Refused, Row};
use zeroize::Zeroizing;

use crate::args::From;
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
    let answers = answers(from);
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

/// What the command line answers to the file's questions.
pub(crate) fn answers(from: &From) -> Answers {
    from.answers.iter().map(|answer| (answer.row, Answer::Choice(answer.choice))).collect()
}

/// Every row, as it is after the answers.
pub(crate) fn print(import: &Import, answers: &Answers, output: &mut Output<impl Write>) -> io::Result<()> {
    let mut accounts = import.answered(answers).into_iter().peekable();
    for (at, row) in import.rows.iter().enumerate() {
        if let Some((_, account)) = accounts.next_if(|(of, _)| *of == at) {
            output.line(&Line::of(&account), &Fields::of(&account).text())?;
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
        }
    }

    fn meaning(&self) -> String {
        format!("{} {} {} digits", self.kind, self.algorithm, self.digits)
    }
}
