//! Pages on loopback: the practice page, and those that make scanning hard.

mod pages;

use std::io::{BufRead, BufReader, Write};
use std::net::{TcpListener, TcpStream};
use std::time::Duration;

use anyhow::{Context, Result};

use self::pages::Answer;

/// A server on a free port of 127.0.0.1, for as long as the program runs.
#[derive(Clone, Debug)]
pub struct Site {
    port: u16,
}

impl Site {
    /// Starts serving.
    ///
    /// # Errors
    /// When no port is to be had.
    pub fn start() -> Result<Self> {
        let listener = TcpListener::bind(("127.0.0.1", 0)).context("no port on loopback")?;
        let port = listener.local_addr()?.port();
        std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                std::thread::spawn(move || serve(stream));
            }
        });
        Ok(Self { port })
    }

    /// The address of a page: `practice.html`, `dark`, `code?TEXT`.
    pub fn url(&self, path: &str) -> String {
        format!("http://127.0.0.1:{}/{path}", self.port)
    }

    /// The address of a page with one QR code of this text.
    pub fn code(&self, text: &str) -> String {
        self.url(&format!("code?{}", crate::practice::percent(text)))
    }
}

/// Answers one request and closes the line; a browser that asks oddly gets nothing.
fn serve(mut stream: TcpStream) -> Option<()> {
    stream.set_read_timeout(Some(Duration::from_secs(10))).ok()?;
    let mut reader = BufReader::new(stream.try_clone().ok()?);
    let mut line = String::new();
    reader.read_line(&mut line).ok()?;
    let target = line.split_whitespace().nth(1)?.to_owned();
    while reader.read_line(&mut line).ok()? > 2 {}
    let Answer { status, kind, body } = pages::answer(&target);
    let head = format!(
        "HTTP/1.1 {status}\r\nContent-Type: {kind}\r\nContent-Length: {}\r\nCache-Control: no-store\r\n\
         Connection: close\r\n\r\n",
        body.len()
    );
    stream.write_all(head.as_bytes()).ok()?;
    stream.write_all(&body).ok()
}
