//! Writes the Rust source of the methods of `Words`.

use super::locale::{Locale, Message, Piece, Type};
use std::fmt::Write;

/// `impl Words { … }`: one method per key, its placeholders as typed arguments.
pub(crate) fn words(locales: &[Locale]) -> String {
    let mut out = String::from("impl Words {\n");
    for key in locales[0].messages.keys() {
        let messages: Vec<_> = locales.iter().map(|l| (l.language, &l.messages[key])).collect();
        method(&mut out, key, &messages);
    }
    out.push_str("}\n");
    out
}

fn method(out: &mut String, key: &str, messages: &[(&str, &Message)]) {
    let arguments = &messages[0].1.arguments;
    let fixed = arguments.is_empty();
    let list: String =
        arguments.iter().map(|(name, kind)| format!(", {name}: {}", rust_type(*kind))).collect();
    let back = if fixed { "&'static str" } else { "String" };
    let _ = writeln!(out, "    /// {}", doc(messages[0].1));
    let _ = writeln!(
        out,
        "    #[must_use]\n    pub fn {key}(self{list}) -> {back} {{\n        match self.language {{"
    );
    for (language, message) in messages {
        let body = if fixed { literal(message) } else { joined(message) };
        let _ = writeln!(out, "            Language::{} => {body},", variant(language));
    }
    out.push_str("        }\n    }\n");
}

fn rust_type(kind: Type) -> &'static str {
    match kind {
        Type::Number => "u64",
        Type::Text => "&str",
    }
}

fn variant(language: &str) -> String {
    let (first, rest) = language.split_at(1);
    first.to_uppercase() + rest
}

fn literal(message: &Message) -> String {
    format!("{:?}", plain(message))
}

/// Joined from slices: `format!` would draw in more code than all the words weigh.
fn joined(message: &Message) -> String {
    let pieces: Vec<String> = message
        .pieces
        .iter()
        .map(|piece| match piece {
            Piece::Text(text) => format!("{text:?}"),
            Piece::Argument(name) => match message.arguments.iter().find(|(known, _)| known == name) {
                Some((_, Type::Number)) => format!("&{name}.to_string()"),
                _ => name.clone(),
            },
        })
        .collect();
    format!("[{}].concat()", pieces.join(", "))
}

fn plain(message: &Message) -> String {
    message
        .pieces
        .iter()
        .map(|piece| match piece {
            Piece::Text(text) => text.clone(),
            Piece::Argument(name) => format!("{{{name}}}"),
        })
        .collect()
}

fn doc(message: &Message) -> String {
    plain(message).replace('[', "\\[").replace('<', "\\<")
}
