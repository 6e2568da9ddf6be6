//! Files of other programs, against the vault: what would be new, what is there already.

use super::transfer::{Plan, Standing};
use super::{App, AppError, Ports};
use crate::transfer::{Answers, Import};

/// What adding the rows of an [`Import`] will do. Nothing is saved before [`App::import`] gets [`ImportPlan::plan`]; the
/// ids that it gives are what [`App::delete_all`] takes to undo the whole import.
#[derive(Debug, Clone)]
pub struct ImportPlan {
    /// The accounts to add, for [`App::import`].
    pub plan: Plan,
    /// How each row stands to the vault and to the rows before it, by the row's index; `None` for a row that adds
    /// nothing: refused, left out, or a question without an answer.
    pub standings: Vec<Option<Standing>>,
}

impl<P: Ports> App<P> {
    /// Says what adding the rows of `import` would do after `answers`.
    ///
    /// # Errors
    /// [`AppError::Locked`].
    pub fn plan_import(&self, import: &Import, answers: &Answers) -> Result<ImportPlan, AppError> {
        let (rows, accounts): (Vec<_>, Vec<_>) = import.answered(answers).into_iter().unzip();
        let plan = self.plan(accounts)?;
        let mut standings = vec![None; import.rows.len()];
        for (row, planned) in rows.into_iter().zip(plan.rows()) {
            standings[row] = Some(planned.standing);
        }
        Ok(ImportPlan { plan, standings })
    }
}
