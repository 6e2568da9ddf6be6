//! KeePassXC's CSV. <https://keepassxc.org/docs/KeePassXC_UserGuide>

use crate::transfer::csv::{Broken, Record, Records};
use crate::transfer::draft::login_row;
use crate::transfer::source::Source;
use crate::transfer::{Import, MAX_ENTRIES, Part, TransferError};

/// Where the values stand that are looked at.
struct Columns {
    title: usize,
    user: usize,
    totp: usize,
}

/// Whether the text begins as the export does.
pub(in crate::transfer) fn is_export(text: &str) -> bool {
    let text = text.strip_prefix('\u{FEFF}').unwrap_or(text);
    Records(text).next().is_some_and(|header| header.ok().and_then(|header| Columns::find(&header)).is_some())
}

pub(in crate::transfer) fn read(source: Source<'_>) -> Result<Import, TransferError> {
    let text = source.text()?;
    let mut records = Records(text.strip_prefix('\u{FEFF}').unwrap_or(text));
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
            uri => import.rows.push(login_row(uri, &record[columns.title], &record[columns.user])),
        }
    }
    Ok(import)
}

impl Columns {
    fn find(header: &Record) -> Option<Self> {
        let at = |name: &str| header.iter().position(|column| column.as_str() == name);
        at("Group")?;
        Some(Self { title: at("Title")?, user: at("Username")?, totp: at("TOTP")? })
    }
}
