//! The module for foreign files in a browser's own worker: what goes in and what comes out.

#![cfg(target_arch = "wasm32")]
#![expect(clippy::unwrap_used, reason = "where it fails, so does the test")]

use js_sys::Uint8Array;
use warifu::otp::UnixTime;
use warifu::task::{Aim, Answer, Task};
use warifu::transfer::{Format, Import, Password, TransferError};
use warifu::vault::Passphrase;
use warifu_transfer::answer;
use wasm_bindgen_test::*;

wasm_bindgen_test_configure!(run_in_dedicated_worker);

const PLAIN: &[u8] = include_bytes!("../../../tests/data/transfer/otpclient_aegis.json");
const SEALED: &[u8] = include_bytes!("../../../tests/data/transfer/aegis_sealed.json");
const SEALED_PASSWORD: &str = include_str!("../../../tests/data/transfer/aegis_sealed.password");

fn password(text: &str) -> Password {
    let passphrase = || Passphrase::typed(text.to_owned());
    Password::new(passphrase(), passphrase())
}

fn ask(task: &Task, data: &[u8]) -> Answer {
    let request = Uint8Array::from(task.to_bytes(77).as_slice());
    let reply = answer(&request, Some(data.to_vec())).unwrap();
    assert!(request.to_vec().iter().all(|byte| *byte == 0), "the request is wiped");
    let (tag, answer) = Answer::from_bytes(&reply.to_vec()).unwrap();
    assert_eq!(tag, 77);
    answer
}

fn read(data: &[u8], password: Option<Password>) -> Result<Import, TransferError> {
    match ask(&Task::ReadFile { format: None, password }, data) {
        Answer::Import(import) => Ok(import),
        Answer::NoImport(error) => Err(error),
        _ => panic!("another answer"),
    }
}

fn write(aim: Aim, import: &Import) -> Vec<u8> {
    let task = Task::WriteFile { aim, now: UnixTime::from_secs(1_764_374_400) };
    let Answer::Written { file, .. } = ask(&task, &import.to_bytes()) else { panic!("not written") };
    file.to_vec()
}

#[wasm_bindgen_test]
fn reads_as_the_core_does() {
    let import = read(PLAIN, None).unwrap();
    assert_eq!(Ok(import), warifu::transfer::read(PLAIN, None));
}

#[wasm_bindgen_test]
fn asks_for_the_password_and_refuses_another() {
    let format = Format::Aegis;
    assert_eq!(read(SEALED, None), Err(TransferError::PasswordNeeded { format }));
    assert_eq!(read(SEALED, Some(password("another"))), Err(TransferError::WrongPassword { format }));
    let import = read(SEALED, Some(password(SEALED_PASSWORD.trim_end_matches('\n')))).unwrap();
    assert_eq!(import.accounts().count(), 6);
}

#[wasm_bindgen_test]
fn what_is_written_is_read_again_and_sealed_anew_each_time() {
    let import = read(PLAIN, None).unwrap();
    let sealed = [(); 2].map(|()| write(Aim::Aegis(password("tally wharf 4711")), &import));
    assert_ne!(sealed[0], sealed[1]);
    for file in &sealed {
        let again = read(file, Some(password("tally wharf 4711"))).unwrap();
        assert!(again.accounts().eq(import.accounts()));
    }
    let plain = read(&write(Aim::CredentialExchange, &import), None).unwrap();
    assert_eq!(plain.format, Format::CredentialExchange);
}

#[wasm_bindgen_test]
fn what_is_no_request_for_it_has_no_answer() {
    let picture = Task::ReadQr { width: 1, height: 1, patience_ms: 1 }.to_bytes(1);
    for bytes in [&[][..], &[0, 0, 0, 0, 99], &picture] {
        assert!(answer(&Uint8Array::from(bytes), None).is_err_and(|error| error.is_null()));
    }
}
