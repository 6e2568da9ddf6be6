//! Any bytes as the payload of Google's export, and any text as its URI; what is taken and can be written comes back.

#![no_main]

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use libfuzzer_sys::fuzz_target;
use warifu::transfer::migration::{self, Sets};

fuzz_target!(|payload: &[u8]| {
    if let Ok(text) = str::from_utf8(payload) {
        let _ = migration::read(text);
    }
    let uri = format!("otpauth-migration://offline?data={}", URL_SAFE_NO_PAD.encode(payload));
    let Ok(part) = migration::read(&uri) else { return };
    let mut sets = Sets::default();
    sets.add(part).expect("the first part fits");
    let accounts: Vec<_> = sets.import().accounts().cloned().collect();
    let written = migration::write(&accounts, 1);
    let mut again = Sets::default();
    for uri in &written.uris {
        again.add(migration::read(uri).expect("we read what we write")).expect("our parts fit");
    }
    assert_eq!(again.import().rows.len() + written.refused.len(), accounts.len());
});
