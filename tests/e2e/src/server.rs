//! The onboarding server with its demo member, on a free port of 127.0.0.1.

use std::io::Write;
use std::net::{TcpListener, TcpStream};
use std::path::PathBuf;
use std::process::{Command, Stdio};

use anyhow::{Context, Result, ensure};
use mailbox::{Asks, Letter, Receiver};
use serde_json::Value;
use tempfile::TempDir;

use crate::browser::Browser;
use crate::log::Log;
use crate::options::Language;
use crate::page::{Page, patiently};
use crate::process::Process;
use crate::rules::Rules;

/// The demo member's ID and password.
pub const DEMO: &str = "de00000";

/// A running server. It ends, and what it kept is deleted, when dropped.
#[derive(Debug)]
pub struct Server {
    process: Option<Process>,
    log: Log,
    folder: TempDir,
    port: u16,
    /// What its operator sets beside the address, as variables of the environment.
    settings: Vec<(&'static str, String)>,
    /// Where its mails go; without one, they are shown on a page.
    mailbox: Option<Receiver>,
}

impl Server {
    /// Starts it on an empty folder, by the usual rules.
    ///
    /// # Errors
    /// When it is not built, or does not listen within the usual patience.
    pub fn start() -> Result<Self> {
        Self::with_rules(&Rules::of("nist"))
    }

    /// The same by other rules.
    ///
    /// # Errors
    /// As for [`Server::start`], and when the rules are not to be had.
    pub fn with_rules(rules: &Rules<'_>) -> Result<Self> {
        let mut server = Self::prepare(rules, None)?;
        server.begin()?;
        Ok(server)
    }

    /// One that sends its mails by SMTP, as an operator sets it up, with members whose passwords are their IDs.
    ///
    /// # Errors
    /// As for [`Server::start`], and when a member is not added.
    pub fn with_mailbox(rules: &Rules<'_>, members: &[(&str, &str)]) -> Result<Self> {
        let mut server = Self::prepare(rules, Some(Receiver::start(Asks::Nothing)))?;
        for (id, address) in members {
            server.tell(&["user", "add", id, "--mail", address], "")?;
            server.tell(&["user", "password", id], id)?;
        }
        server.begin()?;
        Ok(server)
    }

    fn prepare(rules: &Rules<'_>, mailbox: Option<Receiver>) -> Result<Self> {
        let folder = tempfile::Builder::new().prefix("warifu-server-").tempdir()?;
        let port = TcpListener::bind(("127.0.0.1", 0))?.local_addr()?.port();
        let settings = rules.settings(folder.path())?;
        Ok(Self { process: None, log: Log::new(folder.path()), folder, port, settings, mailbox })
    }

    /// Starts it anew on what it kept.
    ///
    /// # Errors
    /// As for [`Server::start`].
    pub fn begin(&mut self) -> Result<()> {
        let program = program()?;
        // The demo's password is set anew at each start, which would end the sessions.
        let words: &[&str] = match (&self.mailbox, self.folder.path().join("data").exists()) {
            (Some(_), _) => &["serve"],
            (None, false) => &["serve", "--demo"],
            (None, true) => &["serve", "--dev"],
        };
        let log = self.log.output()?;
        let process = Process::start(&program.to_string_lossy(), |command| {
            self.set_up(command.args(words).stderr(log));
        })?;
        self.process = Some(process);
        let listens = || Ok(TcpStream::connect(("127.0.0.1", self.port)).is_ok().then_some(()));
        patiently("the server does not listen", listens)
    }

    /// Settings of its own alone: it takes every variable that begins with WARIFU for one, and refuses those of the tests.
    fn set_up(&self, command: &mut Command) {
        command.current_dir(self.folder.path()).env_clear();
        command
            .env("WARIFU_LISTEN", self.host())
            .env("WARIFU_LOG", "trace")
            .envs(self.settings.iter().cloned());
        if let Some(mailbox) = &self.mailbox {
            command.env("WARIFU_SMTP_HOST", "127.0.0.1").env("WARIFU_SMTP_PORT", mailbox.port.to_string());
            command.env("WARIFU_SMTP_TLS", "none").env("WARIFU_SMTP_FROM", "MFA <mfa@example.ac.jp>");
        }
    }

    /// Tells the program something on the command line, and by its standard input; what it answers.
    ///
    /// # Errors
    /// When it does not do it.
    pub fn tell(&self, words: &[&str], line: &str) -> Result<String> {
        let mut command = Command::new(program()?);
        self.set_up(
            command.args(words).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(self.log.output()?),
        );
        let mut told = command.spawn()?;
        told.stdin.take().context("its input")?.write_all(line.as_bytes())?;
        let answer = told.wait_with_output()?;
        ensure!(answer.status.success(), "the server does not do: {words:?}");
        Ok(String::from_utf8(answer.stdout)?)
    }

    /// Kills it, as when the machine loses its power.
    pub fn stop(&mut self) {
        self.process = None;
    }

    /// `http://127.0.0.1:PORT`.
    pub fn origin(&self) -> String {
        format!("http://{}", self.host())
    }

    /// `127.0.0.1:PORT`.
    pub fn host(&self) -> String {
        format!("127.0.0.1:{}", self.port)
    }

    /// The address of a page.
    pub fn url(&self, path: &str) -> String {
        format!("{}/{path}", self.origin())
    }

    /// Signs the demo member in and goes on to the page that offers a key.
    ///
    /// # Errors
    /// When a page is not as expected.
    pub fn key_page<'b>(&self, browser: &'b Browser, language: Language) -> Result<Page<'b>> {
        let tab = self.sign_in(browser, language)?;
        self.prove_by_mail(&tab, browser, language)?;
        self.begin_key(tab, language)
    }

    /// The code that was mailed, typed on the page that asks for it.
    ///
    /// # Errors
    /// As for [`Server::key_page`].
    pub fn prove_by_mail(&self, tab: &Page<'_>, browser: &Browser, language: Language) -> Result<()> {
        tab.wait_for(language.word("コードを確認する", "Check the code"))?;
        let code = self.mailed_code(browser, language)?;
        tab.activate()?;
        tab.fill(language.word("確認コード", "Confirmation code"), &code)?;
        tab.click(language.word("コードを確認する", "Check the code"))
    }

    /// From the page before a first key to the one that offers it.
    ///
    /// # Errors
    /// As for [`Server::key_page`].
    pub fn begin_key<'b>(&self, tab: Page<'b>, language: Language) -> Result<Page<'b>> {
        tab.click(language.word("ワンタイムパスワードを設定する", "Set up one-time passwords"))?;
        tab.wait_until("the key page", "location.hash.startsWith('#warifu=1')")?;
        let secrets = "[new URLSearchParams(location.hash.slice(1)).get('ticket'), \
                       document.getElementById('key').textContent.replace(/\\s/g, '')]";
        let secrets = tab.evaluate(secrets)?;
        secrets.as_array().into_iter().flatten().filter_map(Value::as_str).for_each(|it| self.log.note(it));
        Ok(tab)
    }

    /// The demo member's ID and password typed at the portal; whichever page comes next.
    ///
    /// # Errors
    /// When the first page is not as expected.
    pub fn sign_in<'b>(&self, browser: &'b Browser, language: Language) -> Result<Page<'b>> {
        self.sign_in_as(DEMO, browser, language)
    }

    /// The same for a member whose password is the ID.
    ///
    /// # Errors
    /// As for [`Server::sign_in`].
    pub fn sign_in_as<'b>(&self, id: &str, browser: &'b Browser, language: Language) -> Result<Page<'b>> {
        let tab = browser.open(&self.url(&format!("lang/{}", language.tag())))?;
        tab.fill("ID", id)?;
        tab.fill(language.word("パスワード", "Password"), id)?;
        tab.click(language.word("送信", "Continue"))?;
        Ok(tab)
    }

    /// The code that was mailed last, which the member reads in another tab.
    ///
    /// # Errors
    /// When no mail holds one.
    pub fn mailed_code(&self, browser: &Browser, language: Language) -> Result<String> {
        let label = format!("{}: ", language.word("確認コード", "Confirmation code"));
        let mails = browser.open(&self.url("dev/outbox"))?;
        mails.wait_for(&label)?;
        let text = mails.text()?;
        mails.close()?;
        let code = text.split_once(&label).and_then(|(_, code)| code.split_whitespace().next());
        let code = code.with_context(|| format!("no code in: {text}"))?;
        self.log.note(code);
        Ok(code.to_owned())
    }
}

impl Server {
    /// The mails to an address, as soon as there are so many.
    ///
    /// # Errors
    /// When they do not come.
    pub fn letters(&self, to: &str, count: usize) -> Result<Vec<Letter>> {
        let mailbox = self.mailbox.as_ref().context("its mails are shown on a page")?;
        patiently("the mail does not come", || {
            Ok(Some(mailbox.letters(to)).filter(|letters| letters.len() >= count))
        })
    }
}

/// The program beside the one that runs now.
fn program() -> Result<PathBuf> {
    let here = std::env::current_exe()?;
    let beside = here.ancestors().skip(1).take(2).map(|folder| folder.join("warifu-server"));
    let found = beside.into_iter().find(|file| file.is_file());
    found.context("no server: build it with `cargo build -p warifu-server`")
}
