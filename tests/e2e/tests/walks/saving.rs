//! Several pages save at once: nothing is lost.

use anyhow::{Context, Result, ensure};
use e2e::member::wait_code;
use e2e::sample::Sample;
use e2e::{Kind, Language, Member, Page, Totp, patiently, walk};

const ROUNDS: usize = 6;

/// Fills in the form and leaves OK to be pressed.
fn fill(member: &Member<'_>, page: &Page<'_>, sample: &Sample) -> Result<()> {
    page.activate()?;
    member.open_form(page)?;
    page.fill(member.word("issuer"), &sample.issuer)?;
    page.fill(member.word("secret"), &sample.base32())?;
    page.click(member.word("more"))?;
    page.fill(member.word("username"), &sample.user)
}

/// Lets a page do something at a moment (Unix time in ms) that is the same for all.
fn at(page: &Page<'_>, moment: f64, what: &str) -> Result<()> {
    page.evaluate(&format!("(setTimeout(() => {{ {what} }}, {moment} - Date.now()), 1)")).map(drop)
}

/// The popup's page in two tabs and the options save in the same millisecond, again and again.
fn three_tabs_at_once(kind: Kind) -> Result<()> {
    walk(
        kind,
        |_| {},
        |browser, _| {
            let member = Member::new(browser, Language::English)?;
            let tabs = [browser.open(&browser.url("popup.html"))?, browser.open(&browser.url("popup.html"))?];
            let options = browser.open(&browser.url("page.html"))?;
            options.wait_for(member.word("auto_lock_label"))?;
            let mut samples = Vec::new();
            for round in 0..ROUNDS {
                let pair = [Sample::random(), Sample::random()];
                for (tab, sample) in tabs.iter().zip(&pair) {
                    fill(&member, tab, sample)?;
                }
                let moment = tabs[0].evaluate("Date.now() + 400")?.as_f64().unwrap();
                for tab in &tabs {
                    at(tab, moment, "document.querySelector('form').requestSubmit()")?;
                }
                let lock = if round % 2 == 0 { "5" } else { "60" };
                at(
                    &options,
                    moment,
                    &format!(
                        "const field = document.getElementById('auto-lock'); field.value = '{lock}'; \
                 field.dispatchEvent(new Event('change', {{ bubbles: true }}))"
                    ),
                )?;
                for (tab, sample) in tabs.iter().zip(&pair) {
                    tab.activate()?;
                    tab.wait_for(&sample.user)?;
                }
                samples.extend(pair);
            }
            let list = browser.open(&browser.url("popup.html"))?;
            for sample in &samples {
                list.wait_for(&sample.user)?;
                wait_code(&list, &Totp::usual(&sample.base32()))?;
            }
            // The tabs that were open all along have heard of each other.
            for tab in &tabs {
                let said = tab.text()?;
                ensure!(
                    samples.iter().all(|sample| said.contains(&sample.user)),
                    "a tab does not show all: {said}"
                );
            }
            // What was chosen last in the options is on disk, and shown wherever they are open.
            let fresh = browser.open(&browser.url("page.html"))?;
            for (which, options) in [("old", &options), ("new", &fresh)] {
                options.activate()?; // the timers of a page behind others may be late
                options.wait_for(member.word("auto_lock_label"))?;
                let kept = || {
                    options.evaluate(
                        "(globalThis.browser ?? chrome).storage.local.get('settings').then(({ settings }) => \
                     [document.getElementById('auto-lock')?.value, settings])",
                    )
                };
                patiently("the options are lost", || Ok((kept()?[0] == "60").then_some(())))
                    .with_context(|| format!("{which} page: {:?}", kept()))?;
            }
            Ok(())
        },
    )
}

e2e::walks!(once: three_tabs_at_once);
