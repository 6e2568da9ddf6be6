//! A server that takes mails: SMTP on loopback with STARTTLS, in a thread of its own, gone with the test.

use std::collections::VecDeque;
use std::io;
use std::net::{IpAddr, Ipv4Addr};
use std::sync::{Arc, Mutex};

use mailin::response::{AUTH_OK, INVALID_CREDENTIALS, OK};
use mailin::{Action, AuthMechanism, Handler, Response, Session, SessionBuilder};
use tokio::io::{AsyncBufReadExt, AsyncRead, AsyncWrite, AsyncWriteExt, BufStream};
use tokio::net::{TcpListener, TcpStream};
use tokio::runtime::{Builder, Runtime};
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::ServerConfig;
use tokio_rustls::rustls::pki_types::PrivateKeyDer;

use crate::Letter;

/// Who may send, where a password is asked for.
pub const USER: &str = "mfa";
/// With this one.
pub const PASSWORD: &str = "carry-on";

/// A running server.
#[derive(Debug)]
pub struct Receiver {
    /// Where it listens.
    pub port: u16,
    /// The certificate that it shows, as PEM.
    pub certificate: String,
    shared: Arc<Mutex<Shared>>,
    runtime: Option<Runtime>,
}

#[derive(Debug, Default)]
struct Shared {
    mails: Vec<String>,
    /// What the next recipients are answered.
    refusals: VecDeque<u16>,
}

/// Whether the server asks for TLS and a password.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Asks {
    /// Neither.
    Nothing,
    /// Both.
    TlsAndPassword,
}

impl Receiver {
    /// Starts one.
    pub fn start(asks: Asks) -> Self {
        let made = rcgen::generate_simple_self_signed(vec!["localhost".into()]).unwrap();
        let key = PrivateKeyDer::try_from(made.signing_key.serialize_der()).unwrap();
        let config = ServerConfig::builder().with_no_client_auth();
        let config = config.with_single_cert(vec![made.cert.der().clone()], key).unwrap();
        let acceptor = TlsAcceptor::from(Arc::new(config));
        let runtime = Builder::new_multi_thread().worker_threads(1).enable_io().build().unwrap();
        let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        listener.set_nonblocking(true).unwrap();
        let (port, shared) = (listener.local_addr().unwrap().port(), Arc::<Mutex<Shared>>::default());
        let kept = shared.clone();
        runtime.spawn(async move {
            let listener = TcpListener::from_std(listener).unwrap();
            loop {
                let (stream, _) = listener.accept().await.unwrap();
                tokio::spawn(serve(stream, asks, acceptor.clone(), kept.clone()));
            }
        });
        Self { port, certificate: made.cert.pem(), shared, runtime: Some(runtime) }
    }

    /// The mails that were taken.
    pub fn mails(&self) -> Vec<String> {
        self.shared.lock().unwrap().mails.clone()
    }

    /// The mails to an address as they are read, the oldest first.
    pub fn letters(&self, to: &str) -> Vec<Letter> {
        let letters = self.mails().into_iter().map(|mail| Letter::read(&mail));
        letters.filter(|letter| letter.to == to).collect()
    }

    /// Answers the next recipient with this number.
    pub fn refuse(&self, code: u16) {
        self.shared.lock().unwrap().refusals.push_back(code);
    }
}

impl Drop for Receiver {
    fn drop(&mut self) {
        if let Some(runtime) = self.runtime.take() {
            runtime.shutdown_background();
        }
    }
}

/// Keeps what one connection brings.
struct Mailbox {
    shared: Arc<Mutex<Shared>>,
    data: Vec<u8>,
}

impl Handler for Mailbox {
    fn rcpt(&mut self, _: &str) -> Response {
        let refusal = self.shared.lock().unwrap().refusals.pop_front();
        refusal.map_or(OK, |code| Response::custom(code, "not now".into()))
    }

    fn data(&mut self, line: &[u8]) -> io::Result<()> {
        self.data.extend_from_slice(line);
        Ok(())
    }

    fn data_end(&mut self) -> Response {
        let mail = String::from_utf8(std::mem::take(&mut self.data)).unwrap();
        self.shared.lock().unwrap().mails.push(mail);
        OK
    }

    fn auth_plain(&mut self, _: &str, user: &str, password: &str) -> Response {
        if (user, password) == (USER, PASSWORD) { AUTH_OK } else { INVALID_CREDENTIALS }
    }
}

async fn serve(
    stream: TcpStream,
    asks: Asks,
    acceptor: TlsAcceptor,
    shared: Arc<Mutex<Shared>>,
) -> io::Result<()> {
    let mut builder = SessionBuilder::new("localhost");
    if asks == Asks::TlsAndPassword {
        builder.enable_start_tls().enable_auth(AuthMechanism::Plain);
    }
    let mut session = builder.build(IpAddr::V4(Ipv4Addr::LOCALHOST), Mailbox { shared, data: Vec::new() });
    let mut stream = BufStream::new(stream);
    say(&mut stream, &session.greeting()).await?;
    if talk(&mut stream, &mut session).await? == Action::UpgradeTls {
        let mut stream = BufStream::new(acceptor.accept(stream.into_inner()).await?);
        session.tls_active();
        talk(&mut stream, &mut session).await?;
    }
    Ok(())
}

/// Answers line by line until the connection ends or is to be protected.
async fn talk<S: AsyncRead + AsyncWrite + Unpin>(
    stream: &mut BufStream<S>,
    session: &mut Session<Mailbox>,
) -> io::Result<Action> {
    loop {
        let mut line = Vec::new();
        if stream.read_until(b'\n', &mut line).await? == 0 {
            return Ok(Action::Close);
        }
        let answer = session.process(&line);
        match answer.action {
            Action::NoReply => {}
            Action::Reply => say(stream, &answer).await?,
            Action::Close | Action::UpgradeTls => {
                say(stream, &answer).await?;
                return Ok(answer.action);
            }
        }
    }
}

async fn say<S: AsyncRead + AsyncWrite + Unpin>(
    stream: &mut BufStream<S>,
    answer: &Response,
) -> io::Result<()> {
    stream.write_all(&answer.buffer()?).await?;
    stream.flush().await
}
