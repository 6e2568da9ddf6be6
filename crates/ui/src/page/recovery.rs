//! The recovery code: shown once, two of its eight groups typed back.

use leptos::prelude::*;
use warifu::vault::{Random, RecoveryCode};

use crate::act::Act;
use crate::browser::dom;
use crate::context::context;
use crate::widgets::{Field, busy_button, text_field};
use crate::words::say::Said;

const GROUPS: usize = 8;

/// Shows `code`, asks for two of its groups, and runs `done` when they are right.
pub(super) fn view(code: RecoveryCode, done: Act) -> impl IntoView {
    let context = context();
    let words = context.words;
    let written = RwSignal::new(false);
    let code = StoredValue::new_local(code);
    context.is_held.set(true);
    let leaving = window_event_listener(leptos::ev::beforeunload, |event| event.prevent_default());
    on_cleanup(move || {
        leaving.remove();
        context.is_held.set(false);
    });
    view! {
        <h2>{words.recovery_title()}</h2>
        {move || match written.get() {
            true => view! {
                {type_back(code, done)}
                <button type="button" on:click=move |_| written.set(false)>{words.recovery_look_again()}</button>
            }.into_any(),
            false => view! {
                <p>{words.recovery_lead()}</p>
                <ol class="recovery-code">
                    {code.with_value(RecoveryCode::groups).map(|group| view! { <li>{group.to_string()}</li> }).collect_view()}
                </ol>
                <button type="button" class="primary" on:click=move |_| written.set(true)>
                    {words.recovery_written()}
                </button>
            }.into_any(),
        }}
    }
}

fn type_back(code: StoredValue<RecoveryCode, LocalStorage>, done: Act) -> impl IntoView {
    let context = context();
    let words = context.words;
    let asked = two_of_them(context.app().ports());
    let typed = [RwSignal::new(String::new()), RwSignal::new(String::new())];
    let wrong = RwSignal::new(None::<Said>);
    let submit = move || {
        let groups = code.with_value(RecoveryCode::groups);
        let same = |(group, typed): (usize, RwSignal<String>)| {
            dom::nfkc(&typed.get_untracked()).trim().eq_ignore_ascii_case(&groups[group])
        };
        if asked.into_iter().zip(typed).all(same) {
            context.is_held.set(false);
            done.run(());
        } else {
            wrong.set(Some(Said { headline: None, detail: words.recovery_check_wrong().to_owned() }));
        }
    };
    let field = move |id: &'static str, index: usize| {
        let typed = typed[index];
        view! {
            <p>{words.recovery_group(asked[index] as u64 + 1)}</p>
            {text_field(Field::new(id, words.recovery_group_label()), "key", typed.into(), move |text| typed.set(text))}
        }
    };
    view! {
        <form>
            <p>{words.recovery_check()}</p>
            {field("recovery-group-first", 0)}
            {field("recovery-group-second", 1)}
            <div aria-live="polite">{move || wrong.get().map(crate::widgets::problem)}</div>
            <div class="actions">{busy_button(words.next(), Signal::stored(false), submit)}</div>
        </form>
    }
}

/// Two different groups, in order.
fn two_of_them(random: &dyn Random) -> [usize; 2] {
    let mut bytes = [0; 2];
    random.fill(&mut bytes);
    let first = usize::from(bytes[0]) % GROUPS;
    let second = (first + 1 + usize::from(bytes[1]) % (GROUPS - 1)) % GROUPS;
    [first.min(second), first.max(second)]
}
