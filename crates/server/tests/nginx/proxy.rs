//! Debian's nginx on loopback, gone with the test, and a browser that goes through it.

use std::fs::{self, Permissions};
use std::net::{SocketAddr, TcpListener};
use std::os::unix::fs::PermissionsExt;
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::time::Duration;

use tempfile::TempDir;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;
use tokio_rustls::rustls::pki_types::CertificateDer;
use tokio_rustls::rustls::{ClientConfig, RootCertStore};

use super::recipe;

/// The name that members know.
pub(crate) const HOST: &str = "mfa.example.ac.jp";

/// A running proxy.
pub(crate) struct Proxy {
    child: Child,
    port: u16,
    certificate: CertificateDer<'static>,
    _folder: TempDir,
}

/// What comes back: the head in lower-case lines, and the body.
pub(crate) struct Answer {
    pub(crate) head: String,
    pub(crate) body: String,
}

impl Answer {
    pub(crate) fn status(&self) -> u16 {
        self.head.split(' ').nth(1).unwrap().parse().unwrap()
    }

    /// All values of a header.
    pub(crate) fn all(&self, name: &str) -> Vec<&str> {
        let lines = self.head.lines().filter_map(|line| line.split_once(": "));
        lines.filter(|(header, _)| header.eq_ignore_ascii_case(name)).map(|(_, value)| value).collect()
    }
}

impl Proxy {
    pub(crate) async fn before(nodes: [SocketAddr; 2]) -> Self {
        let folder = tempfile::tempdir().unwrap();
        fs::set_permissions(folder.path(), Permissions::from_mode(0o755)).unwrap(); // for its workers
        let made = rcgen::generate_simple_self_signed(vec![HOST.into()]).unwrap();
        fs::write(folder.path().join("mfa.pem"), made.cert.pem()).unwrap();
        fs::write(folder.path().join("mfa.key"), made.signing_key.serialize_pem()).unwrap();
        let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        let own: String = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"]
            .map(|name| format!("{name}_temp_path {};\n", folder.path().join(name).display()))
            .concat();
        let http = format!("access_log off;\n{own}{}", recipe::nginx(port, nodes, folder.path()));
        let pid = folder.path().join("pid");
        let whole = format!("daemon off;\npid {};\nevents {{}}\nhttp {{\n{http}}}\n", pid.display());
        fs::write(folder.path().join("nginx.conf"), whole).unwrap();
        let mut nginx = Command::new("/usr/sbin/nginx");
        nginx.arg("-c").arg(folder.path().join("nginx.conf")).arg("-e").arg(folder.path().join("errors"));
        let child = nginx.stdout(Stdio::null()).spawn().expect("nginx is installed");
        let mut proxy = Self { child, port, certificate: made.cert.der().clone(), _folder: folder };
        while TcpStream::connect(("127.0.0.1", port)).await.is_err() {
            assert!(proxy.child.try_wait().unwrap().is_none(), "nginx does not take what the manual says");
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        proxy
    }

    /// Sends a request as it is, but for its length and end.
    pub(crate) async fn send(&self, line: &str, headers: &[(&str, &str)], body: &str) -> Answer {
        let stream = TcpStream::connect(("127.0.0.1", self.port)).await.unwrap();
        let mut roots = RootCertStore::empty();
        roots.add(self.certificate.clone()).unwrap();
        let config = ClientConfig::builder().with_root_certificates(roots).with_no_client_auth();
        let name = HOST.try_into().unwrap();
        let mut stream = TlsConnector::from(Arc::new(config)).connect(name, stream).await.unwrap();
        stream.write_all(request(HOST, line, headers, body).as_bytes()).await.unwrap();
        answer(&mut stream).await
    }
}

impl Drop for Proxy {
    fn drop(&mut self) {
        // SIGTERM: its workers end with it.
        let _ = Command::new("kill").arg(self.child.id().to_string()).status();
        let _ = self.child.wait();
    }
}

/// Asks a node itself, past the proxy.
pub(crate) async fn ask(node: SocketAddr, line: &str, headers: &[(&str, &str)]) -> Answer {
    let mut stream = TcpStream::connect(node).await.unwrap();
    stream.write_all(request(HOST, line, headers, "").as_bytes()).await.unwrap();
    answer(&mut stream).await
}

fn request(host: &str, line: &str, headers: &[(&str, &str)], body: &str) -> String {
    let headers: String = headers.iter().map(|(name, value)| format!("{name}: {value}\r\n")).collect();
    let length = body.len();
    format!(
        "{line} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\nContent-Length: {length}\r\n{headers}\r\n{body}"
    )
}

async fn answer(stream: &mut (impl AsyncReadExt + Unpin)) -> Answer {
    let mut bytes = Vec::new();
    let _ = stream.read_to_end(&mut bytes).await; // nginx may close without saying so in TLS
    let text = String::from_utf8_lossy(&bytes);
    let (head, body) = text.split_once("\r\n\r\n").expect("an answer");
    Answer { head: head.to_owned(), body: body.to_owned() }
}
