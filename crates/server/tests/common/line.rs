//! A line to another server that counts what is asked over it.

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinHandle;

/// A line that is open.
pub(crate) struct Line {
    pub(crate) port: u16,
    asked: Arc<AtomicUsize>,
    task: JoinHandle<()>,
}

impl Line {
    pub(crate) async fn to(there: SocketAddr) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let (port, asked) = (listener.local_addr().unwrap().port(), Arc::<AtomicUsize>::default());
        let count = asked.clone();
        let task = tokio::spawn(async move {
            loop {
                let (here, _) = listener.accept().await.unwrap();
                tokio::spawn(carry(here, TcpStream::connect(there).await.unwrap(), count.clone()));
            }
        });
        Self { port, asked, task }
    }

    /// How often the other server was asked something that it answered, since this was asked last.
    pub(crate) fn asked(&self) -> usize {
        self.asked.swap(0, Ordering::SeqCst)
    }
}

impl Drop for Line {
    fn drop(&mut self) {
        self.task.abort();
    }
}

/// Carries bytes both ways; an answer may come in pieces.
async fn carry(mut here: TcpStream, mut there: TcpStream, asked: Arc<AtomicUsize>) {
    let (mut question, mut answer, mut is_open) = ([0; 4096], [0; 4096], false);
    loop {
        tokio::select! {
            read = here.read(&mut question) => match read {
                Ok(bytes @ 1..) => {
                    is_open = true;
                    there.write_all(&question[..bytes]).await.unwrap();
                }
                _ => return,
            },
            read = there.read(&mut answer) => match read {
                Ok(bytes @ 1..) => {
                    asked.fetch_add(usize::from(is_open), Ordering::SeqCst);
                    is_open = false;
                    if here.write_all(&answer[..bytes]).await.is_err() {
                        return;
                    }
                }
                _ => return,
            },
        }
    }
}
