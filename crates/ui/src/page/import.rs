//! Files of other programs in: choose, read, look, answer, add; and undo.

mod choose;
mod password;
mod rows;
mod source;

use std::collections::VecDeque;
use std::rc::Rc;

use leptos::html::Input;
use leptos::prelude::*;
use warifu::transfer::{Answers, Format, Import, TransferError};
use warifu::vault::EntryId;
use wasm_bindgen_futures::spawn_local;
use web_sys::File;

use crate::act::Act;
use crate::add::Looking;
use crate::browser::{dom, tabs};
use crate::context::context;
use crate::widgets::{aside, busy_button, problem, screen};
use crate::words::moving;
use crate::words::say::Said;
pub(super) use password::password_of;
use source::{Scanned, Trouble};

/// How far it has come.
#[derive(Clone)]
enum Stage {
    /// The member chooses a file.
    Choosing,
    /// It is being read.
    Reading,
    /// Pictures are.
    Looking,
    /// It needs its password.
    Asking(Format),
    /// It cannot be read, and why; the member may know the program that wrote it.
    Failed { detail: String, unknown: bool },
    /// It was read.
    Read(Rc<Import>),
    /// Added a moment ago, to be undone.
    Added(Rc<Vec<EntryId>>),
}

/// What the member has in hand.
#[derive(Clone, Copy)]
struct Importing {
    /// Where files are chosen.
    input: NodeRef<Input>,
    stage: RwSignal<Stage, LocalStorage>,
    /// Whether the last choice was of files that cannot be read together, so that nothing of it was.
    apart: RwSignal<bool>,
    /// The file that was chosen last, until another one is.
    file: StoredValue<Option<File>, LocalStorage>,
    /// The program that the member named.
    program: StoredValue<Option<Format>, LocalStorage>,
    /// What was read last, and what the member answered to it.
    answered: StoredValue<(Option<Rc<Import>>, Answers), LocalStorage>,
    /// Whether accounts are being added or taken back: nothing else is taken meanwhile.
    busy: RwSignal<bool>,
    /// How many files were begun to be read: what comes of one before the last is not wanted any more.
    begun: StoredValue<u32>,
    /// The pictures that are still to be read.
    waiting: StoredValue<VecDeque<File>, LocalStorage>,
    /// The look at one of them.
    looking: Looking,
    /// What the pictures said so far, if pictures were chosen.
    scanned: StoredValue<Option<Scanned>, LocalStorage>,
    /// Which of the pictures chosen last gave no key, by their names, and why.
    unread: RwSignal<Vec<String>>,
}

/// The page at `#import`.
pub(super) fn view() -> AnyView {
    let words = context().words;
    let importing = Importing {
        input: NodeRef::new(),
        stage: RwSignal::new_local(Stage::Choosing),
        apart: RwSignal::new(false),
        file: StoredValue::new_local(None),
        program: StoredValue::new_local(None),
        answered: StoredValue::new_local((None, Answers::new())),
        busy: RwSignal::new(false),
        begun: StoredValue::new(0),
        waiting: StoredValue::new_local(VecDeque::new()),
        looking: Looking::new(),
        scanned: StoredValue::new_local(None),
        unread: RwSignal::new(Vec::new()),
    };
    choose::accept_paste(importing);
    on_cleanup(move || importing.looking.stop());
    let is_added = Memo::new(move |_| importing.stage.with(|stage| matches!(stage, Stage::Added(_))));
    let below = move || match importing.stage.get() {
        Stage::Choosing => ().into_any(),
        Stage::Looking => {
            let stopped = Act::new(move |()| importing.show_pictures());
            importing.looking.view(words.reading_area(), stopped).into_any()
        }
        Stage::Reading => view! { <p class="busy" role="status">{words.import_reading()}</p> }.into_any(),
        Stage::Asking(format) => password::view(importing, format),
        Stage::Failed { detail, unknown } => failed(importing, detail, unknown),
        Stage::Read(import) => rows::view(importing, &import),
        Stage::Added(ids) => added(importing, ids),
    };
    screen(
        words.import_title(),
        None,
        view! {
            {move || (!is_added.get()).then(|| choose::view(importing))}
            {below}
        },
    )
}

/// The way to this page.
pub(crate) fn way() -> impl IntoView {
    let words = context().words;
    let open = move |_| spawn_local(async move { drop(tabs::open("page.html#import").await) });
    view! { <button type="button" on:click=open>{words.import_open()}</button> }
}

impl Importing {
    /// Begins with what was chosen: pictures of codes, or one file. Anything else is refused as a whole, and what was
    /// there stays: each file has a program and a password of its own.
    fn take(self, mut files: Vec<File>) {
        if self.busy.get_untracked() {
            return;
        }
        let are_pictures = files.iter().all(source::is_picture);
        self.apart.set(files.len() > 1 && !are_pictures);
        if files.is_empty() || self.apart.get_untracked() {
            return;
        }
        self.program.set_value(None);
        self.unread.set(Vec::new());
        if are_pictures {
            self.file.set_value(None);
            self.scan(files);
        } else {
            self.forget();
            self.file.set_value(files.pop());
            self.read(None);
        }
    }

    /// Reads the file as one of `program`, or of whichever it is.
    fn read(self, program: Option<Format>) {
        let Some(file) = self.file.get_value() else { return };
        self.program.set_value(program);
        self.stage.set(Stage::Reading);
        let number = self.begin();
        spawn_local(async move {
            let read = source::read(&file, program, None).await;
            if !self.is_last(number) {
                return;
            }
            match read {
                Ok(import) => self.show(Rc::new(import)),
                Err(Trouble::Transfer(TransferError::PasswordNeeded { format })) => {
                    self.stage.set(Stage::Asking(format));
                    dom::focus_soon("#import-password");
                }
                Err(trouble) => self.fail(&trouble),
            }
        });
    }

    /// Reads pictures of codes after those that wait already, and takes what they say to what others said before. One
    /// that says nothing spoils no other.
    fn scan(self, pictures: Vec<File>) {
        let words = context().words;
        self.waiting.update_value(|waiting| waiting.extend(pictures));
        if self.stage.with_untracked(|stage| matches!(stage, Stage::Looking)) {
            return;
        }
        self.stage.set(Stage::Looking);
        self.begin();
        let following = self.looking.begin();
        spawn_local(async move {
            while let Some(picture) = self.waiting.try_update_value(VecDeque::pop_front).flatten() {
                let keys = source::keys(words, &picture, &following).await;
                if following.is_stopped() {
                    return;
                }
                let Some(before) = self.scanned.try_get_value() else { return };
                match keys.and_then(|keys| Scanned::joined(words, before, keys)) {
                    Ok(scanned) => self.scanned.set_value(Some(scanned)),
                    Err(why) => {
                        let said = words.import_unread(&picture.name(), &why);
                        self.unread.update(|unread| unread.push(said));
                    }
                }
            }
            self.show_pictures();
        });
    }

    /// Shows what the pictures said that were read, and waits for no other.
    fn show_pictures(self) {
        self.waiting.update_value(VecDeque::clear);
        match self.scanned.try_get_value() {
            Some(Some(scanned)) => self.show(scanned.import),
            Some(None) => self.stage.set(Stage::Choosing),
            None => {}
        }
    }

    /// Reads no picture any more, and forgets what they said and what was answered.
    fn forget(self) {
        self.looking.stop();
        self.waiting.update_value(VecDeque::clear);
        self.scanned.set_value(None);
        self.answered.set_value((None, Answers::new()));
    }

    /// Lets the field name no file: one that was not read, or another than was dropped; and the same one can be chosen
    /// again once it was written anew.
    fn name_nothing(self) {
        if let Some(input) = self.input.get_untracked() {
            input.set_value("");
        }
    }

    /// Something begins to be read; its number.
    fn begin(self) -> u32 {
        self.begun.update_value(|begun| *begun += 1);
        self.begun.get_value()
    }

    /// Whether nothing else was begun since, and the page is still there: the vault may have been locked meanwhile.
    fn is_last(self, number: u32) -> bool {
        self.begun.try_get_value() == Some(number)
    }

    /// Shows rows, with the answers that the member gave to those that were there before.
    fn show(self, import: Rc<Import>) {
        self.answered.update_value(|(before, answers)| {
            let before = before.replace(Rc::clone(&import));
            *answers = before.map(|before| import.carried(&before, answers)).unwrap_or_default();
        });
        self.stage.set(Stage::Read(import));
        dom::focus_soon("#import-rows");
    }

    fn fail(self, trouble: &Trouble) {
        let unknown = *trouble == Trouble::Transfer(TransferError::Unknown);
        self.stage.set(Stage::Failed { detail: trouble.words(context().words), unknown });
    }

    fn begin_again(self) {
        self.begin();
        self.forget();
        self.file.set_value(None);
        self.unread.set(Vec::new());
        self.stage.set(Stage::Choosing);
        dom::focus_soon("#import-file");
    }
}

fn plain(detail: impl Into<String>) -> impl IntoView {
    problem(Said { headline: None, detail: detail.into() })
}

/// What is wrong. Files that do not say whose they are can be read once the member says it.
fn failed(importing: Importing, detail: String, unknown: bool) -> AnyView {
    view! {
        <div role="alert">{plain(detail)}</div>
        {unknown.then(|| programs(importing))}
    }
    .into_any()
}

fn programs(importing: Importing) -> impl IntoView {
    let words = context().words;
    let options = Format::ALL.into_iter().map(|format| {
        view! { <option value=format.id()>{moving::format(words, format)}</option> }
    });
    // Arrow keys change the choice at each step, so it counts only with the button.
    let program = RwSignal::new(None::<Format>);
    let read = move || {
        if let program @ Some(_) = program.get_untracked() {
            importing.read(program);
        }
    };
    view! {
        <form>
            <div class="field">
                <label for="import-program">{words.import_program()}</label>
                <select id="import-program"
                    on:change=move |event| program.set(event_target_value(&event).parse().ok())>
                    <option value="">{words.import_program_choose()}</option>
                    {options.collect_view()}
                </select>
            </div>
            <div class="actions">{busy_button(words.import_read(), Signal::stored(false), read)}</div>
        </form>
    }
}

/// What was added, and the one way back.
fn added(importing: Importing, ids: Rc<Vec<EntryId>>) -> AnyView {
    let context = context();
    let words = context.words;
    let count = ids.len() as u64;
    let undo = move |_| {
        if importing.busy.get_untracked() {
            return;
        }
        importing.busy.set(true);
        let ids = Rc::clone(&ids);
        spawn_local(async move {
            let undone = context.app().delete_all(&ids).await;
            importing.busy.set(false);
            match undone {
                Ok(()) => context.say(words.restore_undone()),
                Err(error) => return context.say_error(error).await,
            }
            context.changed();
            importing.begin_again();
        });
    };
    view! {
        <h2 id="import-rows" tabindex="-1">{words.import_added(count)}</h2>
        {aside(words.import_delete_file())}
        <div class="actions">
            <button type="button" on:click=undo>{words.undo()}</button>
            <button type="button" on:click=move |_| importing.begin_again()>{words.import_again()}</button>
            <button type="button" class="primary" on:click=move |_| spawn_local(tabs::close_own())>
                {words.close()}
            </button>
        </div>
    }
    .into_any()
}
