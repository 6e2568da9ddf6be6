//! Whether the time of a refusal tells which IDs are known.

use std::time::Instant;

use anyhow::{Result, ensure};

use crate::http::Client;
use crate::table::Figures;

/// How many known IDs are compared with as many unknown ones.
pub(crate) const IDS: usize = 40;
/// How often each is refused, in turn: so often it is judged without a pause.
const ROUNDS: usize = 4;

const FORM: &str = "application/x-www-form-urlencoded";

/// The ID of a member with a password.
pub(crate) fn known(number: usize) -> String {
    format!("k{number:05}")
}

/// Medians of refusals of known and unknown IDs, and of how much longer each known one took than its neighbour. They take
/// turns, with a wrong password, one request at a time.
pub(crate) fn measure(address: &str, figures: &mut Figures) -> Result<()> {
    let mut client = Client::new(address);
    let (mut known_took, mut unknown_took, mut longer) = (Vec::new(), Vec::new(), Vec::new());
    for pair in 0..IDS * ROUNDS {
        let number = pair % IDS;
        let (known, unknown) = (known(number), format!("u{number:05}"));
        let is_first = (number + pair / IDS).is_multiple_of(2);
        let (one, other) = if is_first { (&known, &unknown) } else { (&unknown, &known) };
        let (one, other) = (refuse(&mut client, address, one)?, refuse(&mut client, address, other)?);
        let (known, unknown) = if is_first { (one, other) } else { (other, one) };
        known_took.push(known);
        unknown_took.push(unknown);
        longer.push(known - unknown);
    }
    let [_, known, _] = median(&mut known_took);
    let [_, unknown, _] = median(&mut unknown_took);
    figures.push(("refused sign-in, known ID, median of 160", format!("{known:.1} ms")));
    figures.push(("  unknown ID", format!("{unknown:.1} ms")));
    let [low, middle, high] = median(&mut longer);
    figures.push((
        "  known less unknown, median (95 % interval)",
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

/// The median, between the bounds that hold that of all possible values in 95 of 100 runs (sign test).
fn median(values: &mut [f64]) -> [f64; 3] {
    values.sort_unstable_by(f64::total_cmp);
    let (middle, reach) = (values.len() / 2, (values.len() as f64).sqrt() as usize);
    [middle - reach, middle, middle + reach].map(|at| values[at])
}
