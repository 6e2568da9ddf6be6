//! Whose certificates are believed.

use std::fs;
use std::path::Path;
use std::sync::Arc;

use rustls::crypto::ring;
use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::{self, PemObject};
use rustls::{ClientConfig, RootCertStore};

/// Why the directory cannot be asked with these settings.
#[derive(Debug, thiserror::Error)]
pub enum LdapSetupError {
    /// The file with its authority's certificate.
    #[error("ldap_ca cannot be read")]
    File(#[from] std::io::Error),
    /// What is in it.
    #[error("ldap_ca has no certificate that can be read")]
    Pem(#[from] pem::Error),
    /// The certificate itself.
    #[error("ldap_ca has a certificate that cannot be used")]
    Certificate(#[from] rustls::Error),
}

/// TLS with the authorities in the file `ca` and no others; without it, with those the system knows.
pub(super) fn tls(ca: Option<&Path>) -> Result<Arc<ClientConfig>, LdapSetupError> {
    let mut roots = RootCertStore::empty();
    match ca {
        Some(path) => {
            for certificate in CertificateDer::pem_slice_iter(&fs::read(path)?) {
                roots.add(certificate?)?;
            }
            if roots.is_empty() {
                return Err(pem::Error::NoItemsFound.into());
            }
        }
        None => _ = roots.add_parsable_certificates(rustls_native_certs::load_native_certs().certs),
    }
    let config = ClientConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()
        .expect("ring speaks them");
    Ok(Arc::new(config.with_root_certificates(roots).with_no_client_auth()))
}
