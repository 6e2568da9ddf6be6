//! Files of other programs, as the import page adds them.

#![allow(clippy::unwrap_used, reason = "a test helper fails as its test does")]

mod support;

use support::{Memory, NOON, account, enter, run};
use warifu::app::{OnSameName, Protection, Standing};
use warifu::transfer::{Answer, Answers, Import, uri_list};

const KEY_OF_ONE: &str = "UWS2LJNFUWS2LJNFUWSQAAAAAAAAAAAB";

/// A duplicate, a new key of a name that is there, a new one, the same again, and one that is refused.
fn import() -> Import {
    let lines = [
        format!("otpauth://totp/other?secret={KEY_OF_ONE}"),
        "otpauth://totp/OMU:ab12345?secret=GEZDGNBVGY3TQOJQ&issuer=OMU".to_owned(),
        "otpauth://totp/new?secret=MZXW6YTBOIMZXW6Y".to_owned(),
        "otpauth://totp/again?secret=MZXW6YTBOIMZXW6Y".to_owned(),
        "otpauth://totp/a?secret=MZXW6YTBOIMZXW6Y&algorithm=MD5".to_owned(),
    ];
    uri_list::read(&lines.join("\n")).unwrap()
}

fn with_one_account() -> Memory {
    let memory = Memory::new(5);
    let (page, _) = enter(&memory);
    run(page.create(Protection::Device)).unwrap();
    run(page.add(account("OMU", "ab12345", 1), None, OnSameName::Ask)).unwrap();
    memory
}

#[test]
fn each_row_says_how_it_stands() {
    let memory = with_one_account();
    let (page, _) = enter(&memory);
    let plan = page.plan_import(&import(), &Answers::new()).unwrap();
    let (new, same_name, duplicate) = (Standing::New, Standing::SameName, Standing::Duplicate);
    assert_eq!(plan.standings, [Some(duplicate), Some(same_name), Some(new), Some(duplicate), None]);
    let without = Answers::from([(2, Answer::LeaveOut)]);
    let plan = page.plan_import(&import(), &without).unwrap();
    assert_eq!(plan.standings, [Some(duplicate), Some(same_name), None, Some(new), None]);
}

#[test]
fn nothing_is_saved_before_it_is_added_and_all_of_it_is_undone_at_once() {
    let memory = with_one_account();
    let (page, _) = enter(&memory);
    let plan = page.plan_import(&import(), &Answers::new()).unwrap();
    assert_eq!(enter(&memory).0.accounts(NOON).len(), 1);
    let added = run(page.import(plan.plan)).unwrap();
    assert_eq!((added.len(), enter(&memory).0.accounts(NOON).len()), (2, 3));
    run(page.delete_all(&added)).unwrap();
    let left: Vec<_> = enter(&memory).0.accounts(NOON).into_iter().map(|view| view.user).collect();
    assert_eq!(left, ["ab12345"]);
}

#[test]
fn rows_cross_to_another_module_as_they_are() {
    let import = import();
    assert_eq!(Import::from_bytes(&import.to_bytes()), Some(import));
    assert_eq!(Import::from_bytes(b"{}"), None);
}
