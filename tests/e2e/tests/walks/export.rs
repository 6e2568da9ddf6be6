//! Out to other programs: files under a password, files that anybody can open, and QR codes.

use anyhow::{Context, Result, ensure};
use e2e::sample::Sample;
use e2e::{Browser, Kind, Language, Member, Options, Page, look_at, patiently, root, walk};
use warifu::account::Account;
use warifu::transfer::migration::{self, Sets};
use warifu::transfer::{self, Password};
use warifu::vault::Passphrase;
use warifu::{otpauth, qr};

use crate::backup::written;
use crate::import::{add, import_page, offered};
use crate::steps::{PASSPHRASE, with_passphrase};

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

/// A member with a passphrase, in a window that a code fits into.
fn exporting(
    kind: Kind,
    language: Language,
    steps: impl FnOnce(&Browser, &Member<'_>) -> Result<()>,
) -> Result<()> {
    let change = |options: &mut Options| {
        options.language = language;
        options.window = (1100, 1400);
    };
    walk(kind, change, |browser, _| {
        let member = Member::new(browser, language)?;
        with_passphrase(browser, &member)?;
        steps(browser, &member)
    })
}

/// Out to Aegis under a password, to Google Authenticator as codes, and to FIDO's format after a typed word.
fn out_to_other_apps(kind: Kind) -> Result<()> {
    let language = match kind {
        Kind::Chromium => Language::English,
        Kind::Firefox => Language::Japanese,
    };
    exporting(kind, language, |browser, member| {
        let page = import_page(browser, member)?;
        page.choose_files(&[root().join("tests/data/transfer/uris.txt")])?;
        page.wait_for(member.word("restore_table"))?;
        let count = offered(&page)?.context("nothing is offered")?;
        add(member, &page, count)?;

        let page = browser.open(&browser.url("page.html#export"))?;
        page.wait_for(member.word("export_title"))?;
        let part = page.within(member.word("export_title"));
        look_at(&page, "export")?;
        part.fill(member.word("export_password"), PASSPHRASE)?;
        part.click(member.word("export_write"))?;
        part.wait_for(member.word("confirm_you_text"))?;
        // What is typed afterwards was not judged.
        part.fill(member.word("export_password"), "short")?;
        part.wait_gone(member.word("confirm_you_text"))?;
        part.fill(member.word("export_password"), PASSPHRASE)?;
        part.click(member.word("export_write"))?;
        part.fill(member.word("confirm_you_text"), PASSPHRASE)?;
        part.click(member.word("export_write"))?;
        page.wait_until("the field has the focus", "document.activeElement.id === 'export-password'")?;
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
        page.wait_until("the choice has the focus", "document.activeElement.id === 'export-google'")?;
        part.wait_gone(member.word("export_scan"))
    })
}

/// The code that `page` shows under this caption.
fn part(page: &Page<'_>, member: &Member<'_>, number: usize) -> Result<String> {
    let number = number.to_string();
    page.wait_for(&member.words().with("export_part", &[("NUMBER", &number), ("COUNT", "3")]))?;
    page.evaluate("document.getElementById('export-codes').scrollIntoView()")?;
    patiently("no code is read", || Ok(codes(page)?.into_iter().next()))
}

/// More accounts than one code holds: forwards and backwards through the codes, and together they hold every account.
fn codes_in_parts(kind: Kind) -> Result<()> {
    let language = match kind {
        Kind::Chromium => Language::Japanese,
        Kind::Firefox => Language::English,
    };
    exporting(kind, language, |browser, member| {
        let samples: Vec<Sample> = (0..25).map(|_| Sample::random()).collect();
        let uris: Vec<String> = samples.iter().map(Sample::uri).collect();
        let file = browser.profile().path().join("many.txt");
        std::fs::write(&file, uris.join("\n"))?;
        let page = import_page(browser, member)?;
        page.choose_files(&[file])?;
        page.wait_for(member.word("restore_table"))?;
        add(member, &page, samples.len())?;

        let page = browser.open(&browser.url("page.html#export"))?;
        let form = page.within(member.word("export_title"));
        form.click(member.word("export_google"))?;
        form.fill(member.word("confirm_you_text"), PASSPHRASE)?;
        form.click(member.word("export_show"))?;
        let mut read = vec![part(&page, member, 1)?];
        look_at(&page, "export-part")?;
        let first = "document.querySelector('#export-codes + .actions button').getAttribute('aria-disabled')";
        ensure!(page.evaluate(first)? == "true", "there is something before the first");
        for number in [2, 3] {
            form.click(member.word("next"))?;
            read.push(part(&page, member, number)?);
        }
        form.click(member.word("export_previous"))?;
        ensure!(part(&page, member, 2)? == read[1], "another code on the way back");
        page.press("Enter")?; // the button has kept the focus
        ensure!(part(&page, member, 1)? == read[0], "another code by keyboard");

        let mut sets = Sets::default();
        for uri in &read {
            sets.add(migration::read(uri)?)?;
        }
        let back: Vec<Account> = sets.import().accounts().cloned().collect();
        let sent: Vec<Account> = uris.iter().map(|uri| otpauth::parse(uri)).collect::<Result<_, _>>()?;
        ensure!(back == sent, "{} accounts, of which some are others", back.len());
        Ok(())
    })
}

e2e::walks!(out_to_other_apps, codes_in_parts);
