//! What docs/API.md says.

pub(crate) const API: &str = include_str!("../../../../docs/API.md");

/// The part under the heading that begins so, up to the next one.
pub(crate) fn part(heading: &str) -> &'static str {
    let (_, part) = API.split_once(&format!("\n## {heading}")).unwrap_or_else(|| panic!("no {heading}"));
    part.split("\n## ").next().unwrap()
}

/// The cells of the tables in `part`, row by row.
pub(crate) fn rows(part: &str) -> impl Iterator<Item = Vec<&str>> {
    let rows = part.lines().filter_map(|line| line.strip_prefix("| ")?.strip_suffix('|'));
    rows.map(|row| row.split('|').map(str::trim).collect())
}

/// The words between backticks.
pub(crate) fn words(text: &str) -> Vec<&str> {
    text.split('`').skip(1).step_by(2).collect()
}

/// Whether the table of errors has this status beside this code.
pub(crate) fn says(status: u16, code: &str) -> bool {
    rows(part("Errors")).any(|row| {
        let is_status = row[0].split(", ").any(|cell| cell == status.to_string());
        is_status && words(row[1]).contains(&code)
    })
}
