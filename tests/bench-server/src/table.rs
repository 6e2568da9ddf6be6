//! Figures as plain text.

/// What was measured, each with its name; the same names in the same order for every kind of database.
pub(crate) type Figures = Vec<(&'static str, String)>;

const NAME: usize = 52;
const VALUE: usize = 26;

/// Prints one figure by itself.
pub(crate) fn line(name: &str, value: &str) {
    println!("{name:<NAME$}{value}");
}

/// Prints columns of figures under `heads`, of which the first is that of the names.
pub(crate) fn print(heads: &[&str], columns: &[Figures]) {
    println!();
    let row = |name: &str, values: &mut dyn Iterator<Item = &str>| {
        let cells: String = values.map(|value| format!("{value:<VALUE$}")).collect();
        println!("{name:<NAME$}{}", cells.trim_end());
    };
    row(heads[0], &mut heads[1..].iter().copied());
    let Some(first) = columns.first() else { return };
    for (at, (name, _)) in first.iter().enumerate() {
        row(name, &mut columns.iter().filter_map(|column| Some(column.get(at)?.1.as_str())));
    }
}
