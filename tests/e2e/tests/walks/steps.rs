//! Steps that several walks share.

use anyhow::Result;
use e2e::{Browser, Member, Page};
use serde_json::json;

/// A passphrase that nobody else has.
pub(crate) const PASSPHRASE: &str = "紙の半分 paper tally wharf 4711";

/// The first run on the tab page: a passphrase, and two groups of the recovery code typed back; the code.
pub(crate) fn with_passphrase(browser: &Browser, member: &Member<'_>) -> Result<String> {
    with_passphrase_looking(browser, member, &|_, _| Ok(()))
}

/// The same; `look` is shown every screen, with a name for it.
pub(crate) fn with_passphrase_looking(
    browser: &Browser,
    member: &Member<'_>,
    look: &dyn Fn(&Page<'_>, &str) -> Result<()>,
) -> Result<String> {
    let page = browser.open(&browser.url("page.html#start"))?;
    page.wait_for(member.word("protect_title"))?;
    look(&page, "protect")?;
    page.click(member.word("protect_passphrase"))?;
    let recovery = choose_passphrase(member, &page, PASSPHRASE, look)?;
    page.wait_for(member.word("protect_done"))?;
    page.close()?;
    Ok(recovery)
}

/// A new passphrase in a form that asks for one, and the recovery code written down; the code.
pub(crate) fn choose_passphrase(
    member: &Member<'_>,
    page: &Page<'_>,
    passphrase: &str,
    look: &dyn Fn(&Page<'_>, &str) -> Result<()>,
) -> Result<String> {
    page.fill(member.word("passphrase_new"), passphrase)?;
    page.fill(member.word("passphrase_again"), "something else altogether")?;
    page.click(member.word("save"))?;
    page.wait_for(member.word("passphrase_differs"))?;
    look(page, "passphrase-differs")?;
    page.fill(member.word("passphrase_again"), passphrase)?;
    page.click(member.word("save"))?;
    page.wait_for(member.word("recovery_title"))?;
    look(page, "recovery-code")?;
    let groups = groups(page)?;
    page.click(member.word("recovery_written"))?;
    page.wait_for(member.word("recovery_check"))?;
    look(page, "recovery-check")?;
    type_back(member, page, &groups)?;
    Ok(groups.join(" "))
}

/// The eight groups as they are shown.
fn groups(page: &Page<'_>) -> Result<Vec<String>> {
    let shown = page
        .evaluate("[...document.querySelectorAll('.recovery-code li')].map(one => one.textContent.trim())")?;
    let groups: Vec<String> =
        shown.as_array().into_iter().flatten().filter_map(|one| one.as_str().map(Into::into)).collect();
    anyhow::ensure!(groups.len() == 8 && groups.iter().all(|group| group.len() == 4), "{groups:?}");
    Ok(groups)
}

/// Types back the two groups that the page asks for.
fn type_back(member: &Member<'_>, page: &Page<'_>, groups: &[String]) -> Result<()> {
    page.wait_for(member.word("recovery_check"))?;
    let said = page.text()?;
    let asked = |at: &usize| {
        said.contains(&member.words().with("recovery_group", &[("NUMBER", &(at + 1).to_string())]))
    };
    let asked: Vec<usize> = (0..groups.len()).filter(asked).collect();
    let [first, second] = asked[..] else { anyhow::bail!("asked for {asked:?} in {said}") };
    for (field, group) in [("recovery-group-first", first), ("recovery-group-second", second)] {
        page.fill_id(field, &groups[group].to_lowercase())?;
    }
    page.click(member.word("next"))
}

/// Makes the list's page add accounts by itself, as fast as it takes them: issuers, and what is typed as the key.
pub(crate) fn begin_hurry(member: &Member<'_>, page: &Page<'_>, typed: &[(&str, String)]) -> Result<()> {
    member.open_form(page)?; // which asks for the protection, the first time
    page.click(member.word("back"))?;
    let words = |name: &str| member.word(name).to_owned();
    let given = json!({"add": words("add_account"), "type": words("manual_entry"), "issuer": words("issuer"),
        "secret": words("secret"), "ok": words("ok"), "keys": typed});
    page.evaluate(&format!("{}({given})", include_str!("hurry.js"))).map(drop)
}
