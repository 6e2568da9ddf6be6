//! One file for each program's format. What each keeps and refuses stands in docs/FORMATS.md.

pub(super) mod aegis;
pub(super) mod aegis_write;
pub(super) mod andotp;
pub(super) mod authenticator_extension;
pub(super) mod authenticator_sh;
pub(super) mod bitwarden;
pub(super) mod cxf;
pub(super) mod cxf_write;
pub(super) mod ente;
pub(super) mod freeotp_plus;
pub(super) mod keepassxc;
pub(super) mod proton;
pub(super) mod raivo;
pub(super) mod two_fas;
pub(super) mod warifu;
