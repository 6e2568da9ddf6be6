//! The door to the vault, as the pages use it.

#![allow(clippy::unwrap_used, reason = "a test helper fails as its test does")]

mod support;

use support::{Memory, NOON, account, enter, passphrase, run};
use warifu::app::{
    Added, AppError, AutoLock, Credential, Door, OnSameName, Place, Protection, SESSION_KEY, Settings,
};
use warifu::otp::{Algorithm, Digits, Kind, Otp, Period};
use warifu::vault::{FORMAT, Passphrase, PassphraseError, RecoveryCode, VaultError};

const PHRASE: &str = "correct horse battery staple";

fn locked_by_phrase() -> Protection {
    Protection::Passphrase(passphrase(PHRASE))
}

fn with_vault(protection: Protection) -> (Memory, Option<RecoveryCode>) {
    let memory = Memory::new(1);
    let code = run(enter(&memory).0.create(protection)).unwrap();
    (memory, code)
}

fn add(memory: &Memory, issuer: &str, user: &str, key: u64) -> Result<Added, AppError> {
    run(enter(memory).0.add(account(issuer, user, key), None, OnSameName::Ask))
}

fn users(memory: &Memory) -> Vec<String> {
    let (page, _) = enter(memory);
    page.accounts(NOON).into_iter().map(|view| view.user).collect()
}

#[test]
fn a_vault_without_passphrase_opens_by_itself_after_a_restart() {
    let (memory, code) = with_vault(Protection::Device);
    assert!(code.is_none());
    add(&memory, "OMU", "ab12345", 1).unwrap();
    memory.restart();
    let (page, door) = enter(&memory);
    assert_eq!(door, Door::Open);
    assert_eq!(page.accounts(NOON)[0].user, "ab12345");
    run(page.lock()).unwrap();
    assert_eq!(page.accounts(NOON).len(), 1, "there is nothing to lock it with");
}

#[test]
fn a_vault_with_passphrase_asks_for_it_after_a_restart() {
    let (memory, code) = with_vault(locked_by_phrase());
    add(&memory, "OMU", "ab12345", 1).unwrap();
    memory.restart();
    let (page, door) = enter(&memory);
    assert_eq!(door, Door::Locked { recovery: true });
    assert!(page.accounts(NOON).is_empty());
    assert_eq!(
        run(page.unlock(&passphrase("another one"))).unwrap_err(),
        AppError::Vault(VaultError::WrongKey)
    );
    run(page.unlock(&passphrase(PHRASE))).unwrap();
    assert_eq!(page.accounts(NOON).len(), 1);

    memory.restart();
    let (page, _) = enter(&memory);
    run(page.unlock_by_recovery(&code.unwrap())).unwrap();
    assert_eq!(page.accounts(NOON).len(), 1);
}

#[test]
fn an_unlocked_vault_stays_open_for_the_next_page_until_time_is_up() {
    let (memory, _) = with_vault(locked_by_phrase());
    assert_eq!(enter(&memory).1, Door::Open);
    memory.wait(15 * 60_000 - 1);
    assert_eq!(enter(&memory).1, Door::Open, "each opening begins the time anew");
    memory.wait(15 * 60_000);
    assert_eq!(enter(&memory).1, Door::Locked { recovery: true });
    assert!(memory.get(Place::Session, SESSION_KEY).is_none(), "the key is deleted, not only ignored");
}

#[test]
fn the_chosen_time_to_lock_holds_at_once() {
    let (memory, _) = with_vault(locked_by_phrase());
    let (page, _) = enter(&memory);
    run(page.change_settings(|settings| settings.auto_lock = AutoLock::Minutes1)).unwrap();
    assert_eq!(memory.0.lock_at.get().unwrap().as_ms(), NOON.as_ms() + 60_000);
    memory.wait(60_000);
    assert_eq!(enter(&memory).1, Door::Locked { recovery: true });
}

#[test]
fn settings_changed_at_once_in_two_pages_both_hold() {
    let (memory, _) = with_vault(Protection::Device);
    let (one, _) = enter(&memory);
    let (other, _) = enter(&memory);
    let next = one.change_settings(|settings| settings.show_next = true);
    let clear = other.change_settings(|settings| settings.clear_clipboard = true);
    let (next, clear) = run(futures::future::join(next, clear));
    assert!(next.is_ok() && clear.is_ok());
    let expected = Settings { show_next: true, clear_clipboard: true, ..Settings::default() };
    assert_eq!(run(one.settings()).unwrap(), expected);
}

#[test]
fn locking_in_one_page_locks_the_other() {
    let (memory, _) = with_vault(locked_by_phrase());
    let (one, _) = enter(&memory);
    let (other, _) = enter(&memory);
    run(one.lock()).unwrap();
    let added = run(other.add(account("OMU", "ab12345", 1), None, OnSameName::Ask));
    assert_eq!(added, Err(AppError::Locked));
    assert_eq!(enter(&memory).1, Door::Locked { recovery: true });
}

#[test]
fn lab_mode_leaves_nothing_on_disk() {
    let (memory, _) = with_vault(Protection::Lab);
    add(&memory, "OMU", "ab12345", 1).unwrap();
    assert_eq!(users(&memory), ["ab12345"]);
    assert!(memory.names(Place::Local).is_empty() && memory.names(Place::Copy).is_empty());
    memory.restart();
    assert_eq!(enter(&memory).1, Door::New);
}

#[test]
fn a_second_vault_is_not_made_over_the_first() {
    let (memory, _) = with_vault(Protection::Device);
    add(&memory, "OMU", "ab12345", 1).unwrap();
    assert_eq!(run(enter(&memory).0.create(Protection::Device)).unwrap_err(), AppError::Exists);
    assert_eq!(users(&memory), ["ab12345"]);
}

#[test]
fn common_passphrases_are_refused() {
    let (memory, _) = with_vault(Protection::Device);
    let common = Protection::Passphrase(Passphrase::choose("passwordpassword".to_owned()).unwrap());
    let (page, _) = enter(&memory);
    let proof = run(page.reauthenticate(Credential::Nothing)).unwrap();
    let refused = run(page.change_protection(common, proof)).unwrap_err();
    assert_eq!(refused, AppError::Passphrase(PassphraseError::Common));
}

#[test]
fn the_same_key_twice_is_refused_and_named() {
    let (memory, _) = with_vault(Protection::Device);
    let id = add(&memory, "OMU", "ab12345", 1).unwrap().id();
    let again = add(&memory, "Osaka Metropolitan University", "", 1).unwrap_err();
    let (issuer, user) = ("OMU".to_owned(), "ab12345".to_owned());
    assert_eq!(again, AppError::Duplicate { id, issuer, user });
}

#[test]
fn another_key_of_the_same_name_asks_and_the_older_goes_to_the_bin() {
    let (memory, _) = with_vault(Protection::Device);
    let older = add(&memory, "OMU", "ab12345", 1).unwrap().id();
    assert!(
        matches!(add(&memory, "OMU", "ab12345", 2), Err(AppError::SameName { older: named, .. }) if named == older)
    );

    let (page, _) = enter(&memory);
    let added = run(page.add(account("OMU", "ab12345", 2), None, OnSameName::Replace)).unwrap();
    assert_eq!(added, Added::Replaced { id: added.id(), older });
    assert_eq!(page.accounts(NOON).len(), 1);
    assert_eq!(page.bin()[0].id, older);

    run(page.restore(older)).unwrap();
    assert_eq!(page.accounts(NOON).len(), 2);
    run(page.add(account("OMU", "ab12345", 3), None, OnSameName::KeepBoth)).unwrap();
    assert_eq!(page.accounts(NOON).len(), 3);
}

#[test]
fn namesakes_are_told_apart_by_when_they_were_added() {
    let (memory, _) = with_vault(Protection::Device);
    add(&memory, "OMU", "ab12345", 1).unwrap();
    add(&memory, "OMU", "cd67890", 2).unwrap();
    let (page, _) = enter(&memory);
    run(page.add(account("OMU", "ab12345", 3), None, OnSameName::KeepBoth)).unwrap();
    let told = page.accounts(NOON).into_iter().map(|view| (view.user, view.twin_added.is_some()));
    let expected = [("ab12345", true), ("cd67890", false), ("ab12345", true)];
    assert_eq!(told.collect::<Vec<_>>(), expected.map(|(user, twin)| (user.to_owned(), twin)));
}

#[test]
fn accounts_without_any_name_are_not_the_same() {
    let (memory, _) = with_vault(Protection::Device);
    add(&memory, "", "", 1).unwrap();
    add(&memory, "", "", 2).unwrap();
}

#[test]
fn deleting_can_be_undone_until_the_bin_is_emptied() {
    let (memory, _) = with_vault(Protection::Device);
    let id = add(&memory, "OMU", "ab12345", 1).unwrap().id();
    let (page, _) = enter(&memory);
    run(page.delete(id)).unwrap();
    assert!(page.accounts(NOON).is_empty());
    run(page.restore(id)).unwrap();
    assert_eq!(page.accounts(NOON).len(), 1);
    run(page.delete(id)).unwrap();
    run(page.empty_bin()).unwrap();
    assert_eq!(run(page.restore(id)).unwrap_err(), AppError::Gone);
}

#[test]
fn a_counter_is_stored_before_its_code_is_shown() {
    let (memory, _) = with_vault(Protection::Device);
    let secret = warifu::secret::Secret::from_bytes(b"12345678901234567890".to_vec()).unwrap();
    let otp = Otp::new(secret, Algorithm::Sha1, Digits::SIX, Kind::Hotp { counter: 0 });
    let mut counted = account("OMU", "ab12345", 1);
    counted.otp = otp;
    let (page, _) = enter(&memory);
    let id = run(page.add(counted, None, OnSameName::Ask)).unwrap().id();
    assert_eq!(page.accounts(NOON)[0].code, None);
    // RFC 4226, Appendix D
    for code in ["755224", "287082", "359152"] {
        let (page, _) = enter(&memory);
        assert_eq!(run(page.next_hotp(id)).unwrap().as_str(), code);
    }
    memory.0.broken.set(Some(Place::Local));
    assert!(run(page.next_hotp(id)).is_err(), "no code without its counter stored");
}

#[test]
fn editing_changes_names_and_parameters_but_never_the_key() {
    let (memory, _) = with_vault(Protection::Device);
    let id = add(&memory, "OMU", "ab12345", 1).unwrap().id();
    add(&memory, "OMU", "cd67890", 2).unwrap();
    let (page, _) = enter(&memory);
    let mut edit = page.edit_of(id).unwrap();
    edit.user = warifu::account::Name::new("ef11111").unwrap();
    edit.digits = Digits::new(8).unwrap();
    edit.period = Period::new(60).unwrap();
    run(page.edit(id, edit)).unwrap();
    let (page, _) = enter(&memory);
    let view = &page.accounts(NOON)[0];
    assert_eq!((view.user.as_str(), view.digits, view.kind.period_ms()), ("ef11111", 8, Some(60_000)));
}

#[test]
fn order_is_the_members_and_pinned_come_first() {
    let (memory, _) = with_vault(Protection::Device);
    let ids: Vec<_> = (0..4).map(|n| add(&memory, "OMU", &format!("user{n}"), n).unwrap().id()).collect();
    let (page, _) = enter(&memory);
    run(page.move_before(ids[3], ids[1])).unwrap();
    assert_eq!(users(&memory), ["user0", "user3", "user1", "user2"]);
    run(page.pin(ids[2], true)).unwrap();
    assert_eq!(users(&memory), ["user2", "user0", "user3", "user1"]);
    run(page.move_before(ids[0], ids[2])).unwrap();
    assert_eq!(users(&memory), ["user2", "user3", "user1", "user0"]);
    run(page.delete(ids[0])).unwrap();
    assert_eq!(run(page.move_before(ids[1], ids[0])), Err(AppError::Gone));
    assert_eq!(users(&memory), ["user2", "user3", "user1"], "and nothing is lost by it");
}

#[test]
fn two_pages_that_save_at_once_lose_nothing() {
    let (memory, _) = with_vault(Protection::Device);
    let (one, _) = enter(&memory);
    let (other, _) = enter(&memory);
    let many = |page, from: u64| {
        let page: &warifu::app::App<Memory> = page;
        async move {
            for n in from..from + 20 {
                page.add(account("OMU", &format!("user{n}"), n), None, OnSameName::Ask).await.unwrap();
            }
        }
    };
    run(futures::future::join(many(&one, 0), many(&other, 100)));
    assert_eq!(users(&memory).len(), 40);
}

#[test]
fn a_new_passphrase_leaves_nothing_that_the_old_way_opens() {
    let (memory, _) = with_vault(Protection::Device);
    add(&memory, "OMU", "ab12345", 1).unwrap();
    let stored = |memory: &Memory, name| memory.get(Place::Local, name).unwrap();
    let old_key = stored(&memory, "vault.a").split_once(' ').unwrap().1.to_owned();
    let (page, _) = enter(&memory);
    let proof = run(page.reauthenticate(Credential::Nothing)).unwrap();
    let code = run(page.change_protection(locked_by_phrase(), proof)).unwrap();
    assert!(code.is_some());
    memory.restart();
    for (place, name) in [(Place::Local, "vault.a"), (Place::Local, "vault.b"), (Place::Copy, "vault.copy")] {
        let text = memory.get(place, name).unwrap();
        assert!(!text.contains(' '), "no device key beside {name}");
        memory.set(place, name, &format!("{text} {old_key}"));
    }
    assert_eq!(enter(&memory).1, Door::Locked { recovery: true });
    let (page, _) = enter(&memory);
    run(page.unlock(&passphrase(PHRASE))).unwrap();
    assert_eq!(page.accounts(NOON).len(), 1);
}

#[test]
fn an_old_recovery_code_is_void_after_a_change() {
    let (memory, old_code) = with_vault(locked_by_phrase());
    let (page, _) = enter(&memory);
    assert_eq!(run(page.reauthenticate(Credential::Nothing)).unwrap_err(), AppError::Locked);
    assert_eq!(
        run(page.reauthenticate(Credential::Passphrase(&passphrase("wrong")))).unwrap_err(),
        AppError::Vault(VaultError::WrongKey)
    );
    let proof = run(page.reauthenticate(Credential::Passphrase(&passphrase(PHRASE)))).unwrap();
    run(page.change_protection(Protection::Passphrase(passphrase("an altogether new one")), proof)).unwrap();
    memory.restart();
    let (page, _) = enter(&memory);
    let wrong = Err(AppError::Vault(VaultError::WrongKey));
    assert_eq!(run(page.unlock_by_recovery(&old_code.unwrap())), wrong);
    assert_eq!(run(page.unlock(&passphrase(PHRASE))), wrong);
    run(page.unlock(&passphrase("an altogether new one"))).unwrap();
}

#[test]
fn a_proof_grows_old() {
    let (memory, _) = with_vault(Protection::Device);
    let id = add(&memory, "OMU", "ab12345", 1).unwrap().id();
    let (page, _) = enter(&memory);
    let proof = run(page.reauthenticate(Credential::Nothing)).unwrap();
    assert!(page.uri(id, proof).unwrap().starts_with("otpauth://totp/OMU:ab12345?"));
    memory.wait(60_001);
    assert_eq!(page.uri(id, proof).unwrap_err(), AppError::Stale);
    assert_eq!(page.export_uris(proof).unwrap_err(), AppError::Stale);
    assert_eq!(run(page.backup(&passphrase("another for the file"), proof)).unwrap_err(), AppError::Stale);
    // A new passphrase may be thought about for longer.
    memory.wait(13 * 60_000);
    run(page.change_protection(locked_by_phrase(), proof)).unwrap();
    memory.wait(2 * 60_000);
    assert_eq!(run(page.change_protection(Protection::Device, proof)).unwrap_err(), AppError::Stale);
}

#[test]
fn the_recovery_code_is_enough_for_a_new_passphrase() {
    let (memory, code) = with_vault(locked_by_phrase());
    let code = code.unwrap();
    add(&memory, "OMU", "ab12345", 1).unwrap();
    memory.restart();
    let (page, _) = enter(&memory);
    run(page.unlock_by_recovery(&code)).unwrap();
    let other = with_vault(locked_by_phrase()).1.unwrap();
    let wrong = AppError::Vault(VaultError::WrongKey);
    if other.groups() != code.groups() {
        assert_eq!(run(page.reauthenticate(Credential::Recovery(&other))).unwrap_err(), wrong);
    }
    let proof = run(page.reauthenticate(Credential::Recovery(&code))).unwrap();
    run(page.change_protection(Protection::Passphrase(passphrase("an altogether new one")), proof)).unwrap();
    memory.restart();
    let (page, _) = enter(&memory);
    run(page.unlock(&passphrase("an altogether new one"))).unwrap();
    assert_eq!(page.accounts(NOON).len(), 1);
}

#[test]
fn a_backup_comes_back_on_another_machine_and_twice_adds_nothing() {
    let (memory, _) = with_vault(locked_by_phrase());
    add(&memory, "OMU", "ab12345", 1).unwrap();
    add(&memory, "OU", "u123456", 2).unwrap();
    let (page, _) = enter(&memory);
    let proof = run(page.reauthenticate(Credential::Passphrase(&passphrase(PHRASE)))).unwrap();
    let file = run(page.backup(&passphrase("another for the file"), proof)).unwrap();
    assert_eq!(
        run(page.backup_as_vault(&passphrase("wrong"))).unwrap_err(),
        AppError::Vault(VaultError::WrongKey)
    );
    run(page.backup_as_vault(&passphrase(PHRASE))).unwrap();

    let (other, _) = with_vault(Protection::Device);
    add(&other, "OMU", "ab12345", 3).unwrap();
    let (page, _) = enter(&other);
    let wrong = run(page.open_backup(&file, &passphrase("wrong"))).unwrap_err();
    assert_eq!(wrong, AppError::Vault(VaultError::WrongKey));
    let plan = run(page.open_backup(&file, &passphrase("another for the file"))).unwrap();
    let standing: Vec<_> = plan.rows().into_iter().map(|row| row.standing).collect();
    assert_eq!(standing, [warifu::app::Standing::SameName, warifu::app::Standing::New]);
    assert_eq!(run(page.import(plan)).unwrap().len(), 2);
    let imported = page.accounts(NOON)[1..].iter().map(|view| view.id).collect::<Vec<_>>();
    run(page.delete_all(&imported)).unwrap();
    assert_eq!((page.accounts(NOON).len(), page.bin().len()), (1, 2), "an import is undone at once");
    imported.iter().for_each(|id| run(page.restore(*id)).unwrap());
    let again = run(page.open_backup(&file, &passphrase("another for the file"))).unwrap();
    assert_eq!((again.additions(), run(page.import(again)).unwrap().len()), (0, 0));
    assert_eq!(users(&other), ["ab12345", "ab12345", "u123456"]);
}

#[test]
fn a_store_that_cannot_be_read_is_not_empty() {
    let (memory, _) = with_vault(Protection::Device);
    memory.0.broken.set(Some(Place::Local));
    assert!(run(memory.page().enter()).is_err());
    memory.0.broken.set(Some(Place::Copy));
    assert_eq!(enter(&memory).1, Door::Open, "the second store is only the second");
    add(&memory, "OMU", "ab12345", 1).unwrap();
    let empty = Memory::new(2);
    empty.0.broken.set(Some(Place::Copy));
    assert!(run(empty.page().enter()).is_err(), "the only vault may lie there");
}

#[test]
fn a_lost_first_store_is_recovered_from_the_copy() {
    let (memory, _) = with_vault(Protection::Device);
    add(&memory, "OMU", "ab12345", 1).unwrap();
    memory.0.stores.borrow_mut().remove(&Place::Local);
    assert_eq!(users(&memory), ["ab12345"]);
    add(&memory, "OMU", "cd67890", 2).unwrap();
    memory.0.stores.borrow_mut().remove(&Place::Copy);
    assert_eq!(users(&memory), ["ab12345", "cd67890"]);
}

#[test]
fn what_cannot_be_read_is_set_aside_byte_for_byte() {
    let (memory, _) = with_vault(Protection::Device);
    memory.set(Place::Local, "vault.a", "not a record");
    add(&memory, "OMU", "ab12345", 1).unwrap();
    let aside: Vec<_> = memory
        .names(Place::Local)
        .into_iter()
        .filter(|name| name.starts_with("quarantine.vault.a"))
        .collect();
    assert_eq!(aside.len(), 1);
    assert_eq!(memory.get(Place::Local, &aside[0]).unwrap(), "not a record");
}

#[test]
fn a_newer_format_is_left_alone() {
    use base64::Engine;
    let (memory, _) = with_vault(Protection::Device);
    let engine = base64::engine::general_purpose::STANDARD;
    let text = memory.get(Place::Local, "vault.b").unwrap();
    let (record, key) = text.split_once(' ').unwrap();
    let mut bytes = engine.decode(record).unwrap();
    bytes[4] = FORMAT + 1;
    memory.set(Place::Local, "vault.b", &format!("{} {key}", engine.encode(bytes)));
    let (page, door) = enter(&memory);
    assert_eq!(door, Door::Newer { format: FORMAT + 1 });
    assert!(run(page.add(account("OMU", "ab12345", 1), None, OnSameName::Ask)).is_err());
}

#[test]
fn removing_everything_removes_everything() {
    let (memory, _) = with_vault(locked_by_phrase());
    add(&memory, "OMU", "ab12345", 1).unwrap();
    let (page, _) = enter(&memory);
    run(page.change_settings(|settings| settings.show_next = true)).unwrap();
    run(page.remove_everything()).unwrap();
    for place in [Place::Local, Place::Copy, Place::Session] {
        assert!(memory.names(place).is_empty(), "{place:?}");
    }
    assert_eq!(enter(&memory).1, Door::New);
}
