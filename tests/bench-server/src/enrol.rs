//! Enrolments over HTTP: each ticket is redeemed, the seed opened, the first code shown.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Result, ensure};
use serde_json::json;
use warifu::enrol::protocol::{Redeemed, Reply, redeem};
use warifu::enrol::{Binding, ClientKey, Ticket, open};
use warifu_server::ports::OsRandom;
use zeroize::Zeroizing;

use crate::http::{Answer, Client};
use crate::people::{Holder, this_step};

const JSON: &str = "application/json";

/// Enrols with all tickets over so many connections, until the time is over; the holders, and how many a second.
pub(crate) fn run(
    address: &str,
    tickets: &[(String, Ticket)],
    (connections, most): (usize, Duration),
) -> Result<(Vec<Holder>, f64)> {
    let (next, start, holders) = (AtomicUsize::new(0), Instant::now(), Mutex::new(Vec::new()));
    let work = || -> Result<()> {
        let mut client = Client::new(address);
        while start.elapsed() < most {
            let Some((name, ticket)) = tickets.get(next.fetch_add(1, Ordering::Relaxed)) else { break };
            let holder = enrol(&mut client, name, ticket)?;
            holders.lock().unwrap_or_else(PoisonError::into_inner).push(holder);
        }
        Ok(())
    };
    thread::scope(|scope| {
        let threads: Vec<_> = (0..connections).map(|_| scope.spawn(work)).collect();
        threads.into_iter().try_for_each(|thread| thread.join().expect("it does not panic"))
    })?;
    let span = start.elapsed().as_secs_f64();
    let holders = holders.into_inner().unwrap_or_else(PoisonError::into_inner);
    let rate = holders.len() as f64 / span;
    Ok((holders, rate))
}

/// The code before this one confirms, so that this one and the next stay to be used.
fn enrol(client: &mut Client, name: &str, ticket: &Ticket) -> Result<Holder> {
    let ours = ClientKey::make(&OsRandom);
    let body = redeem(ticket, &ours.public(), "Laptop");
    let answer = client.post("/api/v1/enrolments/redeem", JSON, "", &body)?;
    let redeemed = Redeemed::read(&reply(answer))?;
    let (enrolment, key) = (redeemed.enrolment.as_str(), redeemed.key.as_str());
    let seed = open(&redeemed.sealed, &ours, Binding { enrolment, key, parameters: redeemed.parameters })?;
    let holder = Holder::new(name, seed);
    let body = json!({ "key_id": key, "code": holder.code(this_step() - 1) }).to_string();
    let answer = client.post(&format!("/api/v1/enrolments/{enrolment}/confirm"), JSON, "", &body)?;
    ensure!(answer.status == 200, "an enrolment was answered with {}", answer.status);
    Ok(holder)
}

fn reply(answer: Answer) -> Reply {
    Reply { status: answer.status, body: Zeroizing::new(answer.body) }
}
