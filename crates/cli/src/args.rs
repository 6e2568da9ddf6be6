//! What may stand on the command line.

use std::path::PathBuf;

use clap::{Parser, Subcommand, ValueEnum};

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
