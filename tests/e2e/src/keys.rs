//! Keys by name, as Chromium's protocol wants them.

/// `code`, the Windows virtual key code and the text that a key types, for a `key` value.
pub(crate) fn describe(name: &str) -> (String, u32, String) {
    let (code, number, text) = match name {
        "Enter" => ("Enter", 13, "\r"),
        "Tab" => ("Tab", 9, ""),
        "Escape" => ("Escape", 27, ""),
        "Backspace" => ("Backspace", 8, ""),
        "Delete" => ("Delete", 46, ""),
        " " => ("Space", 32, " "),
        "PageUp" => ("PageUp", 33, ""),
        "PageDown" => ("PageDown", 34, ""),
        "End" => ("End", 35, ""),
        "Home" => ("Home", 36, ""),
        "ArrowLeft" => ("ArrowLeft", 37, ""),
        "ArrowUp" => ("ArrowUp", 38, ""),
        "ArrowRight" => ("ArrowRight", 39, ""),
        "ArrowDown" => ("ArrowDown", 40, ""),
        character => return letter(character),
    };
    (code.into(), number, text.into())
}

fn letter(character: &str) -> (String, u32, String) {
    let upper = character.to_ascii_uppercase();
    let number = upper.chars().next().map_or(0, u32::from);
    let code = match number {
        0x41..=0x5A => format!("Key{upper}"),
        0x30..=0x39 => format!("Digit{upper}"),
        _ => String::new(),
    };
    (code, if code_known(number) { number } else { 0 }, character.into())
}

const fn code_known(number: u32) -> bool {
    matches!(number, 0x41..=0x5A | 0x30..=0x39)
}
