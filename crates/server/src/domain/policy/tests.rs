use super::*;

const NIST: &str = include_str!("../../../presets/nist.toml");

/// What `Policy::read` says of the `nist` preset with one line changed.
fn check(from: &str, to: &str, expected: &str) {
    assert!(NIST.contains(from), "{from}");
    let said = Policy::read(&NIST.replacen(from, to, 1)).unwrap_err().to_string();
    let line = NIST.lines().position(|line| line.contains(from)).unwrap() + 1;
    assert_eq!(said, expected.replace("LINE", &line.to_string()));
}

#[test]
fn the_presets_are_policies() {
    let [omu, osaka, nist] = ["omu", "osaka-u", "nist"].map(|name| Policy::preset(name).unwrap());
    assert_eq!(
        [omu.allowed(), osaka.allowed(), nist.allowed()],
        [Allowed::One, Allowed::One, Allowed::UpTo(5)]
    );
    assert_eq!([&omu, &osaka, &nist].map(|policy| policy.keys.may_show_again), [true, false, false]);
    let older = Policy::read(&NIST.replacen("may_show_again", "# may_show_again", 1)).unwrap();
    assert!(!older.keys.may_show_again, "what a file does not say is not allowed");
    assert_eq!(omu.mail_code.enrolment(), minutes(30));
    assert_eq!(omu.mail_code.password_reset(), minutes(5));
    assert_eq!((omu.mail_code.spelling(), nist.mail_code.spelling()), (Spelling::Digits, Spelling::Letters));
    let limits = Limits { free: 5, first_pause_s: 30, longest_pause_s: 3600, stop_at: 100 };
    assert!([&omu, &osaka, &nist].iter().all(|policy| policy.limits() == limits));
    assert_eq!(nist.trusted_browser.lifetime(), None);
    assert_eq!((osaka.grace_days(None), osaka.release.allowed), (90, true));
    assert_eq!(Policy::preset("OMU"), Err(PolicyError::NoSuchPreset));
}

#[test]
fn a_wrong_value_is_refused_with_its_line() {
    check("most = 5", "most = 6", "line LINE: must be 1 to 5, got 6");
    check("free = 5", "free = -1", "line LINE: must be 1 to 10, got -1");
    check("stop_at = 100", "stop_at = 101", "line LINE: must be 2 to 100, got 101");
    check(
        "[throttle]",
        "[throttle]\nfree_tries = 4",
        "line 14: unknown field `free_tries`, expected one of `free`, `first_pause_s`, `longest_pause_s`, `stop_at`",
    );
    check("stop_at = 100", "stop_at = 5", "line 13: stop_at must be more than free");
    check(
        "spelling = \"letters\"",
        "spelling = \"words\"",
        "line LINE: unknown variant `words`, expected `digits` or `letters`",
    );
    check("shapes = []", "shapes = [\"A9\", \"B9\"]", "line LINE: a shape is written with A and 9 only");
}

#[test]
fn ids_have_the_shapes_of_the_preset() {
    let omu = Policy::preset("omu").unwrap().member;
    let fits = |name: &str| omu.fits(&MemberName::parse(name).unwrap());
    for id in ["ab12345", "AB12345", "a12bc345", "a12345b"] {
        assert!(fits(id), "{id}");
    }
    for other in ["a123456", "1234567", "ab1234", "ab123456", "ab1234."] {
        assert!(!fits(other), "{other}");
    }
    assert!(Policy::preset("nist").unwrap().member.fits(&MemberName::parse("anybody").unwrap()));
}

#[test]
fn groups_differ_where_they_say_so() {
    let text = NIST.replacen("days = 0 # a key", "days = 30 # a key", 1);
    let groups = "\n[groups.staff]\ngrace_days = 0\n[groups.student]\ncode_on_campus = true\n";
    let policy = Policy::read(&format!("{text}{groups}")).unwrap();
    let group = |name: &str| GroupName::parse(name).unwrap();
    let check = |name: Option<&str>, expected: (u32, bool)| {
        let name = name.map(group);
        assert_eq!((policy.grace_days(name.as_ref()), policy.asks_on_campus(name.as_ref())), expected);
    };
    check(None, (30, false));
    check(Some("staff"), (0, false));
    check(Some("student"), (30, true));
    check(Some("guest"), (30, false));
    for (wrong, said) in [
        ("[groups.Staff]", "a group's name has 1 to 32 of a-z, 0-9 and -"),
        ("[groups.staff]\ngrace = 3", "unknown field `grace`, expected `grace_days` or `code_on_campus`"),
        ("[groups.staff]\ngrace_days = 366", "must be 0 to 365, got 366"),
    ] {
        let error = Policy::read(&format!("{NIST}\n{wrong}\n")).unwrap_err().to_string();
        assert!(error.contains(said), "{error}");
    }
}

#[test]
fn ids_have_examples() {
    let examples = |preset| Policy::preset(preset).unwrap().member.examples();
    assert_eq!(examples("omu"), ["ab12345", "a12bc345", "a12345b"]);
    assert!(examples("nist").is_empty());
}
