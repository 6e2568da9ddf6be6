//! KeePassXC's CSV. <https://keepassxc.org/docs/KeePassXC_UserGuide>

use crate::transfer::csv::{Broken, Record, Records};
use crate::transfer::draft::named_login_row;
use crate::transfer::query::Uri;
use crate::transfer::source::Source;
use crate::transfer::{Import, MAX_ENTRIES, Part, Row, TransferError};

/// Where the values stand that are looked at.
struct Columns {
    title: usize,
    user: usize,
    totp: usize,
}

/// Whether the text begins as the export does.
pub(in crate::transfer) fn is_export(text: &str) -> bool {
    Records(text).next().is_some_and(|header| header.ok().and_then(|header| Columns::find(&header)).is_some())
}

pub(in crate::transfer) fn read(source: Source<'_>) -> Result<Import, TransferError> {
    let mut records = Records(source.text()?);
    let broken = |Broken| source.malformed(Part::Structure);
    let header = records.next().ok_or(source.malformed(Part::Header))?.map_err(broken)?;
    let columns = Columns::find(&header).ok_or(source.malformed(Part::Header))?;
    let mut import = Import::of(source.format, Vec::new());
    for record in records {
        let record = record.map_err(broken)?;
        if record.len() != header.len() {
            return Err(source.malformed(Part::Structure));
        }
        match record[columns.totp].trim() {
            "" => import.others += 1,
            _ if import.rows.len() == MAX_ENTRIES => {
                return Err(TransferError::TooMany { most: MAX_ENTRIES });
            }
            uri => import.rows.push(row(uri, &record[columns.title], &record[columns.user])),
        }
    }
    Ok(import)
}

/// The names are those of the columns: into a URI the program writes `KeePassXC` and `none` where there are no names. Nor
/// does it look at how many digits a URI says for Steam.
fn row(uri: &str, title: &str, user: &str) -> Row {
    let mut split = Uri::split(uri);
    if !split.values("encoder").any(|encoder| encoder.eq_ignore_ascii_case("steam")) {
        return named_login_row(uri, title, user);
    }
    split.remove("digits");
    named_login_row(&split.join(), title, user)
}

impl Columns {
    fn find(header: &Record) -> Option<Self> {
        let at = |name: &str| header.iter().position(|column| column.as_str() == name);
        at("Group")?;
        Some(Self { title: at("Title")?, user: at("Username")?, totp: at("TOTP")? })
    }
}
