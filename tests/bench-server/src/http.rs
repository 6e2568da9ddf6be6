//! A client for HTTP/1.1 on loopback: one connection, kept as long as the server keeps it.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::time::Duration;

use anyhow::{Context, Result, bail, ensure};

const PATIENCE: Duration = Duration::from_secs(20);
const LONGEST: usize = 1 << 20;

/// A connection to one server, opened when it is needed.
pub(crate) struct Client {
    address: String,
    stream: Option<BufReader<TcpStream>>,
}

/// What came back.
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) body: Vec<u8>,
}

impl Client {
    /// A client of the server at `address`, host and port.
    pub(crate) fn new(address: &str) -> Self {
        Self { address: address.to_owned(), stream: None }
    }

    /// GET.
    pub(crate) fn get(&mut self, path: &str) -> Result<Answer> {
        self.send(&format!("GET {path} HTTP/1.1\r\nHost: {}\r\n\r\n", self.address))
    }

    /// POST of a body of this type, with more header lines if need be, each ended by `\r\n`.
    pub(crate) fn post(&mut self, path: &str, kind: &str, more: &str, body: &str) -> Result<Answer> {
        let (host, length) = (&self.address, body.len());
        self.send(&format!(
            "POST {path} HTTP/1.1\r\nHost: {host}\r\nContent-Type: {kind}\r\nContent-Length: {length}\r\n{more}\r\n{body}"
        ))
    }

    fn send(&mut self, request: &str) -> Result<Answer> {
        let mut stream = match self.stream.take() {
            Some(stream) => stream,
            None => connect(&self.address)?,
        };
        stream.get_mut().write_all(request.as_bytes())?;
        let (answer, is_kept) = read(&mut stream)?;
        self.stream = is_kept.then_some(stream);
        Ok(answer)
    }
}

fn connect(address: &str) -> Result<BufReader<TcpStream>> {
    let stream = TcpStream::connect(address)?;
    stream.set_nodelay(true)?;
    stream.set_read_timeout(Some(PATIENCE))?;
    Ok(BufReader::new(stream))
}

/// An answer, and whether the connection goes on.
fn read(stream: &mut BufReader<TcpStream>) -> Result<(Answer, bool)> {
    let mut line = String::new();
    stream.read_line(&mut line)?;
    let status = line.split(' ').nth(1).context("the connection ended")?.parse()?;
    let (mut length, mut is_kept) = (0, true);
    loop {
        line.clear();
        stream.read_line(&mut line)?;
        let text = line.trim_end().to_ascii_lowercase();
        match text.split_once(':').map(|(name, value)| (name, value.trim())) {
            Some(("content-length", value)) => length = value.parse()?,
            Some(("connection", "close")) => is_kept = false,
            Some(("transfer-encoding", _)) => bail!("the answer comes in chunks"),
            Some(_) => {}
            None => break,
        }
    }
    ensure!(length <= LONGEST, "the answer has {length} bytes");
    let mut body = vec![0; length];
    stream.read_exact(&mut body)?;
    Ok((Answer { status, body }, is_kept))
}
