//! The recovery code: shown once, two of its eight groups typed back.

use leptos::ev::SubmitEvent;
use leptos::prelude::*;
use warifu::vault::{Random, RecoveryCode};

use super::parts::{News, Told};
use crate::browser::dom;
use crate::context::context;

const GROUPS: usize = 8;

/// Shows `code`, asks for two of its groups, and says when they were right.
#[component]
pub(super) fn Recovery(code: RecoveryCode, on_done: impl Fn() + Copy + Send + Sync + 'static) -> impl IntoView {
    let words = context().words;
    let written = RwSignal::new(false);
    let code = StoredValue::new_local(code);
    view! {
        <h3>{words.recovery_title()}</h3>
        {move || if written.get() {
            view! {
                <TypeBack code on_done />
                <button type="button" on:click=move |_| written.set(false)>{words.recovery_look_again()}</button>
            }.into_any()
        } else {
            let groups = code.with_value(RecoveryCode::groups).map(|group| view! { <li>{group.to_string()}</li> });
            view! {
                <p>{words.recovery_lead()}</p>
                <ol class="recovery-code">{groups.into_iter().collect_view()}</ol>
                <button type="button" class="primary" on:click=move |_| written.set(true)>
                    {words.recovery_written()}
                </button>
            }.into_any()
        }}
    }
}

#[component]
fn TypeBack(
    code: StoredValue<RecoveryCode, LocalStorage>,
    on_done: impl Fn() + Copy + Send + Sync + 'static,
) -> impl IntoView {
    let context = context();
    let words = context.words;
    let asked = two_of_them(context.app().ports());
    let typed = [RwSignal::new(String::new()), RwSignal::new(String::new())];
    let news = RwSignal::new(None);
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        let groups = code.with_value(RecoveryCode::groups);
        let same = |(group, typed): (usize, RwSignal<String>)| {
            dom::nfkc(&typed.get_untracked()).trim().eq_ignore_ascii_case(&groups[group])
        };
        if asked.into_iter().zip(typed).all(same) {
            on_done();
        } else {
            news.set(Some(News::Bad(words.recovery_check_wrong().to_owned())));
        }
    };
    let field = move |index: usize| {
        let id = format!("recovery-group-{index}");
        view! {
            <div class="field short">
                <label for=id.clone()>{words.recovery_group(asked[index] as u64 + 1)}</label>
                <input id=id type="text" autocomplete="off" autocapitalize="characters" spellcheck="false"
                    maxlength="8" required prop:value=typed[index]
                    on:input=move |event| typed[index].set(event_target_value(&event)) />
            </div>
        }
    };
    view! {
        <form on:submit=submit>
            <p>{words.recovery_check()}</p>
            {field(0)}
            {field(1)}
            <button type="submit" class="primary">{words.next()}</button>
            <Told news />
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
