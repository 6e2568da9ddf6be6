//! Choosing the area by hand on the frozen picture: what was dragged is what is read, at every scale and zoom, with
//! mouse, pen, finger and keys.

use anyhow::{Context, Result, ensure};
use e2e::member::wait_code;
use e2e::practice::{ISSUER, KEY, USER};
use e2e::{Browser, Colors, Key, Kind, Language, Member, Options, Page, Pointer, Site, Totp, look_at, walk};
use serde_json::Value;

/// A rectangle in CSS pixels: left, top, width, height.
type Rect = [f64; 4];

fn rect(page: &Page<'_>, selector: &str) -> Result<Rect> {
    let found = page.evaluate(&format!(
        "(({{left, top, width, height}}) => [left, top, width, height])(\
         document.querySelector('{selector}').getBoundingClientRect())"
    ))?;
    let numbers: Vec<f64> = found.as_array().into_iter().flatten().filter_map(Value::as_f64).collect();
    numbers.try_into().ok().with_context(|| format!("no {selector}"))
}

/// Whether the picture is there to be dragged over.
const DRAWN: &str =
    "(image => !!image && image.complete && image.naturalWidth > 0)(document.querySelector('.stage img'))";

/// The select page with the picture of `tab`, and how large it shows a CSS pixel of the tab.
pub(crate) fn select_page<'b>(
    browser: &'b Browser,
    member: &Member<'_>,
    tab: &Page<'_>,
) -> Result<(Page<'b>, f64)> {
    let width = tab.evaluate("innerWidth")?.as_f64().context("width")?;
    let popup = member.begin(tab)?;
    member.scan(&popup)?;
    popup.wait_for(member.word("push_title"))?;
    let page = to_area(browser, member, &popup)?;
    let shown = rect(&page, ".stage img")?[2];
    Ok((page, shown / width))
}

/// From the popup to the select page, once its picture is drawn.
fn to_area<'b>(browser: &'b Browser, member: &Member<'_>, popup: &Page<'_>) -> Result<Page<'b>> {
    popup.click(member.word("choose_area"))?;
    let page = browser.wait_tab("select.html")?;
    page.wait_until("the picture", DRAWN)?;
    page.wait_until("the page to come to the front", "document.visibilityState === 'visible'")?;
    browser.leave_popup()?;
    Ok(page)
}

/// Drags over a rectangle of the tab on its picture.
fn drag(page: &Page<'_>, shrink: f64, pointer: Pointer, [left, top, width, height]: Rect) -> Result<()> {
    page.wait_until("the picture", DRAWN)?;
    let [x, y, ..] = rect(page, ".stage img")?;
    let at = |along: f64, down: f64| (x + along * shrink, y + down * shrink);
    page.drag(pointer, at(left, top), at(left + width, top + height))
}

/// What the page shows as read: width and height in device pixels, and how many of them are not the box's blue.
fn crop(page: &Page<'_>) -> Result<[f64; 3]> {
    page.wait_until("the part that was read", "!!document.querySelector('.crop img')?.naturalWidth")?;
    let looked = page.evaluate(
        "(() => { const image = document.querySelector('.crop img'); \
         const [w, h] = [image.naturalWidth, image.naturalHeight]; \
         const canvas = new OffscreenCanvas(w, h); const pen = canvas.getContext('2d'); pen.drawImage(image, 0, 0); \
         const { data } = pen.getImageData(0, 0, w, h); let other = 0; \
         for (let at = 0; at < data.length; at += 4) \
           if (Math.hypot(data[at], data[at + 1] - 0x66, data[at + 2] - 0xcc) > 24) other++; \
         return [w, h, other]; })()",
    )?;
    let numbers: Vec<f64> = looked.as_array().into_iter().flatten().filter_map(Value::as_f64).collect();
    numbers.try_into().ok().context("no crop")
}

/// Drags exactly over the blue box and compares what was read, then over the code.
fn drags(browser: &Browser, site: &Site, zoom: f64, pointers: &[Pointer]) -> Result<()> {
    let member = Member::new(browser, Language::English)?;
    let tab = browser.open(&site.url("area"))?;
    if zoom > 1.0 {
        tab.zoom(zoom)?;
    }
    let ratio = tab.evaluate("devicePixelRatio")?.as_f64().context("ratio")?;
    let (blue, code) = (rect(&tab, "div")?, rect(&tab, ".qr")?);
    let (page, shrink) = select_page(browser, &member, &tab)?;
    for pointer in pointers {
        drag(&page, shrink, *pointer, blue)?;
        let [width, height, other] = crop(&page)?;
        // A pixel of the select page is several of the picture; the drag can be no finer than that.
        let fine = 2.0 * ratio / shrink + 1.0;
        ensure!(
            (width - blue[2] * ratio).abs() <= fine,
            "{pointer:?}: {width} wide, not {}",
            blue[2] * ratio
        );
        ensure!(
            (height - blue[3] * ratio).abs() <= fine,
            "{pointer:?}: {height} high, not {}",
            blue[3] * ratio
        );
        ensure!(other <= fine * (width + height) * 2.0, "{pointer:?}: {other} pixels are not of the box");
        page.wait_for(member.word("nothing_title"))?;
        page.click(member.word("try_again"))?;
    }
    let [left, top, width, height] = code;
    drag(&page, shrink, Pointer::Mouse, [left - 8.0, top - 8.0, width + 16.0, height + 16.0])?;
    page.wait_for(member.word("push_title"))
}

fn at(kind: Kind, scale: f64, zoom: f64, pointers: &[Pointer]) -> Result<()> {
    walk(kind, |options| options.scale = scale, |browser, site| drags(browser, site, zoom, pointers))
}

fn rectangle_at_scale_1(kind: Kind) -> Result<()> {
    at(kind, 1.0, 1.0, &[Pointer::Mouse])
}

fn pen_and_finger(kind: Kind) -> Result<()> {
    at(kind, 1.0, 1.0, &[Pointer::Pen, Pointer::Touch])
}

fn rectangle_at_scale_1_5(kind: Kind) -> Result<()> {
    at(kind, 1.5, 1.0, &[Pointer::Mouse])
}

fn rectangle_at_scale_2(kind: Kind) -> Result<()> {
    at(kind, 2.0, 1.0, &[Pointer::Mouse])
}

fn rectangle_at_zoom_110(kind: Kind) -> Result<()> {
    at(kind, 1.0, 1.1, &[Pointer::Mouse])
}

/// Without a pointer: arrows move the area, Shift and arrows resize it, Enter reads it.
fn area_by_keys(kind: Kind) -> Result<()> {
    walk(
        kind,
        |_| {},
        |browser, site| {
            let member = Member::new(browser, Language::English)?;
            let tab = browser.open(&site.url("area"))?;
            let (page, _) = select_page(browser, &member, &tab)?;
            page.evaluate("document.querySelector('.stage').focus()")?;
            page.press("ArrowRight")?;
            // another button, or a drag that was begun elsewhere
            page.evaluate(
                "document.querySelector('.stage').dispatchEvent(new PointerEvent('pointerup', {button: 1}))",
            )?;
            ensure!(page.sees(member.word("area_lead"))?, "read without being asked to");
            page.press_with(Key { name: "ArrowDown", shift: true, ..Key::default() })?;
            page.press("Enter")?;
            let [width, height, _] = crop(&page)?;
            let whole = tab.evaluate("[innerWidth, innerHeight]")?;
            let (across, down) = (whole[0].as_f64().context("width")?, whole[1].as_f64().context("height")?);
            ensure!((width - across / 2.0).abs() < 3.0, "{width} of {across} wide");
            ensure!((height - down / 2.0 - across / 64.0).abs() < 3.0, "{height} of {down} high");
            Ok(())
        },
    )
}

/// Where no code was, the member sees what was read and what to try, and tries again, all by keyboard.
fn nothing_in_the_area(kind: Kind) -> Result<()> {
    let (language, colors) = match kind {
        Kind::Chromium => (Language::Japanese, Colors::Dark),
        Kind::Firefox => (Language::English, Colors::Light),
    };
    let change = |options: &mut Options| (options.language, options.colors) = (language, colors);
    walk(kind, change, |browser, site| {
        let member = Member::new(browser, language)?;
        let popup = member.begin(&browser.open(&site.url("none"))?)?;
        member.scan(&popup)?;
        popup.wait_for(member.word("nothing_title"))?;
        let page = to_area(browser, &member, &popup)?;
        let area = "document.querySelector('.area').style.cssText";
        let mut before = Value::from("");
        for _ in 0..2 {
            page.wait_until("the picture", DRAWN)?;
            ensure!(page.evaluate(area)? == before, "the area is not where it was");
            page.wait_focused(member.word("choose_area"))?;
            page.press("Tab")?;
            page.wait_focused(member.word("area_picture"))?;
            page.press("ArrowRight")?;
            page.wait_until("the area to move", &format!("{area} !== {before}"))?;
            before = page.evaluate(area)?;
            page.press("Enter")?;
            crop(&page)?;
            for words in ["nothing_title", "nothing_lead", "area_read", "area_tips"] {
                page.wait_for(member.word(words))?;
            }
            page.wait_focused(member.word("nothing_title"))?;
            look_at(&page, "area-nothing")?;
            page.press("Tab")?;
            page.wait_focused(member.word("try_again"))?;
            page.press("Enter")?;
        }
        Ok(())
    })
}

/// Of two codes on the page the one inside the rectangle is read, and saved from there.
fn saved_from_the_area(kind: Kind) -> Result<()> {
    let change = |options: &mut Options| options.language = Language::Japanese;
    walk(kind, change, |browser, site| {
        let member = Member::new(browser, Language::Japanese)?;
        let tab = browser.open(&site.url("two"))?;
        let code = rect(&tab, ".qr")?;
        let width = tab.evaluate("innerWidth")?.as_f64().context("width")?;
        let popup = member.begin(&tab)?;
        member.scan(&popup)?;
        popup.wait_for(member.word("several_title"))?;
        let page = to_area(browser, &member, &popup)?;
        let shrink = rect(&page, ".stage img")?[2] / width;
        let [left, top, width, height] = code;
        drag(&page, shrink, Pointer::Mouse, [left - 8.0, top - 8.0, width + 16.0, height + 16.0])?;
        for fact in [ISSUER, USER, "127.0.0.1"] {
            page.wait_for(fact)?;
        }
        ensure!(!page.sees("Another University")?, "the code outside of the area was read, too");
        member.confirm(&page)?;
        page.wait_for(member.word("added"))?;
        let popup = member.begin(&tab)?;
        wait_code(&popup, &Totp::usual(KEY))
    })
}

/// From a private window, too, the page comes to the front: Chromium opens it in an ordinary one and says so before.
fn from_a_private_window(kind: Kind) -> Result<()> {
    let change = |options: &mut Options| options.private = true;
    walk(kind, change, |browser, site| {
        let member = Member::new(browser, Language::English)?;
        let tab = browser.open_private(&site.url("area"))?;
        let popup = member.begin(&tab)?;
        member.scan(&popup)?;
        popup.wait_for(member.word("push_title"))?;
        let said = popup.sees(member.word("private_note"))?;
        ensure!(said == (kind == Kind::Chromium), "the ordinary window is spoken of: {said}");
        let page = to_area(browser, &member, &popup)?;
        page.evaluate("document.querySelector('.stage').focus()")?;
        page.press("ArrowRight")?;
        page.press("Enter")?;
        crop(&page).map(drop)
    })
}

e2e::walks!(
    rectangle_at_scale_1,
    rectangle_at_scale_1_5,
    rectangle_at_scale_2,
    rectangle_at_zoom_110,
    pen_and_finger,
    area_by_keys,
    nothing_in_the_area,
    saved_from_the_area,
    from_a_private_window,
);
