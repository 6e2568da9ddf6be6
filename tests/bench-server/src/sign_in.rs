//! Whether the time of a refusal tells which IDs are known.

use std::time::Instant;

use anyhow::{Result, ensure};

use crate::http::Client;
use crate::table::Figures;

/// How many known IDs are compared with as many unknown ones.
pub(crate) const PAIRS: usize = 40;

const FORM: &str = "application/x-www-form-urlencoded";

/// The ID of a member with a password.
pub(crate) fn known(number: usize) -> String {
    format!("k{number:05}")
}

/// Medians of refusals of known and unknown IDs, and of how much longer each known one took than its neighbour. They take
/// turns, each ID is tried once with a wrong password, one request at a time.
pub(crate) fn measure(address: &str, figures: &mut Figures) -> Result<()> {
    let mut client = Client::new(address);
    let (mut known_took, mut unknown_took, mut longer) = (Vec::new(), Vec::new(), Vec::new());
    for number in 0..PAIRS {
        let (known, unknown) = (known(number), format!("u{number:05}"));
        let is_first = number % 2 == 0;
        let (one, other) = if is_first { (&known, &unknown) } else { (&unknown, &known) };
        let (one, other) = (refuse(&mut client, address, one)?, refuse(&mut client, address, other)?);
        let (known, unknown) = if is_first { (one, other) } else { (other, one) };
        known_took.push(known);
        unknown_took.push(unknown);
        longer.push(known - unknown);
    }
    let known = quarters(&mut known_took);
    figures.push(("refused sign-in, known ID, median of 40", format!("{:.1} ms", known[1])));
    figures.push(("  unknown ID", format!("{:.1} ms", quarters(&mut unknown_took)[1])));
    let [low, middle, high] = quarters(&mut longer);
    figures.push((
        "  known less unknown (half of the pairs)",
        format!("{middle:+.1} ms ({low:+.1} to {high:+.1})"),
    ));
    Ok(())
}

/// How many milliseconds it took.
fn refuse(client: &mut Client, address: &str, id: &str) -> Result<f64> {
    let (origin, body) = (format!("Origin: http://{address}\r\n"), format!("id={id}&password=a+wrong+one"));
    let start = Instant::now();
    let answer = client.post("/sign-in", FORM, &origin, &body)?;
    ensure!(answer.status == 403, "a sign-in was answered with {}", answer.status);
    Ok(start.elapsed().as_secs_f64() * 1000.0)
}

/// What a quarter, half and three quarters of them are below.
fn quarters(values: &mut [f64]) -> [f64; 3] {
    values.sort_unstable_by(f64::total_cmp);
    [1, 2, 3].map(|quarter| values[values.len() * quarter / 4])
}
