//! From where a request comes: the other end of the connection or, if that is one of our proxies, what it says.

use std::convert::Infallible;
use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;

use axum::extract::{ConnectInfo, FromRef, FromRequestParts};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderValue};
use ipnet::IpNet;

use crate::service::Service;

const FORWARDED_FOR: &str = "x-forwarded-for";

/// The address that a request comes from, if it can be told.
pub(super) struct ClientAddress(pub(super) Option<IpAddr>);

impl ClientAddress {
    /// Whether it is on campus; what cannot be told is off campus.
    pub(super) fn is_on_campus(&self, service: &Service) -> bool {
        self.0.is_some_and(|address| service.is_on_campus(address))
    }
}

impl<S> FromRequestParts<S> for ClientAddress
where
    S: Send + Sync,
    Arc<Service>: FromRef<S>,
{
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Infallible> {
        let service = Arc::<Service>::from_ref(state);
        let peer = parts.extensions.get::<ConnectInfo<SocketAddr>>().map(|info| info.0.ip());
        Ok(Self(peer.and_then(|peer| client(peer, &parts.headers, &service.proxies))))
    }
}

/// The last address that no proxy of ours has: whoever stands before it may have written the rest. `None` if one of
/// ours passed on what is no address, or nothing: a proxy's own address says nothing of its client's.
fn client(peer: IpAddr, headers: &HeaderMap, proxies: &[IpNet]) -> Option<IpAddr> {
    let is_proxy = |address: IpAddr| proxies.iter().any(|proxy| proxy.contains(&address.to_canonical()));
    let lines = headers.get_all(FORWARDED_FOR).iter().map(HeaderValue::to_str);
    // A line that is no text is none to be left out: the address that our proxy wrote may stand at its end.
    let lines: Vec<&str> = lines.collect::<Result<_, _>>().unwrap_or_default();
    let mut before = lines.iter().rev().flat_map(|line| line.rsplit(',')).map(str::trim);
    let mut address = peer;
    while is_proxy(address) {
        address = before.next()?.parse().ok()?;
    }
    Some(address.to_canonical())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(peer: &str, lines: &[&str], expected: Option<&str>) {
        let lines: Vec<&[u8]> = lines.iter().map(|line| line.as_bytes()).collect();
        check_bytes(peer, &lines, expected);
    }

    fn check_bytes(peer: &str, lines: &[&[u8]], expected: Option<&str>) {
        let proxies = ["10.0.0.0/8".parse().unwrap(), "::1/128".parse().unwrap()];
        let mut headers = HeaderMap::new();
        for line in lines {
            headers.append(FORWARDED_FOR, HeaderValue::from_bytes(line).unwrap());
        }
        let found = client(peer.parse().unwrap(), &headers, &proxies);
        assert_eq!(found, expected.map(|address| address.parse().unwrap()), "{peer} {lines:?}");
    }

    #[test]
    fn only_our_own_proxies_are_believed() {
        check("198.51.100.1", &[], Some("198.51.100.1"));
        check("198.51.100.1", &["192.0.2.1"], Some("198.51.100.1")); // says so itself
        check("10.0.0.1", &["192.0.2.1"], Some("192.0.2.1"));
        check("10.0.0.1", &["192.0.2.9, 198.51.100.1"], Some("198.51.100.1")); // the first was written by the client
        check("10.0.0.1", &["192.0.2.9", "198.51.100.1"], Some("198.51.100.1"));
        check("10.0.0.1", &["198.51.100.1, 10.0.0.2"], Some("198.51.100.1"));
        check("10.0.0.1", &["198.51.100.1", "10.0.0.2,10.0.0.3"], Some("198.51.100.1"));
        check("::1", &["2001:db8::1"], Some("2001:db8::1"));
        check("::ffff:10.0.0.1", &["::ffff:192.0.2.1"], Some("192.0.2.1"));
        check("10.0.0.1", &[], None);
        check("10.0.0.1", &["10.0.0.2"], None);
        check_bytes("10.0.0.1", &[b"192.0.2.9", b"\xE9, 198.51.100.1"], None);
        for nonsense in ["", "unknown", "192.0.2.1:80", "[2001:db8::1]", "192.0.2.1,", "192.0.2.0/24"] {
            check("10.0.0.1", &[nonsense], None);
        }
    }
}
