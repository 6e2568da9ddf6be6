//! From rows and the member's answers to the accounts that will be added.

use std::collections::BTreeMap;

use super::{Import, Row};
use crate::account::Account;

/// What the member decided about one row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Answer {
    /// This one of [`Row::choices`].
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

    /// The questions that have no answer yet, by the index of the row.
    pub fn open_questions(&self, answers: &Answers) -> Vec<usize> {
        let is_open =
            |(at, row): &(usize, &Row)| matches!(row, Row::Question(_)) && !answers.contains_key(at);
        self.rows.iter().enumerate().filter(is_open).map(|(at, _)| at).collect()
    }
}

impl Row {
    fn answered(&self, answer: Option<Answer>) -> Option<&Account> {
        match answer {
            None => self.account(),
            Some(Answer::Choice(choice)) => self.choices().get(choice).copied(),
            Some(Answer::LeaveOut) => None,
        }
    }
}
