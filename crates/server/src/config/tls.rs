//! How the way to another server is protected.

use serde::Deserialize;

/// When TLS begins.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum TlsMode {
    /// From the first byte, on a port of its own: `ldaps://`, usually 465 for mails.
    Implicit,
    /// From STARTTLS on; without it nothing is said.
    Starttls,
    /// Never: on loopback only.
    None,
}
