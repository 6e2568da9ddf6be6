//! What is asked on the command line.

mod audit;
mod people;
mod serve;
mod upkeep;

use std::error::Error;
use std::io::{self, Write};
use std::path::PathBuf;

use clap::{Args as ClapArgs, Parser, Subcommand};
use tracing_subscriber::filter::LevelFilter;
use warifu_server::config::{Config, Level};
use warifu_server::setup::{self, Ring, Setup};

/// Whatever went wrong, in words.
type Done = Result<(), Box<dyn Error>>;

/// Hands out keys and judges one-time codes for a university.
#[derive(Debug, Parser)]
#[command(version)]
pub(crate) struct Args {
    /// The file with settings; without it, defaults and the environment.
    #[arg(long, env = "WARIFU_CONFIG", global = true)]
    config: Option<PathBuf>,
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Listens until it is told to stop.
    Serve(ServeArgs),
    /// Makes folder, key ring and database, if they are not there.
    Init,
    /// Members.
    #[command(subcommand)]
    User(UserCommand),
    /// Services that ask whether a code is right.
    #[command(subcommand)]
    Party(PartyCommand),
    /// Makes a ticket, good for one key within a day, and prints its link.
    Ticket(TicketArgs),
    /// The key ring.
    #[command(subcommand)]
    Key(KeyCommand),
    /// The audit log.
    #[command(subcommand)]
    Audit(AuditCommand),
    /// Writes a copy of the database to a file that is not there. The key ring is not in it.
    Backup {
        /// Where to.
        file: PathBuf,
    },
    /// Puts a copy in the place of a database that was moved away. Without a file: the database was restored by its own
    /// means. Either way codes that may have been used since the backup are refused.
    Restore {
        /// Where from.
        file: Option<PathBuf>,
    },
    /// This machine's clock.
    #[command(subcommand)]
    Clock(ClockCommand),
}

#[derive(Debug, ClapArgs)]
struct ServeArgs {
    /// Shows the mails under /dev/outbox, on this machine alone.
    #[arg(long)]
    dev: bool,
    /// The same, and adds a member to try.
    #[arg(long)]
    demo: bool,
}

#[derive(Debug, Subcommand)]
enum UserCommand {
    /// Sets a member's password to the line on standard input.
    Password {
        /// The ID.
        id: String,
        /// It opens nothing: whoever types it is told to use the real one.
        #[arg(long)]
        temporary: bool,
    },
    /// Adds a member.
    Add {
        /// The ID.
        id: String,
        /// The recovery address.
        #[arg(long)]
        mail: String,
        /// The group of the rules, if everybody's do not count.
        #[arg(long)]
        group: Option<String>,
    },
    /// Puts a member under the rules of a group; without one, under everybody's.
    Group {
        /// The ID.
        id: String,
        /// The group.
        group: Option<String>,
    },
    /// Forgets the wrong tries that a member made.
    Unlock {
        /// The ID.
        id: String,
    },
    /// Adds the members of a file with lines of `id,mail` or `id,mail,group`; those already there are left as they are.
    Import {
        /// The file.
        csv: PathBuf,
    },
}

#[derive(Debug, Subcommand)]
enum PartyCommand {
    /// Adds a service and prints its token, once.
    Add {
        /// Its name, for the log.
        name: String,
    },
}

#[derive(Debug, ClapArgs)]
struct TicketArgs {
    /// Whose.
    id: String,
    /// The id of the key to be replaced; it works until the new one is confirmed.
    #[arg(long, conflicts_with = "lost")]
    replace: Option<String>,
    /// The id of a key that is lost or stolen; it dies now.
    #[arg(long)]
    lost: Option<String>,
}

#[derive(Debug, Subcommand)]
enum KeyCommand {
    /// Adds a key that seals nothing yet: of several nodes each must know it before one seals with it.
    Prepare,
    /// Lets the prepared key seal, or a fresh one, and seals everything anew under it, while the server runs.
    Rotate,
    /// Seals anew what an older key sealed since.
    Reseal,
    /// Takes older keys away, once nothing is sealed under them any more.
    Retire,
}

#[derive(Debug, Subcommand)]
enum AuditCommand {
    /// Looks for edits, reorders and cuts.
    Verify {
        /// Checkpoints that were kept elsewhere.
        #[arg(long)]
        checkpoint: Option<PathBuf>,
    },
}

#[derive(Debug, Subcommand)]
enum ClockCommand {
    /// Says that the clock is right now, although it shows an earlier time than before.
    Accept,
}

/// Does what is asked.
pub(crate) async fn run(args: Args) -> Done {
    let config = Config::read(args.config.as_deref())?;
    log_to_stderr(config.log);
    if let Command::Restore { file: Some(file) } = &args.command {
        setup::restore(&config, file).await?;
        return say("restored; codes that may have been used before are refused");
    }
    let ring = if matches!(args.command, Command::Init) { Ring::MayBeMade } else { Ring::IsThere };
    let Setup { database, service } = setup::open(&config, ring).await?;
    match args.command {
        Command::Serve(args) => serve::run(&config, service, &args).await?,
        Command::User(UserCommand::Password { id, temporary }) => {
            people::password(&service, &id, temporary).await?;
        }
        Command::Restore { .. } => upkeep::restored(&service).await?,
        Command::Init => say(&format!("ready in {}", config.data.display()))?,
        Command::User(UserCommand::Add { id, mail, group }) => {
            people::add(&service, &id, &mail, group.as_deref()).await?;
        }
        Command::User(UserCommand::Group { id, group }) => {
            people::group(&service, &id, group.as_deref()).await?;
        }
        Command::User(UserCommand::Unlock { id }) => people::unlock(&service, &id).await?,
        Command::User(UserCommand::Import { csv }) => people::import(&service, &csv).await?,
        Command::Party(PartyCommand::Add { name }) => people::party(&service, &name).await?,
        Command::Ticket(ticket) => people::ticket(&service, &ticket).await?,
        Command::Key(KeyCommand::Prepare) => upkeep::prepare(&service)?,
        Command::Key(KeyCommand::Reseal) => upkeep::reseal(&service).await?,
        Command::Key(KeyCommand::Rotate) => upkeep::rotate(&service).await?,
        Command::Key(KeyCommand::Retire) => upkeep::retire(&service).await?,
        Command::Audit(AuditCommand::Verify { checkpoint }) => audit::verify(&service, checkpoint).await?,
        Command::Backup { file } => upkeep::backup(&database, &file).await?,
        Command::Clock(ClockCommand::Accept) => upkeep::accept_clock(&service).await?,
    }
    database.close().await;
    Ok(())
}

/// A line on standard output.
fn say(line: &str) -> Done {
    Ok(writeln!(io::stdout(), "{line}")?)
}

fn log_to_stderr(level: Level) {
    let level = match level {
        Level::Error => LevelFilter::ERROR,
        Level::Warn => LevelFilter::WARN,
        Level::Info => LevelFilter::INFO,
        Level::Debug => LevelFilter::DEBUG,
        Level::Trace => LevelFilter::TRACE,
    };
    tracing_subscriber::fmt().with_max_level(level).with_writer(io::stderr).init();
}
