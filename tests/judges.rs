//! Our codes and files beside other programs: pyotp, oathtool and OpenSSL, as Node brings it.

#![allow(clippy::unwrap_used, reason = "a test helper fails as its test does")]

mod support;

use std::env;
use std::io::{Read, Write};
use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::time::{SystemTime, UNIX_EPOCH};

use support::Numbers;
use warifu::otp::{Algorithm, Digits, Kind, Otp, Period, UnixTime};
use warifu::secret::Secret;

/// Where `build.sh` puts the Python that has pyotp, unless `WARIFU_PYTHON` names another.
fn python() -> PathBuf {
    let cache = env::var_os("XDG_CACHE_HOME").map(PathBuf::from);
    let cache = cache.or_else(|| Some(PathBuf::from(env::var_os("HOME")?).join(".cache")));
    let built = cache.map(|cache| cache.join("warifu/python/bin/python3")).filter(|python| python.is_file());
    env::var_os("WARIFU_PYTHON").map(PathBuf::from).or(built).unwrap_or_else(|| "python3".into())
}

/// What `judge` prints, given `input`.
fn ask(judge: &mut Command, input: String, how_to_get_it: &str) -> String {
    let mut child = judge
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap_or_else(|error| panic!("{judge:?} does not start ({error}): {how_to_get_it}"));
    let mut stdin = child.stdin.take().unwrap();
    let writer = std::thread::spawn(move || stdin.write_all(input.as_bytes()));
    let mut output = String::new();
    child.stdout.take().unwrap().read_to_string(&mut output).unwrap();
    let written = writer.join().unwrap();
    let status = child.wait().unwrap();
    assert!(status.success() && written.is_ok(), "{judge:?} ended with {status}: {how_to_get_it}");
    output
}

/// A seed that is new every time; failures name it.
fn seed() -> u64 {
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap();
    env::var("WARIFU_SEED").map_or(now.as_nanos() as u64, |seed| seed.parse().unwrap())
}

/// A key with everything that makes its codes, and a moment.
fn random(numbers: &Numbers, digits: std::ops::RangeInclusive<usize>) -> (Otp, UnixTime) {
    let length =
        if numbers.below(4) == 0 { 1 + numbers.below(Secret::MAX_BYTES) } else { 10 + numbers.below(23) };
    let secret = Secret::from_bytes((0..length).map(|_| numbers.next() as u8).collect()).unwrap();
    let algorithm = [Algorithm::Sha1, Algorithm::Sha256, Algorithm::Sha512][numbers.below(3)];
    let digits = digits.start() + numbers.below(digits.end() - digits.start() + 1);
    let period = [30, 60, 1 + numbers.below(86_400) as u64][numbers.below(3)];
    let kind = match numbers.below(8) {
        0 => Kind::Steam,
        1 | 2 => Kind::Hotp { counter: numbers.next() >> numbers.below(64) },
        _ => Kind::Totp { period: Period::new(period).unwrap() },
    };
    let otp = Otp::new(secret, algorithm, Digits::imported(digits as u64).unwrap(), kind);
    (otp, UnixTime::from_secs(numbers.below(20_000_000_000) as u64))
}

fn line(otp: &Otp, at: UnixTime) -> String {
    let key = otp.secret().to_base32();
    let (kind, number) = match otp.kind() {
        Kind::Totp { .. } => ("totp", at.as_secs()),
        Kind::Hotp { counter } => ("hotp", counter),
        Kind::Steam => ("steam", at.as_secs()),
    };
    let period = otp.period().map_or(0, Period::seconds);
    format!("{kind} {} {} {} {period} {number}\n", *key, otp.algorithm(), otp.digits().get())
}

#[test]
fn pyotp_gives_the_same_codes() {
    let (count, seed) = (100_000, seed());
    let numbers = Numbers::new(seed);
    let cases: Vec<_> = (0..count).map(|_| random(&numbers, 5..=10)).collect();
    let lines: String = cases.iter().map(|(otp, at)| line(otp, *at)).collect();
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/judges/pyotp_codes.py");
    let how = "./build.sh test installs pyotp; or name a Python that has it in WARIFU_PYTHON";
    let codes = ask(Command::new(python()).arg(script), lines, how);
    assert_eq!(codes.lines().count(), count);
    for ((otp, at), code) in cases.iter().zip(codes.lines()) {
        assert_eq!(otp.code(*at).as_str(), code, "WARIFU_SEED={seed}: {}", line(otp, *at));
    }
}

/// oathtool's codes for a key and, with a window of one, what comes next. It knows 6 to 8 digits and no Steam.
fn oathtool(otp: &Otp, at: UnixTime) -> String {
    let mut command = Command::new("oathtool");
    match otp.kind() {
        Kind::Hotp { counter } => command.arg("--hotp").arg(format!("--counter={counter}")),
        _ => command
            .arg(format!("--totp={}", otp.algorithm()))
            .arg(format!("--time-step-size={}s", otp.period().map_or(0, Period::seconds)))
            .arg(format!("--now=@{}", at.as_secs())),
    };
    command.args(["--base32", "--window=1", &format!("--digits={}", otp.digits().get()), "-"]);
    ask(&mut command, format!("{}\n", *otp.secret().to_base32()), "install Debian's oathtool")
}

#[test]
fn oathtool_gives_the_same_codes() {
    let seed = seed();
    let numbers = Numbers::new(seed);
    let known = |otp: &Otp| match otp.kind() {
        Kind::Totp { .. } => true,
        Kind::Hotp { counter } => otp.algorithm() == Algorithm::Sha1 && counter < i64::MAX as u64,
        Kind::Steam => false,
    };
    let cases = std::iter::repeat_with(|| random(&numbers, 6..=8)).filter(|(otp, _)| known(otp));
    for (otp, at) in cases.take(1000) {
        let next = otp.next_code(at).or_else(|| Some(otp.advanced()?.code(at))).unwrap();
        let ours = format!("{}\n{}\n", otp.code(at).as_str(), next.as_str());
        assert_eq!(ours, oathtool(&otp, at), "WARIFU_SEED={seed}: {}", line(&otp, at));
    }
}

/// What is written of an account by both sides: names last, since they may have spaces.
#[cfg(feature = "transfer")]
fn described(account: &warifu::account::Account) -> String {
    let otp = &account.otp;
    let (kind, number) = match otp.kind() {
        Kind::Totp { period } => ("totp", u64::from(period.seconds())),
        Kind::Hotp { counter } => ("hotp", counter),
        Kind::Steam => ("steam", 30),
    };
    let key = otp.secret().to_base32();
    let (algorithm, digits) = (otp.algorithm(), otp.digits().get());
    format!("{kind} {} {algorithm} {digits} {number}\t{}\t{}\n", *key, account.issuer, account.user)
}

#[cfg(feature = "transfer")]
fn named(numbers: &Numbers, digits: std::ops::RangeInclusive<usize>) -> warifu::account::Account {
    const NAMES: [&str; 6] = ["大阪公立大学", "alice@example.com", "a:b", "R&D + 100 %", "🗝", "x/y?z=#1"];
    let name = || warifu::account::Name::new(NAMES[numbers.below(NAMES.len())]).unwrap();
    warifu::account::Account { issuer: name(), user: name(), otp: random(numbers, digits).0 }
}

/// A script of `tests/judges`.
#[cfg(feature = "transfer")]
fn script(name: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/judges").join(name)
}

/// pyotp knows 6 to 8 digits and no Steam, and takes the escapes out of a URI before it takes that apart.
#[cfg(feature = "transfer")]
#[test]
fn pyotp_reads_our_lists_of_uris() {
    let seed = seed();
    let numbers = Numbers::new(seed);
    let accounts = std::iter::repeat_with(|| named(&numbers, 6..=8));
    let known = |account: &warifu::account::Account| {
        let names = [account.issuer.as_str(), account.user.as_str()].concat();
        account.otp.kind() != Kind::Steam && !names.contains([':', '&', '?', '#', '%', '+'])
    };
    let accounts: Vec<_> = accounts.filter(known).take(1000).collect();
    let how = "./build.sh test installs pyotp; or name a Python that has it in WARIFU_PYTHON";
    let uris = warifu::transfer::uri_list::write(&accounts).to_string();
    let read = ask(Command::new(python()).arg(script("pyotp_uris.py")), uris, how);
    for (line, account) in read.lines().zip(&accounts) {
        assert_eq!(format!("{line}\n"), described(account), "WARIFU_SEED={seed}");
    }
    assert_eq!(read.lines().count(), accounts.len());
}

#[cfg(feature = "transfer")]
struct System;

#[cfg(feature = "transfer")]
impl warifu::vault::Random for System {
    fn fill(&self, bytes: &mut [u8]) {
        std::fs::File::open("/dev/urandom").unwrap().read_exact(bytes).unwrap();
    }
}

#[cfg(feature = "transfer")]
#[test]
fn openssl_opens_our_file_for_aegis() {
    use warifu::transfer::{Password, Target, write};

    let seed = seed();
    let numbers = Numbers::new(seed);
    let fits = |account: &warifu::account::Account| match account.otp.kind() {
        Kind::Hotp { counter } => counter < 1 << 53, // as JavaScript's numbers go
        _ => true,
    };
    let accounts: Vec<_> =
        std::iter::repeat_with(|| named(&numbers, 5..=10)).filter(fits).take(200).collect();
    let typed = support::passphrase("パスワード pass");
    let password = Password::new(typed.clone(), typed);
    let written = write(&accounts, Target::Aegis { password: &password }, &System);
    let input = String::from_utf8(written.bytes.to_vec()).unwrap();
    let mut node = Command::new("node");
    let read = ask(node.arg(script("aegis_open.mjs")).arg("パスワード pass"), input, "install Node 20");
    let expected: String = accounts.iter().map(described).collect();
    assert_eq!(read, expected, "WARIFU_SEED={seed}");
}
