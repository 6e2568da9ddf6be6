//! `walk`: from the practice page to a code, and from the portal of a university to a key that its server has confirmed.
//! With a display it opens the browser there and leaves the rest to the person; without one, or with `--headless`, it
//! goes by itself and prints the accounts and their codes.

use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::{Context, Result, bail};
use e2e::member::{first_code, wait_code};
use e2e::practice::{ISSUER, KEY, USER};
use e2e::server::DEMO;
use e2e::{Browser, Kind, Language, Member, Options, Page, Server, Site, Totp, root};

const USE: &str =
    "use: walk --browser chromium|firefox [--dist DIR] [--screenshots DIR] [--headful|--headless]";

/// A place on the page that the popup does not cover.
const BESIDE: (f64, f64) = (20.0, 600.0);

struct Arguments {
    browser: Option<String>,
    dist: PathBuf,
    screenshots: PathBuf,
    headful: bool,
}

fn main() -> ExitCode {
    match arguments().and_then(|arguments| walk(&arguments)) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error:#}");
            ExitCode::FAILURE
        }
    }
}

fn arguments() -> Result<Arguments> {
    let display = ["DISPLAY", "WAYLAND_DISPLAY"].into_iter().any(|name| std::env::var_os(name).is_some());
    let mut arguments = Arguments {
        browser: None,
        dist: root().join("dist"),
        screenshots: root().join("target/walk"),
        headful: display,
    };
    let mut words = std::env::args().skip(1);
    while let Some(word) = words.next() {
        match word.as_str() {
            "--browser" => arguments.browser = words.next(),
            "--dist" => arguments.dist = words.next().context(USE)?.into(),
            "--screenshots" => arguments.screenshots = words.next().context(USE)?.into(),
            "--headful" => arguments.headful = true,
            "--headless" => arguments.headful = false,
            _ => bail!(USE),
        }
    }
    Ok(arguments)
}

fn walk(arguments: &Arguments) -> Result<()> {
    let named = |kind: &Kind| arguments.browser.as_deref() == Some(kind.name());
    let kind = Kind::ALL.into_iter().find(named).context(USE)?;
    let folder = arguments.dist.join(kind.name());
    let folder = folder.canonicalize().with_context(|| format!("no extension in {}", folder.display()))?;
    let mut options = Options::new(folder);
    options.language = system_language();
    options.headful = arguments.headful;
    options.watched = !arguments.headful;
    let (site, server) = (Site::start()?, Server::start()?);
    options.server = Some(server.origin());
    let browser = Browser::install(kind, &options)?;
    if arguments.headful {
        browser.open(&server.url(""))?;
        browser.open(&site.url("practice.html"))?;
        say("Click the Warifu button in the toolbar and scan. Close the browser to end.")?;
        say(&format!(
            "The portal beside it takes ID {DEMO}, password {DEMO}; mails: {}",
            server.url("dev/outbox")
        ))?;
        browser.wait();
        return Ok(());
    }
    let member = Member::new(&browser, options.language)?;
    let shots = &arguments.screenshots;
    let walked =
        scan(&browser, &member, &site, shots).and_then(|()| enrol(&browser, &member, &server, shots));
    e2e::finish(&browser, walked)?;
    say(&format!("Screenshots: {}", shots.display()))
}

/// From the toolbar over the practice page to a code.
fn scan(browser: &Browser, member: &Member<'_>, site: &Site, shots: &Path) -> Result<()> {
    let tab = browser.open(&site.url("practice.html"))?;
    let shoot = |page: &Page<'_>, name: &str| picture(page, shots, browser.kind(), name);
    shoot(&tab, "practice")?;
    let popup = member.begin(&tab)?;
    shoot(&popup, "empty")?;
    member.scan(&popup)?;
    popup.wait_for(member.word("confirm_title"))?;
    shoot(&popup, "confirm")?;
    member.confirm(&popup)?;
    wait_code(&popup, &Totp::usual(KEY))?;
    let code = first_code(&popup)?;
    shoot(&popup, "code")?;
    browser.click_beside(&tab, BESIDE)?;
    say(&format!("{ISSUER} {USER} {code}"))
}

/// From signing in at the portal to the code of a confirmed key.
fn enrol(browser: &Browser, member: &Member<'_>, server: &Server, shots: &Path) -> Result<()> {
    let shoot = |page: &Page<'_>, name: &str| picture(page, shots, browser.kind(), name);
    let tab = server.key_page(browser, browser.options().language)?;
    shoot(&tab, "key-page")?;
    let popup = browser.click_action(&tab)?;
    popup.wait_for(member.word("offer_title"))?;
    shoot(&popup, "offer")?;
    popup.click(member.word("offer_take"))?;
    popup.wait_for(member.word("offer_done"))?;
    popup.wait_for(member.word("key_current"))?;
    let code = first_code(&popup)?;
    shoot(&popup, "enrolled")?;
    browser.click_beside(&tab, BESIDE)?;
    tab.wait_until("the portal to be told", "location.pathname === '/done'")?;
    shoot(&tab, "done")?;
    say(&format!("{} {DEMO} {code}, confirmed", server.host()))
}

fn picture(page: &Page<'_>, folder: &Path, kind: Kind, name: &str) -> Result<()> {
    std::fs::create_dir_all(folder)?;
    let file = folder.join(format!("{}-{name}.png", kind.name()));
    std::fs::write(&file, page.picture()?).with_context(|| format!("{}", file.display()))
}

fn system_language() -> Language {
    let set = ["LC_ALL", "LC_MESSAGES", "LANG"].into_iter().find_map(|name| std::env::var(name).ok());
    if set.is_some_and(|set| set.starts_with("ja")) { Language::Japanese } else { Language::English }
}

fn say(line: &str) -> Result<()> {
    writeln!(std::io::stdout().lock(), "{line}").context("stdout")
}
