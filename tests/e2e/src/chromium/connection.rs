//! The DevTools protocol over one WebSocket. A thread reads: answers go to whoever asked, events to the watch.

use std::collections::HashMap;
use std::net::{Shutdown, TcpStream};
use std::sync::mpsc::{Sender, channel};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use anyhow::{Context, Result, anyhow, bail};
use serde_json::{Value, json};
use tungstenite::protocol::Role;
use tungstenite::{Message, WebSocket};

use super::watch::Watch;

const LIMIT: Duration = Duration::from_secs(30);

/// The line to one browser. Clones speak over the same socket.
#[derive(Clone)]
pub(super) struct Connection(Arc<Shared>);

struct Shared {
    writer: Mutex<WebSocket<TcpStream>>,
    waiting: Mutex<HashMap<u64, Sender<Value>>>,
    next: Mutex<u64>,
    watch: Mutex<Watch>,
}

impl Connection {
    /// Connects to the browser's socket at `ws://127.0.0.1:{port}{path}`.
    pub(super) fn open(port: u16, path: &str, watch: Watch) -> Result<Self> {
        let stream = TcpStream::connect(("127.0.0.1", port)).context("DevTools port")?;
        stream.set_nodelay(true)?;
        let writing = stream.try_clone()?;
        let (reader, _) = tungstenite::client(format!("ws://127.0.0.1:{port}{path}"), stream)
            .map_err(|error| anyhow!("DevTools handshake: {error}"))?;
        let shared = Arc::new(Shared {
            writer: Mutex::new(WebSocket::from_raw_socket(writing, Role::Client, None)),
            waiting: Mutex::default(),
            next: Mutex::new(0),
            watch: Mutex::new(watch),
        });
        let connection = Self(shared);
        let reading = connection.clone();
        std::thread::spawn(move || reading.read_all(reader));
        Ok(connection)
    }

    /// Calls a method and waits for its answer; `session` is empty for the browser itself.
    pub(super) fn call(&self, session: &str, method: &str, params: &Value) -> Result<Value> {
        let (sender, receiver) = channel();
        self.send(session, method, params, Some(sender))?;
        let mut answer = receiver.recv_timeout(LIMIT).with_context(|| format!("no answer to {method}"))?;
        if let Some(error) = answer.get("error") {
            bail!("{method}: {}", error["message"].as_str().unwrap_or_default());
        }
        Ok(answer["result"].take())
    }

    /// What the watch has seen.
    pub(super) fn watch(&self) -> MutexGuard<'_, Watch> {
        lock(&self.0.watch)
    }

    /// Ends the reading thread.
    pub(super) fn close(&self) {
        let _ = lock(&self.0.writer).get_ref().shutdown(Shutdown::Both);
    }

    fn send(&self, session: &str, method: &str, params: &Value, reply: Option<Sender<Value>>) -> Result<()> {
        let id = {
            let mut next = lock(&self.0.next);
            *next += 1;
            *next
        };
        if let Some(reply) = reply {
            lock(&self.0.waiting).insert(id, reply);
        }
        let mut message = json!({"id": id, "method": method, "params": params});
        if !session.is_empty() {
            message["sessionId"] = session.into();
        }
        lock(&self.0.writer).send(Message::text(message.to_string())).context("DevTools socket closed")
    }

    fn read_all(&self, mut reader: WebSocket<TcpStream>) {
        while let Ok(message) = reader.read() {
            let Ok(text) = message.to_text() else { continue };
            let Ok(value) = serde_json::from_str::<Value>(text) else { continue };
            match value["id"].as_u64() {
                Some(id) => self.answer(id, value),
                None => self.event(&value),
            }
        }
        // Dropping the senders tells everyone who still waits.
        lock(&self.0.waiting).clear();
    }

    fn answer(&self, id: u64, value: Value) {
        if let Some(reply) = lock(&self.0.waiting).remove(&id) {
            let _ = reply.send(value);
        }
    }

    fn event(&self, value: &Value) {
        let orders = self.watch().event(value);
        for (session, method, params) in orders {
            // A target that has gone meanwhile takes no orders, and needs none.
            let _ = self.send(&session, method, &params, None);
        }
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
