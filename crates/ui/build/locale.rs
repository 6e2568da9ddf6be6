//! One language's messages.json in the form of chrome.i18n, read into pieces of text and placeholders.

use serde_json::{Map, Value};
use std::collections::BTreeMap;

/// A stretch of a message: fixed words, or where an argument goes.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Piece {
    Text(String),
    Argument(String),
}

/// What an argument is: a whole number when the example is one, else text.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Type {
    Number,
    Text,
}

/// One message: its pieces, and its arguments in the order `$1`, `$2`, …
#[derive(Debug)]
pub(crate) struct Message {
    pub(crate) pieces: Vec<Piece>,
    pub(crate) arguments: Vec<(String, Type)>,
}

/// All messages of one language by key.
#[derive(Debug)]
pub(crate) struct Locale {
    pub(crate) language: &'static str,
    pub(crate) messages: BTreeMap<String, Message>,
}

impl Locale {
    pub(crate) fn parse(language: &'static str, json: &str) -> Result<Self, String> {
        let keys: Map<String, Value> =
            serde_json::from_str(json).map_err(|e| format!("{language}/messages.json: {e}"))?;
        let read = |(key, value)| match message(&value) {
            Ok(message) => Ok((key, message)),
            Err(problem) => Err(format!("{language}/messages.json, {key}: {problem}")),
        };
        let messages = keys.into_iter().map(read).collect::<Result<_, _>>()?;
        Ok(Self { language, messages })
    }
}

/// Fails unless every language has the same keys with the same arguments.
pub(crate) fn require_same(locales: &[Locale]) -> Result<(), String> {
    for one in locales {
        for other in locales {
            for (key, message) in &one.messages {
                let Some(twin) = other.messages.get(key) else {
                    return Err(format!("{} has no words for `{key}`", other.language));
                };
                if twin.arguments != message.arguments {
                    return Err(format!(
                        "`{key}` has other placeholders in {} than in {}",
                        other.language, one.language
                    ));
                }
            }
        }
    }
    Ok(())
}

fn message(value: &Value) -> Result<Message, String> {
    let text = value["message"].as_str().ok_or("no `message`")?;
    let arguments = arguments(&value["placeholders"])?;
    let pieces = pieces(text)?;
    for (name, _) in &arguments {
        if !pieces.contains(&Piece::Argument(name.clone())) {
            return Err(format!("placeholder `{name}` is never used"));
        }
    }
    for piece in &pieces {
        if let Piece::Argument(name) = piece
            && !arguments.iter().any(|(known, _)| known == name)
        {
            return Err(format!("placeholder `{name}` is not declared"));
        }
    }
    Ok(Message { pieces, arguments })
}

fn arguments(placeholders: &Value) -> Result<Vec<(String, Type)>, String> {
    let Some(map) = placeholders.as_object() else {
        return Ok(Vec::new());
    };
    let mut found = Vec::new();
    for (name, value) in map {
        let place: usize = value["content"]
            .as_str()
            .and_then(|c| c.strip_prefix('$')?.parse().ok())
            .ok_or(format!("placeholder `{name}`: `content` is not $1, $2, …"))?;
        let example = value["example"].as_str().ok_or(format!("placeholder `{name}`: no `example`"))?;
        let kind = if example.parse::<u64>().is_ok() { Type::Number } else { Type::Text };
        found.push((place, (name.to_lowercase(), kind)));
    }
    found.sort_by_key(|(place, _)| *place);
    Ok(found.into_iter().map(|(_, argument)| argument).collect())
}

/// `$$` is a dollar sign, `$NAME$` an argument.
fn pieces(text: &str) -> Result<Vec<Piece>, String> {
    let mut pieces = Vec::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('$') {
        push(&mut pieces, before);
        let (name, tail) = after.split_once('$').ok_or("a `$` without its partner")?;
        if name.is_empty() {
            push(&mut pieces, "$");
        } else {
            pieces.push(Piece::Argument(name.to_lowercase()));
        }
        rest = tail;
    }
    push(&mut pieces, rest);
    Ok(pieces)
}

fn push(pieces: &mut Vec<Piece>, text: &str) {
    match pieces.last_mut() {
        _ if text.is_empty() => {}
        Some(Piece::Text(last)) => last.push_str(text),
        _ => pieces.push(Piece::Text(text.into())),
    }
}
