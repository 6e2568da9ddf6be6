//! Codes that are not on the page in front: picture files, pictures dropped and pasted, screens, local pages.

use std::path::PathBuf;

use anyhow::{Context, Result, ensure};
use e2e::member::wait_code;
use e2e::sample::Sample;
use e2e::{Bring, Browser, Colors, Kind, Language, Member, Options, Page, Qr, Totp, root, walk};

/// A picture of an account's code, in the profile's folder.
fn drawn(browser: &Browser, sample: &Sample) -> Result<PathBuf> {
    let file = browser.profile().path().join(format!("{}.png", sample.user));
    std::fs::write(&file, Qr::of(&sample.uri())?.png(4)?)?;
    Ok(file)
}

/// The page for pictures; asked how to protect the keys, goes on without a passphrase.
fn add_page<'b>(browser: &'b Browser, member: &Member<'_>) -> Result<Page<'b>> {
    let page = browser.open(&browser.url("page.html#add"))?;
    if member.wait_any(&page, &["protect_title", "picture_lead"])? == "protect_title" {
        page.click(member.word("protect_device"))?;
    }
    page.wait_for(member.word("picture_lead"))?;
    Ok(page)
}

/// Agrees to what was read and finds its code in the list.
fn saved(browser: &Browser, member: &Member<'_>, page: &Page<'_>, sample: &Sample) -> Result<()> {
    page.wait_for(&sample.issuer)?;
    page.wait_for(&sample.user)?;
    member.confirm(page)?;
    page.wait_for(member.word("added"))?;
    let list = browser.open(&browser.url("popup.html"))?;
    list.wait_for(&sample.user)?;
    wait_code(&list, &Totp::usual(&sample.base32()))?;
    list.close()
}

pub(crate) fn onto_the_field(page: &Page<'_>) -> Result<Bring> {
    let middle = page.evaluate(
        "(({x, y, width, height}) => [x + width / 2, y + height / 2])(\
         document.querySelector('.drop').getBoundingClientRect())",
    )?;
    Ok(Bring::Drop(middle[0].as_f64().context("x")?, middle[1].as_f64().context("y")?))
}

fn file_drop_and_paste(kind: Kind) -> Result<()> {
    walk(
        kind,
        |_| {},
        |browser, _| {
            let member = Member::new(browser, Language::English)?;
            let chosen = Sample::random();
            let page = add_page(browser, &member)?;
            page.choose_files(&[drawn(browser, &chosen)?])?;
            saved(browser, &member, &page, &chosen)?;
            for dropped in [true, false] {
                let sample = Sample::random();
                let page = add_page(browser, &member)?;
                let how = if dropped { onto_the_field(&page)? } else { Bring::Paste };
                page.bring(how, &drawn(browser, &sample)?)?;
                saved(browser, &member, &page, &sample).with_context(|| format!("{how:?}"))?;
            }
            Ok(())
        },
    )
}

/// What is no picture, a picture on which the reader stumbles, and one without a code: each is said, and the next one
/// is read all the same.
fn bad_pictures(kind: Kind) -> Result<()> {
    walk(
        kind,
        |_| {},
        |browser, _| {
            let member = Member::new(browser, Language::English)?;
            let page = add_page(browser, &member)?;
            let text = browser.profile().path().join("text.png");
            std::fs::write(&text, "no picture at all")?;
            page.choose_files(&[text])?;
            page.wait_for(member.word("picture_unreadable"))?;
            page.choose_files(&[root().join("tests/data/hostile/breaks_rqrr.png")])?;
            member.wait_any(&page, &["reader_broke", "nothing_title"])?;
            page.click(member.word("back"))?;
            page.choose_files(&[root().join("extension/icons/128.png")])?;
            page.wait_for(member.word("nothing_title"))?;
            page.click(member.word("back"))?;
            let sample = Sample::random();
            page.choose_files(&[drawn(browser, &sample)?])?;
            saved(browser, &member, &page, &sample)
        },
    )
}

/// 30 megapixels: reading takes as long as it may.
pub(crate) const ENDLESS: (u32, u32) = (6000, 5000);
/// Few enough for the first pass to leave time for the others.
pub(crate) const SLOW: (u32, u32) = (1500, 1000);

/// A picture on which everything might be a code.
pub(crate) fn confusing(browser: &Browser, size: (u32, u32)) -> Result<PathBuf> {
    const SQUARE: usize = 3;
    let width = size.0 as usize;
    let row = || {
        let random = e2e::sample::letters(width / SQUARE);
        random.bytes().flat_map(|letter| [if letter % 2 == 0 { 0 } else { 255 }; SQUARE]).collect::<Vec<u8>>()
    };
    let pixels: Vec<u8> = (0..size.1 as usize).step_by(SQUARE).flat_map(|_| row().repeat(SQUARE)).collect();
    let path = browser.profile().path().join("confusing.png");
    let mut encoder = png::Encoder::new(std::fs::File::create(&path)?, size.0, size.1);
    encoder.set_color(png::ColorType::Grayscale);
    let all = width * size.1 as usize;
    encoder.write_header()?.write_image_data(&pixels[..all])?;
    Ok(path)
}

/// A picture that is looked at closer says so meanwhile.
fn looked_at_closer(kind: Kind) -> Result<()> {
    let (language, colors) = match kind {
        Kind::Chromium => (Language::English, Colors::Dark),
        Kind::Firefox => (Language::Japanese, Colors::Light),
    };
    let change = |options: &mut Options| (options.language, options.colors) = (language, colors);
    walk(kind, change, |browser, _| {
        let member = Member::new(browser, language)?;
        let page = add_page(browser, &member)?;
        page.choose_files(&[confusing(browser, SLOW)?])?;
        page.wait_for(member.word("looking_closer"))?;
        page.wait_for(member.word("nothing_title"))
    })
}

/// Who does not want to wait does not have to, by keyboard either; the next picture is read all the same.
fn cancelled(kind: Kind) -> Result<()> {
    walk(
        kind,
        |_| {},
        |browser, _| {
            let member = Member::new(browser, Language::English)?;
            let page = add_page(browser, &member)?;
            page.choose_files(&[confusing(browser, ENDLESS)?])?;
            page.wait_until("a button", "!!document.querySelector('[role=status].busy + .actions button')")?;
            page.evaluate("document.querySelector('.busy + .actions button').focus()")?;
            page.wait_focused(member.word("cancel"))?;
            page.press("Enter")?;
            page.wait_for(member.word("picture_lead"))?;
            let sample = Sample::random();
            page.choose_files(&[drawn(browser, &sample)?])?;
            saved(browser, &member, &page, &sample)
        },
    )
}

/// Whoever pastes another picture does not see the first one's any more, whenever it is done.
fn overtaken(kind: Kind) -> Result<()> {
    walk(
        kind,
        |_| {},
        |browser, _| {
            let member = Member::new(browser, Language::English)?;
            let page = add_page(browser, &member)?;
            let sample = Sample::random();
            let picture = drawn(browser, &sample)?;
            page.choose_files(&[confusing(browser, SLOW)?])?;
            page.wait_for(member.word("cancel"))?;
            page.bring(Bring::Paste, &picture)?;
            page.wait_for(&sample.user)?;
            // longer than a picture that the member chose is looked at
            std::thread::sleep(std::time::Duration::from_secs(4));
            ensure!(page.sees(&sample.user)?, "the first picture's outcome came over the second's");
            saved(browser, &member, &page, &sample)
        },
    )
}

/// A still picture of what the member chooses in the browser's dialog. A headless Firefox has nothing to choose: that
/// is said, and nothing else happens.
fn screen(kind: Kind) -> Result<()> {
    let sample = Sample::random();
    let change = |options: &mut Options| options.shares = Some("Shown to Warifu");
    walk(kind, change, |browser, site| {
        let member = Member::new(browser, Language::English)?;
        let shown = browser.open(&site.code(&sample.uri()))?;
        shown.evaluate("document.title = 'Shown to Warifu'")?;
        let page = add_page(browser, &member)?;
        page.click(member.word("picture_screen"))?;
        match kind {
            Kind::Chromium => saved(browser, &member, &page, &sample),
            Kind::Firefox => {
                page.wait_for(member.word("no_screen"))?;
                page.wait_for(member.word("picture_lead"))
            }
        }
    })
}

/// A page that lies on the member's own disk. Chromium has a switch for those: while it is off, it is named.
fn local_page(kind: Kind) -> Result<()> {
    walk(
        kind,
        |_| {},
        |browser, _| {
            let member = Member::new(browser, Language::English)?;
            let sample = Sample::random();
            let file = browser.profile().path().join("setup.html");
            let code = Qr::of(&sample.uri())?.svg("qr");
            std::fs::write(&file, format!("<style>svg {{ width: 240px }}</style>{code}"))?;
            let address = format!("file://{}", file.display());
            if kind == Kind::Chromium {
                file_switch(browser, false)?;
                let popup = member.begin(&browser.open(&address)?)?;
                member.scan(&popup)?;
                popup.wait_for(member.word("unseen_file"))?;
                ensure!(popup.sees(member.word("way_image"))?, "no other way is offered");
                browser.leave_popup()?;
                file_switch(browser, true)?;
            }
            let tab = browser.open(&address)?;
            let popup = member.begin(&tab)?;
            member.scan(&popup)?;
            popup.wait_for(&sample.user)
        },
    )
}

/// The switch "Allow access to file URLs" on chrome://extensions.
fn file_switch(browser: &Browser, on: bool) -> Result<()> {
    let settings = browser.open("chrome://extensions/")?;
    let id = browser.url("");
    let id = id.trim_start_matches("chrome-extension://").trim_end_matches('/');
    settings.evaluate(&format!(
        "chrome.developerPrivate.updateProfileConfiguration({{inDeveloperMode: true}}).then(() => \
         chrome.developerPrivate.updateExtensionConfiguration({{extensionId: '{id}', fileAccess: {on}}}))"
    ))?;
    settings.wait_until(
        "the extension to be loaded anew",
        &format!("chrome.developerPrivate.getExtensionInfo('{id}').then(info => info.state === 'ENABLED')"),
    )?;
    settings.close()
}

e2e::walks!(file_drop_and_paste, bad_pictures, looked_at_closer, cancelled, overtaken, screen, local_page);
