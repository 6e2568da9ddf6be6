//! The worker's module in a browser's own worker: what goes in and what comes out.

#![cfg(target_arch = "wasm32")]
#![expect(clippy::unwrap_used, reason = "where it fails, so does the test")]

use js_sys::{Array, Function, Uint8Array};
use warifu::qr::{PictureError, draw};
use warifu::task::{Answer, Task};
use warifu::vault::{KdfParams, Passphrase};
use warifu_worker::answer;
use wasm_bindgen::prelude::*;
use wasm_bindgen_test::*;

wasm_bindgen_test_configure!(run_in_dedicated_worker);

const KEY: &str = "otpauth://totp/大阪公立大学:ab12345?secret=MZXW6YTBOI&issuer=大阪公立大学";

fn ask(task: &Task, pixels: Option<Vec<u8>>) -> Answer {
    let request = Uint8Array::from(task.to_bytes(77).as_slice());
    let reply = answer(&request, pixels, None).unwrap();
    assert!(request.to_vec().iter().all(|byte| *byte == 0), "the request is wiped");
    let (tag, answer) = Answer::from_bytes(&reply.to_vec()).unwrap();
    assert_eq!(tag, 77);
    answer
}

/// A picture of `width` × `height` with one code in the middle, four pixels a module.
fn picture(width: usize, height: usize, text: &str) -> Vec<u8> {
    let modules = draw(text).unwrap();
    let (left, top) = ((width - modules.size() * 4) / 2, (height - modules.size() * 4) / 2);
    let dark = |x: usize, y: usize| x >= left && y >= top && modules.is_dark((x - left) / 4, (y - top) / 4);
    let pixels = (0..height).flat_map(|y| (0..width).map(move |x| (x, y)));
    pixels.flat_map(|(x, y)| if dark(x, y) { [0, 0, 0, 255] } else { [255, 255, 255, 255] }).collect()
}

#[wasm_bindgen_test]
fn reads_a_code() {
    let pixels = picture(1280, 720, KEY);
    let Answer::Codes(codes) =
        ask(&Task::ReadQr { width: 1280, height: 720, patience_ms: 250 }, Some(pixels))
    else {
        panic!("no codes")
    };
    assert_eq!(codes.len(), 1);
    assert_eq!(codes[0].text(), Some(KEY));
}

#[wasm_bindgen_test]
fn a_page_without_codes_has_none() {
    let answer =
        ask(&Task::ReadQr { width: 800, height: 600, patience_ms: 250 }, Some(vec![200; 800 * 600 * 4]));
    assert!(matches!(answer, Answer::Codes(codes) if codes.is_empty()));
}

/// Lines of all kinds are looked at again and again, each time closer.
#[wasm_bindgen_test]
fn tells_each_pass() {
    let (width, height) = (1920_u32, 1080_u32);
    let noise = |index: u32| (index.wrapping_mul(2_654_435_761) >> 13) as u8 & 0xf0;
    let pixels =
        (0..width * height).flat_map(|index| [noise(index), noise(index), noise(index), 255]).collect();
    let passes = Array::new();
    let push = Closure::<dyn FnMut(JsValue)>::new({
        let passes = passes.clone();
        move |pass| {
            passes.push(&pass);
        }
    });
    let request = Uint8Array::from(Task::ReadQr { width, height, patience_ms: 250 }.to_bytes(1).as_slice());
    let on_pass = push.as_ref().unchecked_ref::<Function>().clone();
    let reply = answer(&request, Some(pixels), Some(on_pass)).unwrap();
    assert!(
        matches!(Answer::from_bytes(&reply.to_vec()), Some((1, Answer::Codes(codes))) if codes.is_empty())
    );
    let told: Vec<_> = passes.iter().map(|pass| pass.as_f64().unwrap()).collect();
    let expected: Vec<_> = (0..told.len()).map(|pass| pass as f64).collect();
    assert!(!told.is_empty() && told == expected, "{told:?}");
}

#[wasm_bindgen_test]
fn a_picture_of_another_size_is_refused() {
    let answer = ask(&Task::ReadQr { width: 2, height: 2, patience_ms: 250 }, Some(vec![0; 15]));
    assert!(matches!(answer, Answer::Picture(PictureError::Length { expected: 16, found: 15 })));
    let answer = ask(&Task::ReadQr { width: 10_000, height: 10_000, patience_ms: 250 }, None);
    assert!(matches!(answer, Answer::Picture(PictureError::TooLarge { width: 10_000, height: 10_000 })));
}

/// The same vector as in the core's own test: Debian's `argon2`.
#[wasm_bindgen_test]
fn derives_as_the_reference_does() {
    let params = KdfParams::new(64 * 1024, 3, 1, *b"warifu-test-salt").unwrap();
    let passphrase = Passphrase::typed("correct horse battery staple".into());
    let Answer::Key(key) = ask(&Task::DeriveKey { passphrase, params }, None) else { panic!("no key") };
    let hex: String = key.expose().iter().map(|byte| format!("{byte:02x}")).collect();
    assert_eq!(hex, "b41a52007edf689c9a515ac1482f725a9084c2b3a4c9b0acb4f3ba8c9e8fb7ce");
}

#[wasm_bindgen_test]
fn knows_common_passphrases() {
    for (text, expected) in [("Password 1234", true), ("violet rowing kettle ninth", false)] {
        let answer = ask(&Task::IsCommon { passphrase: Passphrase::typed(text.into()) }, None);
        assert!(matches!(answer, Answer::Common(common) if common == expected), "{text}");
    }
}

#[wasm_bindgen_test]
fn what_is_no_request_has_no_answer() {
    for bytes in [&[][..], &[0, 0, 0, 0, 9], &[0, 0, 0, 0, 0, 1]] {
        assert!(answer(&Uint8Array::from(bytes), None, None).is_err_and(|error| error.is_null()));
    }
}
