//! From rows and the member's answers to the accounts that will be added.

use std::collections::BTreeMap;

use super::{Import, Row};
use crate::account::Account;

/// What the member decided about one row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Answer {
    /// This one of a question's choices.
    Choice(usize),
    /// Do not add it.
    LeaveOut,
}

/// The member's decisions, by the index of the row. A row without one is added if it can be, and not added if it is a
/// question.
pub type Answers = BTreeMap<usize, Answer>;

impl Import {
    /// The accounts to add, each with the index of its row.
    pub fn answered(&self, answers: &Answers) -> Vec<(usize, Account)> {
        let chosen = |(at, row): (usize, &Row)| Some((at, row.answered(answers.get(&at).copied())?.clone()));
        self.rows.iter().enumerate().filter_map(chosen).collect()
    }

    /// `answers` to the rows of `before`, for the same rows here, wherever they stand.
    pub fn carried(&self, before: &Self, answers: &Answers) -> Answers {
        let same = |(at, answer): (&usize, &Answer)| {
            let row = before.rows.get(*at)?;
            let twin = before.rows[..*at].iter().filter(|other| *other == row).count();
            let mut here = self.rows.iter().enumerate().filter(|(_, other)| *other == row);
            here.nth(twin).map(|(at, _)| (at, *answer))
        };
        answers.iter().filter_map(same).collect()
    }

    /// The questions that have no answer yet, by the index of the row.
    pub fn open_questions(&self, answers: &Answers) -> Vec<usize> {
        let is_open =
            |(at, row): &(usize, &Row)| matches!(row, Row::Question(_)) && !answers.contains_key(at);
        self.rows.iter().enumerate().filter(is_open).map(|(at, _)| at).collect()
    }
}

impl Row {
    fn answered(&self, answer: Option<Answer>) -> Option<&Account> {
        match (self, answer) {
            (_, Some(Answer::LeaveOut)) => None,
            (Self::Question(question), Some(Answer::Choice(choice))) => {
                question.choices.get(choice).map(|choice| &choice.0)
            }
            _ => self.account(), // what asks nothing has nothing to be chosen
        }
    }
}
