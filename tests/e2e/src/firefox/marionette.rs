//! Firefox's Marionette protocol: numbered JSON messages, each with its length in front, over TCP.

use std::cell::{Cell, RefCell};
use std::io::{BufReader, Read, Write};
use std::net::TcpStream;
use std::time::Duration;

use anyhow::{Context, Result, bail};
use serde_json::{Value, json};

const LIMIT: Duration = Duration::from_secs(40);

/// The line to one Firefox.
pub(super) struct Marionette {
    stream: RefCell<BufReader<TcpStream>>,
    next: Cell<u64>,
}

impl Marionette {
    /// Connects and opens a session that may run scripts in the browser's own window.
    pub(super) fn open(port: u16) -> Result<Self> {
        let stream = TcpStream::connect(("127.0.0.1", port)).context("Marionette port")?;
        stream.set_read_timeout(Some(LIMIT))?;
        stream.set_nodelay(true)?;
        let marionette = Self { stream: RefCell::new(BufReader::new(stream)), next: Cell::new(0) };
        marionette.read()?; // the greeting
        marionette.call("WebDriver:NewSession", &json!({}))?;
        marionette.call("Marionette:SetContext", &json!({"value": "chrome"}))?;
        marionette.call("WebDriver:SetTimeouts", &json!({"script": LIMIT.as_millis()}))?;
        Ok(marionette)
    }

    /// Calls a command and waits for its answer.
    pub(super) fn call(&self, command: &str, params: &Value) -> Result<Value> {
        let id = self.next.get() + 1;
        self.next.set(id);
        let message = json!([0, id, command, params]).to_string();
        let framed = format!("{}:{message}", message.len());
        self.stream.borrow_mut().get_mut().write_all(framed.as_bytes())?;
        let mut answer = self.read().with_context(|| format!("no answer to {command}"))?;
        if !answer[2].is_null() {
            bail!("{command}: {}", answer[2]["message"].as_str().unwrap_or_default());
        }
        Ok(answer[3].take())
    }

    fn read(&self) -> Result<Value> {
        let mut stream = self.stream.borrow_mut();
        let mut length = 0_usize;
        loop {
            let mut byte = [0];
            stream.read_exact(&mut byte)?;
            match byte[0] {
                b':' => break,
                digit => length = length * 10 + usize::from(digit - b'0'),
            }
        }
        let mut message = vec![0; length];
        stream.read_exact(&mut message)?;
        Ok(serde_json::from_slice(&message)?)
    }
}
