//! How often strangers may ask for what is costly, from one address: passwords, self-tests, answers to notices, tickets.
//!
//! Each node counts for itself and in memory. Counters of members are elsewhere; this one keeps a single machine from
//! filling the queue of passwords, the log and the table of counters.

use std::collections::HashMap;
use std::net::{IpAddr, Ipv6Addr};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use axum::extract::{FromRef, Request, State};
use axum::http::Method;
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

use super::ApiError;
use super::client::ClientAddress;
use crate::domain::rate::{Bucket, Rate};
use crate::service::Service;

/// What one address may ask for.
const ONE: Rate = Rate { burst: 60, every: Duration::from_millis(500) };
/// What the campus may, where hundreds share an address, and whoever cannot be told apart.
const MANY: Rate = Rate { burst: 600, every: Duration::from_millis(50) };
/// So many addresses are remembered; full buckets are forgotten first.
const MOST: usize = 100_000;

/// A service, and the buckets of all addresses that asked it a while ago.
#[derive(Clone)]
pub(super) struct Limited {
    pub(super) service: Arc<Service>,
    buckets: Arc<Mutex<HashMap<Option<IpAddr>, Bucket>>>,
}

/// For [`ClientAddress`], which asks the service who its proxies are.
impl FromRef<Limited> for Arc<Service> {
    fn from_ref(limited: &Limited) -> Self {
        limited.service.clone()
    }
}

/// Refuses a form or call of an address that asked too often. Whoever is on this machine is no stranger.
pub(super) async fn limit(
    State(limited): State<Limited>,
    client: ClientAddress,
    request: Request,
    next: Next,
) -> Response {
    let is_free = request.method() != Method::POST || client.0.is_some_and(|address| address.is_loopback());
    match if is_free { Ok(()) } else { limited.take(&client) } {
        Ok(()) => next.run(request).await,
        Err(wait) => ApiError::too_many(wait).into_response(),
    }
}

impl Limited {
    pub(super) fn new(service: Arc<Service>) -> Self {
        Self { service, buckets: Arc::default() }
    }

    fn take(&self, client: &ClientAddress) -> Result<(), Duration> {
        let now = self.service.clock.now();
        let is_shared = client.0.is_none() || client.is_on_campus(&self.service);
        let rate = if is_shared { &MANY } else { &ONE };
        let mut buckets = self.buckets.lock().expect("nobody panics while holding it");
        if buckets.len() >= MOST {
            buckets.retain(|_, bucket| !bucket.is_full(now));
        }
        if buckets.len() >= MOST {
            buckets.clear();
        }
        let bucket = buckets.entry(client.0.map(network)).or_insert(Bucket::FULL);
        *bucket = bucket.take(now, rate)?;
        Ok(())
    }
}

/// Whom an address belongs to: of IPv6, everybody has a /64 at least.
fn network(address: IpAddr) -> IpAddr {
    match address {
        IpAddr::V4(address) => address.into(),
        IpAddr::V6(address) => Ipv6Addr::from_bits(address.to_bits() >> 64 << 64).into(),
    }
}

#[cfg(test)]
mod tests {
    use super::network;

    #[test]
    fn of_ipv6_the_first_half_counts() {
        for (address, expected) in [
            ("192.0.2.1", "192.0.2.1"),
            ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::"),
            ("2001:db8:1:2::", "2001:db8:1:2::"),
        ] {
            assert_eq!(network(address.parse().unwrap()).to_string(), expected);
        }
    }
}
