//! Files of other programs in.

mod formats;

use std::path::PathBuf;

use anyhow::{Context, Result, ensure};
use e2e::member::wait_code;
use e2e::sample::Sample;
use e2e::{
    Bring, Browser, Colors, Kind, Language, Member, Options, Page, Qr, Totp, look_at, patiently, root, walk,
};
use formats::Foreign;
use warifu::account::Account;
use warifu::otpauth;
use warifu::transfer::migration;

use crate::picture::{ENDLESS, SLOW, confusing, onto_the_field};
use crate::steps::{PASSPHRASE, with_passphrase};

const FILES: &str = "tests/data/transfer";
/// The keys of most samples: RFC 6238's.
const KEY: &str = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ";

fn sample(name: &str) -> PathBuf {
    root().join(FILES).join(name)
}

/// The page for files; asked how to protect the keys, goes on without a passphrase.
pub(crate) fn import_page<'b>(browser: &'b Browser, member: &Member<'_>) -> Result<Page<'b>> {
    let page = browser.open(&browser.url("page.html#import"))?;
    if member.wait_any(&page, &["protect_title", "import_lead"])? == "protect_title" {
        page.click(member.word("protect_device"))?;
    }
    page.wait_for(member.word("import_lead"))?;
    Ok(page)
}

/// How many accounts the page offers to add; `None` if none.
pub(crate) fn offered(page: &Page<'_>) -> Result<Option<usize>> {
    let text = page.evaluate("document.querySelector('.card .actions .primary')?.textContent ?? ''")?;
    let digits: String = text.as_str().unwrap_or_default().chars().filter(char::is_ascii_digit).collect();
    Ok(digits.parse().ok())
}

/// Adds what is offered.
pub(crate) fn add(member: &Member<'_>, page: &Page<'_>, count: usize) -> Result<()> {
    let count = count.to_string();
    page.click(&member.words().with("restore_add", &[("COUNT", &count)]))?;
    page.wait_for(&member.words().with("import_added", &[("COUNT", &count)]))
}

fn undo(member: &Member<'_>, page: &Page<'_>) -> Result<()> {
    page.click(member.word("undo"))?;
    page.wait_for(member.word("import_lead"))
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
        Foreign::read(&sample("authenticator_cc.json"))?.open(&member, &page)?;
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

/// What is dropped and what is pasted is read as what is chosen.
fn dropped_and_pasted(kind: Kind) -> Result<()> {
    walk(
        kind,
        |_| {},
        |browser, _| {
            let member = Member::new(browser, Language::English)?;
            let page = import_page(browser, &member)?;
            let place = |name: &str| browser.profile().path().join(name);
            for how in [onto_the_field(&page)?, Bring::Paste] {
                let [text, picture] = [Sample::random(), Sample::random()];
                std::fs::write(place("list.txt"), text.uri())?;
                std::fs::write(place("code.png"), Qr::of(&picture.uri())?.png(4)?)?;
                for (name, account) in [("list.txt", text), ("code.png", picture)] {
                    page.bring(how, &place(name)).with_context(|| format!("{how:?}"))?;
                    page.wait_for(&account.user)?;
                    add(&member, &page, 1)?;
                    page.click(member.word("import_again"))?;
                }
            }
            Ok(())
        },
    )
}

/// Several files at once are refused, pictures among them or not; what was there and answered stays.
fn several_files(kind: Kind) -> Result<()> {
    let (language, colors) = match kind {
        Kind::Chromium => (Language::Japanese, Colors::Dark),
        Kind::Firefox => (Language::English, Colors::Light),
    };
    let change = |options: &mut Options| (options.language, options.colors) = (language, colors);
    walk(kind, change, |browser, _| {
        let member = Member::new(browser, language)?;
        let page = import_page(browser, &member)?;
        page.choose_files(&[sample("otpclient_uris.txt")])?;
        let question = member.words().with("import_question", &[("PART", member.word("type_of_code"))]);
        page.choose(&question, member.word("steam"))?;
        let before = offered(&page)?;
        let icon = root().join("extension/icons/128.png");
        for other in [sample("aegis.json"), icon] {
            page.choose_files(&[sample("uris.txt"), other])?;
            page.wait_for(member.word("import_one_file"))?;
            ensure!(page.chosen(&question)? == member.word("steam"), "the answer is lost");
            ensure!(offered(&page)? == before, "{:?} are offered, {before:?} before", offered(&page)?);
            let names = "document.getElementById('import-file').files.length";
            ensure!(page.evaluate(names)? == 0, "the field names files that were not read");
        }
        look_at(&page, "import-several")?;
        page.choose_files(&[sample("raivo.json")])?;
        page.wait_for(&member.words().with("import_from", &[("FORMAT", "Raivo OTP")]))?;
        page.wait_gone(member.word("import_one_file"))
    })
}

/// Rows of one name with one question can be told apart by ear.
fn questions_alike(kind: Kind) -> Result<()> {
    walk(
        kind,
        |_| {},
        |browser, _| {
            let member = Member::new(browser, Language::English)?;
            let page = import_page(browser, &member)?;
            let file = browser.profile().path().join("alike.txt");
            let line = |key: &str| format!("otpauth://totp/Steam:gamer?secret={key}&issuer=Steam&digits=5\n");
            std::fs::write(&file, [line(KEY), line("JBSWY3DPEHPK3PXP")].concat())?;
            page.choose_files(&[file])?;
            let account = member.words().with("account_of", &[("ISSUER", "Steam"), ("USER", "gamer")]);
            let question = member.words().with("import_question", &[("PART", member.word("type_of_code"))]);
            for (number, offers) in [("1", Some(1)), ("2", Some(2))] {
                let row = member.words().with("import_row", &[("NUMBER", number), ("ACCOUNT", &account)]);
                page.choose(&format!("{question} {row}"), member.word("steam"))?;
                patiently(&format!("not {offers:?}"), || Ok((offered(&page)? == offers).then_some(())))?;
            }
            page.choose(
                &format!(
                    "{question} {}",
                    member.words().with("import_row", &[("NUMBER", "2"), ("ACCOUNT", &account)])
                ),
                member.word("import_leave_out"),
            )?;
            page.wait_for(member.word("import_left_out"))?;
            add(&member, &page, 1)
        },
    )
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
            // The second is read after the first.
            page.choose_files(&[file(2)])?;
            page.choose_files(&[file(0)])?;
            page.wait_for(&member.words().with("import_parts_missing", &[("SIZE", "3"), ("MISSING", "2")]))?;
            look_at(&page, "import-parts")?;
            page.choose_files(&[file(1), file(0)])?;
            page.wait_for(&member.words().with("import_parts_all", &[("SIZE", "3")]))?;
            add(&member, &page, 25)?;
            let list = browser.open(&browser.url("popup.html"))?;
            list.wait_for(&samples[24].user)?;
            wait_code(&list, &Totp::usual(&samples[24].base32()))
        },
    )
}

/// What turns out to be damaged behind the right password leaves the password where it was typed.
fn damaged_behind_its_password(kind: Kind) -> Result<()> {
    let language = match kind {
        Kind::Chromium => Language::Japanese,
        Kind::Firefox => Language::English,
    };
    let change = |options: &mut Options| options.language = language;
    walk(kind, change, |browser, _| {
        let member = Member::new(browser, language)?;
        let page = import_page(browser, &member)?;
        let whole = std::fs::read_to_string(sample("aegis_sealed.json"))?;
        let file = browser.profile().path().join("damaged.json");
        let accounts = whole.find("\"db\"").context("the sample holds no accounts")? + 10;
        std::fs::write(&file, [&whole[..accounts], "AAAA", &whole[accounts + 4..]].concat())?;
        page.choose_files(&[file])?;
        page.fill(member.word("import_password"), "パスワード pass")?;
        page.press("Enter")?;
        let said = [("FORMAT", "Aegis"), ("PART", member.word("part_contents"))];
        page.wait_for(&member.words().with("transfer_malformed", &said))?;
        look_at(&page, "import-damaged")?;
        let typed = page.value(member.word("import_password"))?;
        ensure!(typed == "パスワード pass", "what was typed is lost");
        page.choose_files(&[sample("aegis_sealed.json")])?;
        page.wait_gone(&member.words().with("transfer_malformed", &said))?;
        page.fill(member.word("import_password"), "パスワード pass")?;
        page.press("Enter")?;
        page.wait_for(&member.words().with("import_from", &[("FORMAT", "Aegis")]))
    })
}

/// The vault is locked while a picture is being read: what comes of it is not wanted any more, and harms nothing.
fn locked_meanwhile(kind: Kind) -> Result<()> {
    walk(
        kind,
        |_| {},
        |browser, _| {
            let member = Member::new(browser, Language::English)?;
            with_passphrase(browser, &member)?;
            let list = browser.open(&browser.url("popup.html"))?;
            list.wait_for(member.word("lock_now"))?;
            let page = import_page(browser, &member)?;
            page.choose_files(&[confusing(browser, SLOW)?])?;
            page.wait_for(member.word("cancel"))?;
            list.activate()?;
            list.click(member.word("lock_now"))?;
            page.activate()?;
            page.wait_for(member.word("unlock"))?;
            // longer than a picture is looked at
            std::thread::sleep(std::time::Duration::from_secs(4));
            page.fill(member.word("passphrase"), PASSPHRASE)?;
            page.click(member.word("unlock"))?;
            page.wait_for(member.word("import_lead"))
        },
    )
}

/// Pictures that give no key are named with what is wrong with each, and spoil no other: not those beside them, and not
/// those read before.
fn pictures_without_keys(kind: Kind) -> Result<()> {
    let language = match kind {
        Kind::Chromium => Language::English,
        Kind::Firefox => Language::Japanese,
    };
    let change = |options: &mut Options| options.language = language;
    walk(kind, change, |browser, _| {
        let member = Member::new(browser, language)?;
        let place = |name: &str| browser.profile().path().join(name);
        let unread = |name: &str, why: &str| {
            member.words().with("import_unread", &[("NAME", name), ("WHY", member.word(why))])
        };
        let malformed = member.words().with(
            "transfer_malformed",
            &[("FORMAT", member.word("format_google")), ("PART", member.word("part_contents"))],
        );
        let malformed = member.words().with("import_unread", &[("NAME", "altered.png"), ("WHY", &malformed)]);
        let key = Sample::random();
        std::fs::write(place("key.png"), Qr::of(&key.uri())?.png(4)?)?;
        std::fs::write(place("shop.png"), Qr::of("https://example.com/")?.png(4)?)?;
        std::fs::write(place("altered.png"), Qr::of("otpauth-migration://offline?data=%21")?.png(4)?)?;
        std::fs::write(place("torn.png"), &std::fs::read(place("key.png"))?[..40])?;
        let others = ["shop.png", "torn.png", "altered.png"];

        let page = import_page(browser, &member)?;
        page.choose_files(&others.map(place))?;
        page.wait_for(&unread("shop.png", "import_no_codes"))?;
        page.wait_for(&unread("torn.png", "picture_unreadable"))?;
        page.wait_for(&malformed)?;
        page.wait_gone(member.word("import_reading"))?;
        ensure!(offered(&page)?.is_none(), "something is offered");
        page.choose_files(&[place("key.png"), place("shop.png")])?;
        page.wait_for(&key.user)?;
        page.wait_gone("torn.png")?;
        page.wait_for(&unread("shop.png", "import_no_codes"))?;
        look_at(&page, "import-without-keys")?;
        page.choose_files(&others.map(place))?;
        page.wait_for(&malformed)?;
        page.wait_for(&key.user)?;
        add(&member, &page, 1)?;
        page.wait_gone("altered.png")
    })
}

/// What was answered stays when another picture brings more; who does not want to wait for one keeps what the others said.
fn pictures_one_by_one(kind: Kind) -> Result<()> {
    let language = match kind {
        Kind::Chromium => Language::English,
        Kind::Firefox => Language::Japanese,
    };
    let change = |options: &mut Options| options.language = language;
    walk(kind, change, |browser, _| {
        let member = Member::new(browser, language)?;
        let place = |name: &str| browser.profile().path().join(name);
        let (first, second) = (Sample::random(), Sample::random());
        let steam = format!("otpauth://totp/Steam:gamer?secret={KEY}&issuer=Steam&digits=5");
        let uris = [("steam.png", &steam), ("first.png", &first.uri()), ("second.png", &second.uri())];
        for (name, uri) in uris {
            std::fs::write(place(name), Qr::of(uri)?.png(4)?)?;
        }
        let page = import_page(browser, &member)?;
        page.choose_files(&[place("steam.png")])?;
        let question = member.words().with("import_question", &[("PART", member.word("type_of_code"))]);
        page.choose(&question, member.word("steam"))?;
        page.choose_files(&[place("first.png")])?;
        page.wait_for(&first.user)?;
        ensure!(page.chosen(&question)? == member.word("steam"), "the answer is lost");
        ensure!(offered(&page)? == Some(2), "{:?} are offered", offered(&page)?);

        // The one without a key tells how far reading has come.
        std::fs::write(place("shop.png"), Qr::of("https://example.com/")?.png(4)?)?;
        page.choose_files(&[place("second.png"), place("shop.png"), confusing(browser, ENDLESS)?])?;
        page.wait_for("shop.png")?;
        page.click(member.word("cancel"))?;
        page.wait_for(&second.user)?;
        ensure!(page.chosen(&question)? == member.word("steam"), "the answer is lost");
        add(&member, &page, 3)
    })
}

e2e::walks!(
    asked_and_refused,
    dropped_and_pasted,
    several_files,
    questions_alike,
    damaged_behind_its_password,
    locked_meanwhile,
    pictures_in_parts,
    pictures_one_by_one,
    pictures_without_keys
);
