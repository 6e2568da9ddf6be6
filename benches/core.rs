//! What the core costs natively: codes, unlocking, reading a picture. Each figure is the median of 15 runs.
#![expect(clippy::print_stdout, reason = "a benchmark prints its figures")]

use std::hint::black_box;
use std::time::{Duration, Instant};

use warifu::otp::{Algorithm, Digits, Kind, Otp, Period, UnixTime};
use warifu::qr::{Luma, draw, read};
use warifu::secret::Secret;
use warifu::vault::{KdfParams, Passphrase, derive};

const RUNS: usize = 15;
const CODES: u64 = 100_000;

fn main() {
    for algorithm in [Algorithm::Sha1, Algorithm::Sha256, Algorithm::Sha512] {
        let took = median(|| codes(algorithm));
        println!("codes by {algorithm}: {:.0} a second", CODES as f64 / took.as_secs_f64());
    }
    println!("unlock (Argon2id, 64 MiB, 3 passes): {:.1} ms", milliseconds(median(unlock)));
    for (width, height) in [(1920, 1080), (3840, 2160)] {
        let screen = screen(width, height);
        let took = median(|| assert_eq!(black_box(read(&screen)).len(), 1));
        println!("reading a screen of {width} × {height} with one QR code: {:.1} ms", milliseconds(took));
    }
}

/// The middle one of [`RUNS`] times.
fn median(mut work: impl FnMut()) -> Duration {
    let mut times = [Duration::ZERO; RUNS];
    for time in &mut times {
        let start = Instant::now();
        work();
        *time = start.elapsed();
    }
    times.sort();
    times[RUNS / 2]
}

/// [`CODES`] codes of one account, one for each period.
fn codes(algorithm: Algorithm) {
    let secret = Secret::from_bytes(vec![0x5a; 20]).expect("20 bytes are a secret");
    let digits = Digits::new(6).expect("6 digits are allowed");
    let period = Period::new(30).expect("30 s are allowed");
    let otp = Otp::new(secret, algorithm, digits, Kind::Totp { period });
    for step in 0..CODES {
        black_box(otp.code(UnixTime::from_secs(step * 30)));
    }
}

/// What opening the vault with a passphrase waits for.
fn unlock() {
    let params = KdfParams::new(64 * 1024, 3, 1, [7; 16]).expect("these are the parameters of new vaults");
    let passphrase = Passphrase::typed("correct horse battery staple".into());
    black_box(derive(&passphrase, &params).expect("there is memory enough"));
}

/// A white screen with one setup code in the middle, 6 pixels a square.
fn screen(width: usize, height: usize) -> Luma {
    const SQUARE: usize = 6;
    let text = "otpauth://totp/Example:a00001b?secret=JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP&issuer=Example";
    let modules = draw(text).expect("a setup code fits");
    let mut pixels = vec![255; width * height];
    let (left, top) = (width / 2, height / 2);
    for y in 0..modules.size() * SQUARE {
        for x in 0..modules.size() * SQUARE {
            if modules.is_dark(x / SQUARE, y / SQUARE) {
                pixels[(top + y) * width + left + x] = 0;
            }
        }
    }
    Luma::from_grey(width, height, pixels).expect("a screen has at most 40 megapixels")
}

/// In milliseconds, with fractions.
fn milliseconds(time: Duration) -> f64 {
    time.as_secs_f64() * 1000.0
}
