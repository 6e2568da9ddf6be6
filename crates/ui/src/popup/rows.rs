//! The accounts as the list has them: one signal per account, so that a new code redraws one line and no more.

use leptos::prelude::*;
use warifu::app::AccountView;
use warifu::otp::UnixTime;
use warifu::vault::EntryId;

use crate::browser::now_ms;
use crate::context::{Context, context};

/// An account in the list.
#[derive(Clone)]
pub(super) struct Row {
    /// Which.
    pub(super) id: EntryId,
    /// What is shown of it.
    pub(super) view: ArcRwSignal<AccountView>,
}

impl PartialEq for Row {
    fn eq(&self, other: &Self) -> bool {
        self.id == other.id
    }
}

/// All accounts, with the codes of now.
#[derive(Clone, Copy)]
pub(super) struct Rows {
    /// In the order of the vault: pinned ones first. Changes only if more than the codes did.
    pub(super) all: RwSignal<Vec<Row>>,
    /// When the first of the codes runs out, in milliseconds.
    due: StoredValue<u64>,
}

impl Rows {
    /// The accounts as they are now, kept current as time passes and the vault changes.
    pub(super) fn new() -> Self {
        let context = context();
        let rows = Self { all: RwSignal::new(Vec::new()), due: StoredValue::new(0) };
        rows.read(context, true);
        Effect::watch(move || context.edition.get(), move |_, _, _| rows.read(context, true), false);
        Effect::watch(
            move || context.now.get(),
            move |now, _, _| {
                if *now >= rows.due.get_value() {
                    rows.read(context, false);
                }
            },
            false,
        );
        rows
    }

    /// Reads all accounts; `changed` says that it may be others than before.
    fn read(self, context: Context, changed: bool) {
        let now = now_ms();
        let views = context.app().accounts(UnixTime::from_ms(now));
        let left = views.iter().filter_map(|view| view.valid_for_ms).min();
        self.due.set_value(left.map_or(u64::MAX, |left| now + u64::from(left)));
        let known = self.all.get_untracked();
        let rows: Vec<Row> = views.into_iter().map(|view| updated(&known, view)).collect();
        if changed {
            self.all.set(rows);
        }
    }
}

/// The row that is known by this id with its new view, or a new row.
fn updated(known: &[Row], view: AccountView) -> Row {
    match known.iter().find(|row| row.id == view.id) {
        Some(row) => {
            if row.view.with_untracked(|old| *old != view) {
                row.view.set(view);
            }
            row.clone()
        }
        None => Row { id: view.id, view: ArcRwSignal::new(view) },
    }
}
