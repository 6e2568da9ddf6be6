//! Files of other programs in, and out to them.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result, ensure};
use e2e::member::wait_code;
use e2e::sample::Sample;
use e2e::{Browser, Kind, Language, Member, Options, Page, Qr, Totp, look_at, patiently, root, walk};
use warifu::account::Account;
use warifu::transfer::{Password, migration};
use warifu::vault::Passphrase;
use warifu::{otpauth, qr, transfer};

use crate::backup::written;
use crate::steps::{PASSPHRASE, with_passphrase};

const FILES: &str = "tests/data/transfer";
/// The keys of most samples: RFC 6238's.
const KEY: &str = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ";

fn sample(name: &str) -> PathBuf {
    root().join(FILES).join(name)
}

/// The page for files; asked how to protect the keys, goes on without a passphrase.
fn import_page<'b>(browser: &'b Browser, member: &Member<'_>) -> Result<Page<'b>> {
    let page = browser.open(&browser.url("page.html#import"))?;
    if member.wait_any(&page, &["protect_title", "import_lead"])? == "protect_title" {
        page.click(member.word("protect_device"))?;
    }
    page.wait_for(member.word("import_lead"))?;
    Ok(page)
}

/// Every sample: beside it lies what its rows must be.
fn samples() -> Result<Vec<PathBuf>> {
    let entries = std::fs::read_dir(root().join(FILES))?;
    let mut files: Vec<PathBuf> = entries.map(|entry| Ok(entry?.path())).collect::<Result<_>>()?;
    files.retain(|file| {
        let is = |ending: &str| file.extension().is_some_and(|its| its == ending);
        file.with_extension("rows").exists() && !is("rows") && !is("password")
    });
    files.sort();
    ensure!(files.len() > 25, "only {files:?}");
    Ok(files)
}

/// Issuer and user of every row that must come out.
fn expected(file: &Path) -> Result<Vec<(String, String)>> {
    let rows = std::fs::read_to_string(file.with_extension("rows"))?;
    let lines = rows.lines().filter(|line| !line.starts_with("missing") && !line.starts_with("others"));
    let names = |line: &str| {
        let mut cells = line.rsplit('\t');
        let user = cells.next().unwrap_or_default().to_owned();
        (cells.next().unwrap_or_default().to_owned(), user)
    };
    Ok(lines.map(names).collect())
}

/// Issuer and user of every row that the page shows.
fn shown(page: &Page<'_>) -> Result<Vec<(String, String)>> {
    let cells = "[...document.querySelectorAll('tbody tr')]\
                 .map(row => [row.cells[0].textContent, row.cells[1].textContent])";
    Ok(serde_json::from_value(page.evaluate(cells)?)?)
}

/// Chooses a file, names its program if it does not tell, and gives its password.
fn open(member: &Member<'_>, page: &Page<'_>, file: &Path) -> Result<()> {
    page.choose_files(&[file.to_owned()])?;
    let mut asks = ["import_program", "import_password", "restore_table"].to_vec();
    while let Some(said) = Some(member.wait_any(page, &asks)?).filter(|said| *said != "restore_table") {
        asks.retain(|ask| *ask != said);
        if said == "import_program" {
            page.choose(member.word("import_program"), "andOTP")?;
            page.click(member.word("import_read"))?;
        } else {
            let password = std::fs::read_to_string(file.with_extension("password"))?;
            page.fill(member.word("import_password"), password.trim_end_matches('\n'))?;
            page.press("Enter")?;
        }
    }
    Ok(())
}

/// How many accounts the page offers to add; `None` if none.
fn offered(page: &Page<'_>) -> Result<Option<usize>> {
    let text = page.evaluate("document.querySelector('.card .actions .primary')?.textContent ?? ''")?;
    let digits: String = text.as_str().unwrap_or_default().chars().filter(char::is_ascii_digit).collect();
    Ok(digits.parse().ok())
}

/// Adds what is offered.
fn add(member: &Member<'_>, page: &Page<'_>, count: usize) -> Result<()> {
    let count = count.to_string();
    page.click(&member.words().with("restore_add", &[("COUNT", &count)]))?;
    page.wait_for(&member.words().with("import_added", &[("COUNT", &count)]))
}

fn undo(member: &Member<'_>, page: &Page<'_>) -> Result<()> {
    page.click(member.word("undo"))?;
    page.wait_for(member.word("import_lead"))
}

/// Each sample of each format comes in through the page, row by row, and goes again in one step.
fn every_format(kind: Kind) -> Result<()> {
    let language = match kind {
        Kind::Chromium => Language::Japanese,
        Kind::Firefox => Language::English,
    };
    let change = |options: &mut Options| options.language = language;
    walk(kind, change, |browser, _| {
        let member = Member::new(browser, language)?;
        let page = import_page(browser, &member)?;
        for file in samples()? {
            let name = || file.display().to_string();
            open(&member, &page, &file).with_context(name)?;
            let (shown, expected) = (shown(&page)?, expected(&file)?);
            ensure!(shown == expected, "{}: {shown:?} instead of {expected:?}", name());
            if let Some(count) = offered(&page)? {
                ensure!(count <= shown.len(), "{}: {count} of {}", name(), shown.len());
                add(&member, &page, count).with_context(name)?;
                undo(&member, &page).with_context(name)?;
            } else {
                page.wait_for(member.word("import_nothing")).with_context(name)?;
                page.navigate("about:blank")?;
                page.navigate(&browser.url("page.html#import"))?;
                page.wait_for(member.word("import_lead"))?;
            }
        }
        let list = browser.open(&browser.url("popup.html"))?;
        list.wait_for(member.word("empty_title"))
    })
}

/// A wrong password, then the right one; what is there already is named; what is unclear is asked; what cannot be kept
/// says why; and files that are none.
fn asked_and_refused(kind: Kind) -> Result<()> {
    let language = match kind {
        Kind::Chromium => Language::English,
        Kind::Firefox => Language::Japanese,
    };
    let change = |options: &mut Options| options.language = language;
    walk(kind, change, |browser, _| {
        let member = Member::new(browser, language)?;
        let word = |name: &str, values: &[(&str, &str)]| member.words().with(name, values);
        let page = import_page(browser, &member)?;
        look_at(&page, "import")?;
        let text = browser.profile().path().join("nothing.txt");
        std::fs::write(&text, "nothing at all")?;
        page.choose_files(&[text])?;
        page.wait_for(member.word("transfer_unknown"))?;
        look_at(&page, "import-unknown")?;

        page.choose_files(&[sample("aegis_sealed.json")])?;
        page.fill(member.word("import_password"), "not the password")?;
        page.press("Enter")?;
        page.wait_for(&word("transfer_wrong_password", &[("FORMAT", "Aegis")]))?;
        page.wait_until("the field has the focus", "document.activeElement.id === 'import-password'")?;
        look_at(&page, "import-wrong-password")?;
        page.fill(member.word("import_password"), "パスワード pass")?;
        page.press("Enter")?;
        page.wait_for(&word("import_from", &[("FORMAT", "Aegis")]))?;
        page.wait_for(&word("reason_kind", &[("FOUND", "yandex")]))?;
        look_at(&page, "import-rows")?;
        let count = offered(&page)?.context("nothing is offered")?;
        add(&member, &page, count)?;
        look_at(&page, "import-added")?;
        let list = browser.open(&browser.url("popup.html"))?;
        list.wait_for("ab12345")?;
        wait_code(&list, &Totp::usual(KEY))?;
        list.close()?;

        page.activate()?;
        page.click(member.word("import_again"))?;
        open(&member, &page, &sample("authenticator_cc.json"))?;
        let there = word("account_of", &[("ISSUER", "大阪公立大学"), ("USER", "ab12345")]);
        page.wait_for(&word("import_duplicate", &[("ACCOUNT", &there)]))?;
        let before = offered(&page)?.unwrap_or(0);
        let unclear = word("import_question", &[("PART", member.word("type_of_code"))]);
        look_at(&page, "import-question")?;
        page.choose(&unclear, &word("kind_hotp", &[("DIGITS", "6"), ("ALGORITHM", "SHA-512")]))?;
        page.wait_for(member.word("import_compare"))?;
        look_at(&page, "import-answered")?;
        page.wait_for(&word("import_undecided", &[("COUNT", "1")]))?;
        let after = offered(&page)?.unwrap_or(0);
        ensure!(after >= before, "{after} are offered after an answer, {before} before");
        if after > 0 {
            add(&member, &page, after)?;
            undo(&member, &page)?;
        }
        let list = browser.open(&browser.url("popup.html"))?;
        list.wait_for("ab12345")?;
        list.wait_gone("less unclear")
    })
}

fn accounts(samples: &[Sample]) -> Result<Vec<Account>> {
    samples.iter().map(|sample| Ok(otpauth::parse(&sample.uri())?)).collect()
}

/// Pictures of Google's export come in any order; what is missing is said until it is there.
fn pictures_in_parts(kind: Kind) -> Result<()> {
    walk(
        kind,
        |_| {},
        |browser, _| {
            let member = Member::new(browser, Language::English)?;
            let samples: Vec<Sample> = (0..25).map(|_| Sample::random()).collect();
            let parts = migration::write(&accounts(&samples)?, 7).uris;
            ensure!(parts.len() == 3, "{} parts", parts.len());
            let file = |number: usize| browser.profile().path().join(format!("part{number}.png"));
            for (number, uri) in parts.iter().enumerate() {
                std::fs::write(file(number), Qr::of(uri)?.png(4)?)?;
            }
            let page = import_page(browser, &member)?;
            page.choose_files(&[root().join("extension/icons/128.png")])?;
            page.wait_for(member.word("import_no_codes"))?;
            page.choose_files(&[file(2), file(0)])?;
            page.wait_for(&member.words().with("import_parts_missing", &[("SIZE", "3"), ("MISSING", "2")]))?;
            look_at(&page, "import-parts")?;
            page.choose_files(&[file(1)])?;
            page.wait_for(&member.words().with("import_parts_all", &[("SIZE", "3")]))?;
            add(&member, &page, 25)?;
            let list = browser.open(&browser.url("popup.html"))?;
            list.wait_for(&samples[24].user)?;
            wait_code(&list, &Totp::usual(&samples[24].base32()))
        },
    )
}

/// What `page` shows as a picture, read by our own decoder.
fn codes(page: &Page<'_>) -> Result<Vec<String>> {
    let bytes = page.picture()?;
    let mut reader = png::Decoder::new(std::io::Cursor::new(bytes)).read_info()?;
    let mut pixels = vec![0; reader.output_buffer_size().context("size")?];
    let info = reader.next_frame(&mut pixels)?;
    let step = info.color_type.samples();
    let rgba: Vec<u8> =
        pixels.chunks_exact(step).flat_map(|pixel| [pixel[0], pixel[1], pixel[2], 255]).collect();
    let picture = qr::Luma::from_rgba(info.width as usize, info.height as usize, &rgba)?;
    Ok(qr::read(&picture).iter().filter_map(|code| Some(code.text()?.to_owned())).collect())
}

/// Out to Aegis under a password, to Google Authenticator as codes, and to FIDO's format after a typed word.
fn out_to_other_apps(kind: Kind) -> Result<()> {
    let language = match kind {
        Kind::Chromium => Language::English,
        Kind::Firefox => Language::Japanese,
    };
    let change = |options: &mut Options| {
        options.language = language;
        options.window = (1100, 1400);
    };
    walk(kind, change, |browser, _| {
        let member = Member::new(browser, language)?;
        with_passphrase(browser, &member)?;
        let page = import_page(browser, &member)?;
        open(&member, &page, &sample("uris.txt"))?;
        let count = offered(&page)?.context("nothing is offered")?;
        add(&member, &page, count)?;

        let page = browser.open(&browser.url("page.html#export"))?;
        page.wait_for(member.word("export_title"))?;
        let part = page.within(member.word("export_title"));
        look_at(&page, "export")?;
        part.fill(member.word("export_password"), PASSPHRASE)?;
        part.click(member.word("export_write"))?;
        part.fill(member.word("confirm_you_text"), PASSPHRASE)?;
        part.click(member.word("export_write"))?;
        let folder = browser.profile().path().join("downloads");
        let file = written(&folder, "json")?;
        let password =
            Password::new(Passphrase::typed(PASSPHRASE.into()), Passphrase::typed(PASSPHRASE.into()));
        let read = transfer::read(&std::fs::read(&file)?, Some(&password))?;
        ensure!(read.format == transfer::Format::Aegis && read.accounts().count() == count, "{read:?}");
        std::fs::remove_file(&file)?;

        part.click(member.word("export_cxf"))?;
        let typed = member.word("export_word");
        part.fill(&member.words().with("type_word", &[("WORD", typed)]), typed)?;
        part.fill(member.word("confirm_you_text"), PASSPHRASE)?;
        part.click(member.word("export_write"))?;
        let read = transfer::read(&std::fs::read(written(&folder, "json")?)?, None)?;
        ensure!(read.format == transfer::Format::CredentialExchange, "{read:?}");

        part.click(member.word("export_google"))?;
        part.fill(member.word("confirm_you_text"), PASSPHRASE)?;
        part.click(member.word("export_show"))?;
        page.wait_for(&member.words().with("export_part", &[("NUMBER", "1"), ("COUNT", "1")]))?;
        look_at(&page, "export-codes")?;
        page.evaluate("document.getElementById('export-codes').scrollIntoView()")?;
        let uri = patiently("no code is read", || Ok(codes(&page)?.into_iter().next()))?;
        let read = migration::read(&uri)?;
        ensure!(!read.rows.is_empty() && read.size == 1, "{read:?}");
        part.click(member.word("export_hide"))?;
        part.wait_gone(member.word("export_scan"))
    })
}

e2e::walks!(every_format, asked_and_refused, pictures_in_parts, out_to_other_apps);
