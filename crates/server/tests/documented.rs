//! docs/API.md and what the server says of itself are about the same calls, fields, codes, words and reasons.
#![allow(clippy::unwrap_used, reason = "what fails here fails the test")]

mod common;

use std::collections::BTreeSet;

use common::manual::{API, part, rows, words};
use serde_json::Value;

/// What the server says of itself.
struct OpenApi(Value);

impl OpenApi {
    fn read() -> Self {
        Self(serde_json::from_str(include_str!("../openapi.json")).unwrap())
    }

    /// Each call: method, path and what is said of it.
    fn calls(&self) -> impl Iterator<Item = (String, &str, &Value)> {
        let paths = self.0["paths"].as_object().unwrap().iter();
        paths.flat_map(|(path, methods)| {
            let methods = methods.as_object().unwrap().iter();
            methods.map(move |(method, call)| (method.to_uppercase(), path.as_str(), call))
        })
    }

    /// The words that a field of a schema may be.
    fn listed(&self, schema: &str, field: &str) -> BTreeSet<&str> {
        let field = &self.0["components"]["schemas"][schema]["properties"][field];
        field["enum"].as_array().expect(schema).iter().map(|word| word.as_str().unwrap()).collect()
    }

    /// Every field below `value`, and whether it must be there.
    fn fields(&self, value: &Value, found: &mut BTreeSet<(String, bool)>) {
        match value {
            Value::Object(object) => {
                if let Some(name) = object.get("$ref") {
                    let schema = self.0.pointer(&name.as_str().unwrap()[1..]).unwrap();
                    return self.fields(schema, found);
                }
                let required = object.get("required").and_then(Value::as_array).into_iter().flatten();
                let required: Vec<&Value> = required.collect();
                for name in object.get("properties").and_then(Value::as_object).into_iter().flatten() {
                    found.insert((name.0.clone(), required.iter().any(|it| *it == name.0)));
                }
                object.values().for_each(|value| self.fields(value, found));
            }
            Value::Array(list) => list.iter().for_each(|value| self.fields(value, found)),
            _ => {}
        }
    }

    /// The fields of what is sent and of what is answered if all is well.
    fn of_call(&self, call: &Value) -> BTreeSet<(String, bool)> {
        let mut found = BTreeSet::new();
        self.fields(&call["requestBody"], &mut found);
        self.fields(&call["responses"]["200"], &mut found);
        found
    }
}

/// The heading of a call; the name of a place within its path is the manual's own.
fn heading(method: &str, path: &str) -> String {
    format!("`{method} {}`", path.replace("{id}", "{enrolment_id}"))
}

#[test]
fn every_call_has_a_part_and_every_part_a_call() {
    let openapi = OpenApi::read();
    let described: BTreeSet<String> =
        openapi.calls().map(|(method, path, _)| heading(&method, path)).collect();
    for call in &described {
        assert!(API.contains(call), "{call} is not in docs/API.md");
    }
    for line in API.lines().filter_map(|line| line.strip_prefix("## ")).filter(|line| line.starts_with('`')) {
        assert!(described.contains(line), "{line} is not described");
    }
}

#[test]
fn every_field_is_named_and_may_be_left_out_in_both_or_neither() {
    let openapi = OpenApi::read();
    for (method, path, call) in openapi.calls().filter(|(_, path, _)| !path.ends_with("openapi.json")) {
        let part = part(&heading(&method, path));
        for (field, is_required) in openapi.of_call(call) {
            let (named, spelled) = (format!("`{field}`"), format!("\"{field}\""));
            let is_left_out = part.contains(&format!("{spelled}?"));
            let is_there = part.split(&spelled).skip(1).any(|after| !after.starts_with('?'));
            let is_in_table = path == "/api/v1/verify" && part.contains(&named);
            let is_right = is_in_table || if is_required { is_there } else { is_left_out };
            assert!(is_right, "{method} {path}: {field}, required: {is_required}");
        }
        for word in words(part).into_iter().filter(|word| word.contains('"')) {
            for field in word.split('"').skip(1).step_by(2) {
                let is_known = openapi.of_call(call).iter().any(|(known, _)| known == field);
                assert!(is_known || field == "active", "{method} {path}: {field} is not described");
            }
        }
    }
    let mut found = BTreeSet::new();
    openapi.fields(&openapi.0["components"]["responses"]["Error"], &mut found);
    for (field, _) in found {
        assert!(
            part("Errors").contains(&format!("\"{field}\""))
                || part("Errors").contains(&format!("`{field}`"))
        );
    }
}

#[test]
fn error_codes_are_the_same() {
    let openapi = OpenApi::read();
    let listed: BTreeSet<&str> = rows(part("Errors")).skip(1).flat_map(|row| words(row[1])).collect();
    assert_eq!(openapi.listed("ErrorFields", "code"), listed);
    let statuses = rows(part("Errors")).skip(1).flat_map(|row| row[0].split(", ").collect::<Vec<_>>());
    for status in statuses {
        assert!(matches!(status.parse(), Ok(400..=599_u16)), "{status} is no status of an error");
    }
}

#[test]
fn verdicts_and_reasons_are_the_same() {
    let openapi = OpenApi::read();
    let verify: Vec<Vec<&str>> = rows(part("`POST /api/v1/verify`")).skip(1).collect();
    let results: BTreeSet<&str> = verify.iter().flat_map(|row| words(row[0])).collect();
    assert_eq!(openapi.listed("Verdict", "result"), results);
    let of_fields: Vec<String> = openapi.0["components"]["schemas"]["Verdict"]["properties"]
        .as_object()
        .unwrap()
        .keys()
        .chain(openapi.0["components"]["schemas"]["VerifyRequest"]["properties"].as_object().unwrap().keys())
        .cloned()
        .collect();
    let beside = verify.iter().flat_map(|row| words(row[1]));
    let reasons: BTreeSet<&str> =
        beside.filter(|word| !of_fields.iter().any(|field| field == word)).collect();
    assert_eq!(openapi.listed("Verdict", "reason"), reasons);
}

#[test]
fn every_word_about_a_key_is_explained() {
    let openapi = OpenApi::read();
    let status = words(part("`POST /api/v1/keys/status`"));
    for word in openapi.listed("KeyStatus", "status") {
        assert!(status.contains(&word), "{word} is not in docs/API.md");
    }
    assert!(part("`POST /api/v1/enrolments/{enrolment_id}/confirm`").contains("\"state\": \"active\""));
    assert_eq!(openapi.listed("Confirmed", "state"), BTreeSet::from(["active"]));
}

#[test]
fn every_word_in_a_table_is_described() {
    let openapi = include_str!("../openapi.json");
    for word in rows(API).flatten().flat_map(words).filter(|word| !word.contains(' ')) {
        assert!(openapi.contains(&format!("\"{word}\"")), "{word} is not described");
    }
}
