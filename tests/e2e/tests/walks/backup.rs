//! A backup file written, everything removed, and the file restored.

use std::path::{Path, PathBuf};

use anyhow::{Result, ensure};
use e2e::member::wait_code;
use e2e::sample::Sample;
use e2e::{Browser, Kind, Language, Member, Options, Page, Totp, patiently, walk};

use crate::steps::{PASSPHRASE, with_passphrase};

pub(crate) const FILE_PASSPHRASE: &str = "another half kept elsewhere 1868";

/// The file with this ending in the downloads folder, once it is complete.
pub(crate) fn written(folder: &Path, ending: &str) -> Result<PathBuf> {
    patiently("no file was written", || {
        let entries = std::fs::read_dir(folder).into_iter().flatten().flatten();
        let finished = |path: &PathBuf| path.extension().is_some_and(|its| its == ending);
        let file = entries.map(|entry| entry.path()).find(finished);
        Ok(file.filter(|file| std::fs::metadata(file).is_ok_and(|data| data.len() > 0)))
    })
}

/// Writes a backup file on the options page.
pub(crate) fn write(browser: &Browser, member: &Member<'_>, page: &Page<'_>) -> Result<PathBuf> {
    page.wait_for(member.word("backup_write"))?;
    let part = page.within(member.word("section_backup"));
    let asks = page.count(member.word("backup_own"))? > 0;
    if asks {
        page.click(member.word("backup_own"))?;
    }
    part.fill(member.word("backup_passphrase"), FILE_PASSPHRASE)?;
    part.click(member.word("backup_write"))?;
    if asks {
        part.fill(member.word("confirm_you_text"), PASSPHRASE)?;
        part.click(member.word("backup_write"))?;
    }
    written(&browser.profile().path().join("downloads"), "warifu")
}

fn remove_everything(member: &Member<'_>, page: &Page<'_>) -> Result<()> {
    page.within(member.word("remove_title")).fill(
        &member.words().with("type_word", &[("WORD", member.word("remove_word"))]),
        member.word("remove_word"),
    )?;
    page.click(member.word("remove_do"))?;
    page.wait_for(member.word("removed"))
}

fn restore(member: &Member<'_>, page: &Page<'_>, file: &Path, samples: &[Sample]) -> Result<()> {
    page.choose_files(&[file.into()])?;
    page.fill(member.word("restore_passphrase"), "not the passphrase")?;
    page.click(member.word("restore_open"))?;
    page.wait_for(member.word("file_wrong_key"))?;
    page.fill(member.word("restore_passphrase"), FILE_PASSPHRASE)?;
    page.click(member.word("restore_open"))?;
    for sample in samples {
        page.wait_for(&sample.user)?;
    }
    let count = samples.len().to_string();
    page.click(&member.words().with("restore_add", &[("COUNT", &count)]))?;
    page.wait_for(&member.words().with("restore_done", &[("COUNT", &count)]))
}

fn backup_and_restore(kind: Kind) -> Result<()> {
    walk(
        kind,
        |_| {},
        |browser, _| {
            let member = Member::new(browser, Language::English)?;
            let list = browser.open(&browser.url("popup.html"))?;
            let samples = [Sample::random(), Sample::random(), Sample::random()];
            for sample in &samples {
                member.add_by_typing(&list, &sample.issuer, &sample.user, &sample.base32())?;
            }
            let options = browser.open(&browser.url("page.html#backup"))?;
            let file = write(browser, &member, &options)?;
            remove_everything(&member, &options)?;
            let list = browser.open(&browser.url("popup.html"))?;
            list.wait_for(member.word("empty_title"))?;
            let last = Sample::random();
            member.add_by_typing(&list, &last.issuer, &last.user, &last.base32())?;

            let options = browser.open(&browser.url("page.html#restore"))?;
            restore(&member, &options, &file, &samples)?;
            list.activate()?;
            for sample in samples.iter().chain([&last]) {
                list.wait_for(&sample.user)?;
                wait_code(&list, &Totp::usual(&sample.base32()))?;
            }
            // A damaged file is named as such, and adds nothing.
            let mut bytes = std::fs::read(&file)?;
            let middle = bytes.len() / 2;
            bytes[middle] ^= 1;
            let damaged = browser.profile().path().join("damaged.warifu");
            std::fs::write(&damaged, bytes)?;
            options.activate()?;
            options.choose_files(&[damaged])?;
            options
                .within(member.word("restore_title"))
                .fill(member.word("restore_passphrase"), FILE_PASSPHRASE)?;
            options.click(member.word("restore_open"))?;
            let says = member.wait_any(&options, &["file_damaged", "file_wrong_key", "file_not_backup"])?;
            ensure!(says != "file_not_backup", "a damaged backup is called no backup");
            Ok(())
        },
    )
}

/// The plain export asks for a typed word and the passphrase; its lines are the accounts.
fn plain_export(kind: Kind) -> Result<()> {
    let change = |options: &mut Options| options.language = Language::Japanese;
    walk(kind, change, |browser, _| {
        let member = Member::new(browser, Language::Japanese)?;
        with_passphrase(browser, &member)?;
        let list = browser.open(&browser.url("popup.html"))?;
        let sample = Sample::random();
        member.add_by_typing(&list, &sample.issuer, &sample.user, &sample.base32())?;
        let options = browser.open(&browser.url("page.html#export"))?;
        let word = member.word("export_word");
        let part = options.within(member.word("export_title"));
        part.click(member.word("export_uris"))?;
        part.fill(&member.words().with("type_word", &[("WORD", word)]), word)?;
        part.fill(member.word("confirm_you_text"), "ちがうパスフレーズです")?;
        part.click(member.word("export_write"))?;
        part.wait_for(member.word("unlock_wrong"))?;
        let folder = browser.profile().path().join("downloads");
        ensure!(
            !folder.exists() || std::fs::read_dir(&folder)?.next().is_none(),
            "exported without the passphrase"
        );
        part.fill(member.word("confirm_you_text"), PASSPHRASE)?;
        part.click(member.word("export_write"))?;
        let text = std::fs::read_to_string(written(&folder, "txt")?)?;
        let account = warifu::otpauth::parse(text.trim_end())?;
        ensure!(
            account.issuer.as_str() == sample.issuer && account.user.as_str() == sample.user,
            "other names"
        );
        ensure!(account.otp.secret().expose() == sample.key, "another key");
        Ok(())
    })
}

/// A backup under the vault's own passphrase opens with that one, also where the vault has none any more.
fn backup_under_the_vaults_passphrase(kind: Kind) -> Result<()> {
    walk(
        kind,
        |_| {},
        |browser, _| {
            let member = Member::new(browser, Language::English)?;
            with_passphrase(browser, &member)?;
            let list = browser.open(&browser.url("popup.html"))?;
            let sample = Sample::random();
            member.add_by_typing(&list, &sample.issuer, &sample.user, &sample.base32())?;
            let options = browser.open(&browser.url("page.html#backup"))?;
            options.click(member.word("backup_vault"))?;
            options.fill(member.word("backup_passphrase"), PASSPHRASE)?;
            options.click(member.word("backup_write"))?;
            let file = written(&browser.profile().path().join("downloads"), "warifu")?;
            remove_everything(&member, &options)?;
            let list = browser.open(&browser.url("popup.html"))?;
            let last = Sample::random();
            member.add_by_typing(&list, &last.issuer, &last.user, &last.base32())?;
            let options = browser.open(&browser.url("page.html#restore"))?;
            options.choose_files(&[file])?;
            options.fill(member.word("restore_passphrase"), PASSPHRASE)?;
            // What another page saves meanwhile takes nothing of this away.
            list.activate()?;
            let meanwhile = Sample::random();
            member.add_by_typing(&list, &meanwhile.issuer, &meanwhile.user, &meanwhile.base32())?;
            options.activate()?;
            options.click_field(member.word("restore_passphrase"))?;
            options.press("Enter")?;
            options.wait_for(&sample.user)?;
            options.click(&member.words().with("restore_add", &[("COUNT", "1")]))?;
            options.wait_for(&member.words().with("restore_done", &[("COUNT", "1")]))?;
            list.activate()?;
            wait_code(&list, &Totp::usual(&sample.base32()))?;
            options.activate()?;
            options.click(member.word("undo"))?;
            options.wait_for(member.word("restore_undone"))?;
            list.activate()?;
            list.wait_gone(&sample.user)
        },
    )
}

e2e::walks!(backup_and_restore, plain_export, backup_under_the_vaults_passphrase);
