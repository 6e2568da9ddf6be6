//! Whether the time of a refusal tells which IDs are known.

use std::time::{Duration, Instant};

use anyhow::{Result, ensure};

use crate::http::Client;

/// How many known IDs are compared with as many unknown ones.
pub(crate) const PAIRS: usize = 40;

const FORM: &str = "application/x-www-form-urlencoded";

/// The ID of a member with a password.
pub(crate) fn known(number: usize) -> String {
    format!("k{number:05}")
}

/// Medians of refusals of known and unknown IDs, in milliseconds. They take turns, each ID is tried once with a wrong
/// password, one request at a time.
pub(crate) fn gap(address: &str) -> Result<(f64, f64)> {
    let mut client = Client::new(address);
    let (mut known_took, mut unknown_took) = (Vec::new(), Vec::new());
    for number in 0..PAIRS {
        let pair = [(known(number), &mut known_took), (format!("u{number:05}"), &mut unknown_took)];
        let mut turns = Vec::from(pair);
        if number % 2 == 1 {
            turns.reverse();
        }
        for (id, took) in turns {
            took.push(refuse(&mut client, address, &id)?);
        }
    }
    Ok((median(known_took), median(unknown_took)))
}

fn refuse(client: &mut Client, address: &str, id: &str) -> Result<Duration> {
    let (origin, body) = (format!("Origin: http://{address}\r\n"), format!("id={id}&password=a+wrong+one"));
    let start = Instant::now();
    let answer = client.post("/sign-in", FORM, &origin, &body)?;
    ensure!(answer.status == 403, "a sign-in was answered with {}", answer.status);
    Ok(start.elapsed())
}

fn median(mut took: Vec<Duration>) -> f64 {
    took.sort_unstable();
    took[took.len() / 2].as_secs_f64() * 1000.0
}
