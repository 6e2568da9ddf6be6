//! Any text as an otpauth URI: what is taken comes back as it was.

#![no_main]

use libfuzzer_sys::fuzz_target;
use warifu::otpauth;

fuzz_target!(|text: &str| {
    if let Ok(account) = otpauth::parse_imported(text) {
        let printed = otpauth::print(&account);
        assert!(otpauth::parse_imported(&printed).is_ok_and(|again| again == account));
    }
});
