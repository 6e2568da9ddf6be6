//! What may stand on the command line.

use std::path::PathBuf;
use std::str::FromStr;

use clap::{Parser, Subcommand, ValueEnum};

use warifu::transfer::{Format, UnknownFormat};

use crate::input::Source;

/// One-time codes, QR codes and backups without a browser.
#[derive(Debug, Parser)]
#[command(version, arg_required_else_help = true)]
pub(crate) struct Args {
    /// Print one JSON object per line
    #[arg(long, global = true)]
    pub(crate) json: bool,
    #[command(subcommand)]
    pub(crate) command: Command,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Print the code of every otpauth URI
    Code {
        /// The moment, in seconds since 1970 [default: now]
        #[arg(long, value_name = "UNIX")]
        at: Option<u64>,
        /// A file with one URI per line, or - for standard input
        #[arg(long, value_name = "FILE", default_value = "-")]
        uri_file: Source,
    },
    /// Read the QR codes of pictures (PNG, JPEG, WebP)
    Qr {
        /// The pictures
        #[arg(required = true, value_name = "FILE")]
        files: Vec<PathBuf>,
    },
    /// Look at otpauth URIs
    Uri {
        #[command(subcommand)]
        command: UriCommand,
    },
    /// Open backup files of the extension
    Backup {
        #[command(subcommand)]
        command: BackupCommand,
    },
    /// Read a file of another program and write its accounts for another one
    Convert {
        #[command(flatten)]
        from: From,
        /// Whom to write for: uris, google, aegis, cxf or warifu; with --json the accounts are printed instead
        #[arg(long, value_name = "FORMAT", required_unless_present = "json")]
        to: Option<Format>,
        /// A file whose first line is the password of what is written, where that is sealed
        #[arg(long, value_name = "FILE")]
        new_password_file: Option<Source>,
    },
    /// Look at files of other programs
    Import {
        #[command(subcommand)]
        command: ImportCommand,
    },
}

/// A file of another program.
#[derive(Debug, clap::Args)]
pub(crate) struct From {
    /// Whose file it is; auto looks at its contents
    #[arg(long = "from", value_name = "FORMAT", default_value = "auto")]
    pub(crate) format: Choice,
    /// A file whose first line is the file's password, or - for standard input
    #[arg(long, value_name = "FILE")]
    pub(crate) password_file: Option<Source>,
    /// For entry ROW, from 1, where the file leaves a choice: which one, from 1
    #[arg(long = "answer", value_name = "ROW=CHOICE")]
    pub(crate) answers: Vec<RowAnswer>,
    /// The file, or - for standard input
    pub(crate) file: Source,
}

/// A format, or whichever the file has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Choice(pub(crate) Option<Format>);

impl FromStr for Choice {
    type Err = UnknownFormat;

    fn from_str(text: &str) -> Result<Self, UnknownFormat> {
        if text == "auto" { Ok(Self(None)) } else { text.parse().map(|format| Self(Some(format))) }
    }
}

/// An answer to the question of one row, both counted from 0.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct RowAnswer {
    pub(crate) row: usize,
    pub(crate) choice: usize,
}

impl FromStr for RowAnswer {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let number = |text: &str| text.parse::<usize>().ok()?.checked_sub(1);
        let pair = text.split_once('=').and_then(|(row, choice)| Some((number(row)?, number(choice)?)));
        let (row, choice) = pair.ok_or("must be two numbers from 1: ROW=CHOICE")?;
        Ok(Self { row, choice })
    }
}

#[derive(Debug, Subcommand)]
pub(crate) enum ImportCommand {
    /// Tell what is in a file, entry by entry, and what cannot be kept
    Check {
        #[command(flatten)]
        from: From,
    },
}

#[derive(Debug, Subcommand)]
pub(crate) enum UriCommand {
    /// Tell what each URI says, or what is wrong with it
    Check {
        /// A file with one URI per line, or - for standard input
        file: Source,
    },
}

#[derive(Debug, Subcommand)]
pub(crate) enum BackupCommand {
    /// List what is in a backup
    Open {
        /// The backup file
        file: PathBuf,
        /// A file whose first line is the passphrase, or - for standard input
        #[arg(long, value_name = "FILE", default_value = "-")]
        passphrase_file: Source,
        /// Print the keys themselves instead
        #[arg(long)]
        export: Option<Export>,
    },
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Export {
    /// As otpauth URIs, one per line
    Uris,
}
