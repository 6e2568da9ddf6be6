//! `audit`

use std::fs;
use std::path::PathBuf;

use warifu_server::audit::Checkpoint;
use warifu_server::service::Service;

use super::{Done, say};

pub(super) async fn verify(service: &Service, file: Option<PathBuf>) -> Done {
    let text = file.map(fs::read_to_string).transpose()?.unwrap_or_default();
    let lines = (1..).zip(text.lines());
    let read = lines.map(|(number, line)| {
        Checkpoint::parse(line).ok_or_else(|| format!("line {number} is no checkpoint"))
    });
    let elsewhere = read.collect::<Result<Vec<_>, _>>()?;
    let mut wrong = 0;
    for (writer, result) in service.verify_audit(&elsewhere).await? {
        match result {
            Ok(count) => say(&format!("{writer}: {count} entries, whole"))?,
            Err(finding) => {
                wrong += 1;
                say(&format!("{writer}: {finding}"))?;
            }
        }
    }
    if wrong > 0 { Err("the log was changed".into()) } else { Ok(()) }
}
