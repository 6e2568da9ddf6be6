//! Every format that is read, from files as other programs write them.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail, ensure};
use e2e::member::wait_code;
use e2e::sample::{Sample, backup_of};
use e2e::{Browser, Kind, Language, Member, Options, Page, Totp, root, walk};
use warifu::transfer::{Format, detect};

use super::{FILES, add, import_page, offered, undo};

/// Not the password of any sample.
const WRONG: &str = "another password";

/// A file, and what is known of it.
pub(crate) struct Foreign {
    file: PathBuf,
    format: Format,
    password: Option<String>,
    /// What must come out, a line for each row: README.md beside the files says how.
    rows: String,
}

impl Foreign {
    pub(crate) fn read(file: &Path) -> Result<Self> {
        let password = std::fs::read_to_string(file.with_extension("password")).ok();
        Ok(Self {
            file: file.to_owned(),
            // The older files of andOTP have no mark.
            format: detect(&std::fs::read(file)?).map_or(Format::AndOtp, |detected| detected.format),
            password: password.map(|password| password.trim_end_matches('\n').to_owned()),
            rows: std::fs::read_to_string(file.with_extension("rows"))?,
        })
    }

    /// Our own backup. It is made here, since those that are kept are in the core's tests.
    fn backup(browser: &Browser) -> Result<Self> {
        let file = browser.profile().path().join("backup.warifu");
        let sample = Sample::random();
        std::fs::write(&file, backup_of(std::slice::from_ref(&sample), "four words are enough")?)?;
        let Sample { issuer, user, .. } = &sample;
        let rows = format!("totp\tSHA1\t6\t30\t-\t{}\t{issuer}\t{user}\n", sample.base32());
        Ok(Self { file, format: Format::Warifu, password: Some("four words are enough".into()), rows })
    }

    /// The cells of each row.
    fn cells(&self) -> impl Iterator<Item = Vec<&str>> {
        let rows =
            self.rows.lines().filter(|line| !line.starts_with("missing") && !line.starts_with("others"));
        rows.map(|line| line.split('\t').collect())
    }

    /// Issuer and user of every row that must come out.
    fn names(&self) -> Vec<(String, String)> {
        let names = |cells: Vec<&str>| match cells[..] {
            [.., issuer, user] => (issuer.to_owned(), user.to_owned()),
            _ => Default::default(),
        };
        self.cells().map(names).collect()
    }

    /// What oathtool can judge.
    fn keys(&self) -> Vec<Totp> {
        let key = |cells: Vec<&str>| {
            let ["totp", algorithm, digits, period, "-", key, ..] = cells[..] else { return None };
            let algorithm = ["SHA1", "SHA256", "SHA512"].into_iter().find(|its| *its == algorithm)?;
            let (digits, period) = (digits.parse().ok()?, period.parse().ok()?);
            (digits <= 8).then(|| Totp { key: key.into(), digits, period, algorithm })
        };
        self.cells().filter_map(key).collect()
    }

    /// What the page calls its format.
    fn program<'m>(&self, member: &'m Member<'_>) -> &'m str {
        match self.format {
            Format::UriList => member.word("format_uris"),
            Format::Migration => member.word("format_google"),
            Format::Warifu => member.word("format_warifu"),
            other => other.name(),
        }
    }

    /// Chooses it, names its program if it does not tell, and gives a wrong password before the right one.
    pub(crate) fn open(&self, member: &Member<'_>, page: &Page<'_>) -> Result<()> {
        let word = |name| member.words().with(name, &[("FORMAT", self.program(member))]);
        page.choose_files(std::slice::from_ref(&self.file))?;
        let asks = ["import_program", "import_password", "restore_table"];
        let mut said = member.wait_any(page, &asks)?;
        if said == "import_program" {
            page.choose(member.word("import_program"), self.program(member))?;
            page.click(member.word("import_read"))?;
            said = member.wait_any(page, &asks[1..])?;
        }
        match (&self.password, said) {
            (Some(password), "import_password") => {
                let field = member.word("import_password");
                page.fill(field, WRONG)?;
                page.press("Enter")?;
                page.wait_for(&word("transfer_wrong_password"))?;
                page.wait_value(field, WRONG)?;
                page.fill(field, password)?;
                page.press("Enter")?;
            }
            (None, "restore_table") => (),
            _ => bail!("the page says {said}"),
        }
        page.wait_for(&word("import_from"))
    }
}

/// Every sample: beside it lies what its rows must be.
fn samples() -> Result<Vec<Foreign>> {
    let entries = std::fs::read_dir(root().join(FILES))?;
    let mut files: Vec<PathBuf> = entries.map(|entry| Ok(entry?.path())).collect::<Result<_>>()?;
    files.retain(|file| {
        let is = |ending: &str| file.extension().is_some_and(|its| its == ending);
        file.with_extension("rows").exists() && !is("rows") && !is("password")
    });
    files.sort();
    files.iter().map(|file| Foreign::read(file)).collect()
}

/// Issuer and user of every row that the page shows.
fn shown(page: &Page<'_>) -> Result<Vec<(String, String)>> {
    let cells = "[...document.querySelectorAll('tbody tr')]\
                 .map(row => [row.cells[0].textContent, row.cells[1].textContent])";
    Ok(serde_json::from_value(page.evaluate(cells)?)?)
}

/// One file in, row by row, its codes compared with another program's, and out again in one step.
fn in_and_out(member: &Member<'_>, page: &Page<'_>, list: &Page<'_>, foreign: &Foreign) -> Result<()> {
    page.activate()?;
    foreign.open(member, page)?;
    let (shown, expected) = (shown(page)?, foreign.names());
    ensure!(shown == expected, "{shown:?} instead of {expected:?}");
    let keys = foreign.keys();
    let Some(count) = offered(page)? else {
        ensure!(keys.is_empty(), "nothing is offered");
        return page.wait_for(member.word("import_nothing"));
    };
    ensure!(count <= shown.len() && !keys.is_empty(), "{count} of {}, {} keys", shown.len(), keys.len());
    add(member, page, count)?;
    list.activate()?;
    for key in &keys {
        wait_code(list, key)?;
    }
    page.activate()?;
    undo(member, page)?;
    list.activate()?;
    list.wait_for(member.word("empty_title"))
}

/// Each sample of each format.
fn every_format(kind: Kind) -> Result<()> {
    let language = match kind {
        Kind::Chromium => Language::Japanese,
        Kind::Firefox => Language::English,
    };
    let change = |options: &mut Options| options.language = language;
    walk(kind, change, |browser, _| {
        let member = Member::new(browser, language)?;
        let page = import_page(browser, &member)?;
        let list = browser.open(&browser.url("popup.html"))?;
        let mut all = samples()?;
        all.push(Foreign::backup(browser)?);
        for foreign in &all {
            in_and_out(&member, &page, &list, foreign).with_context(|| foreign.file.display().to_string())?;
        }
        let walked: BTreeSet<_> = all.iter().map(|foreign| foreign.format.id()).collect();
        let missing: Vec<_> = Format::ALL.iter().filter(|format| !walked.contains(format.id())).collect();
        ensure!(missing.is_empty(), "nothing was read of {missing:?}");
        Ok(())
    })
}

e2e::walks!(every_format);
