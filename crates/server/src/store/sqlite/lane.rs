//! The one connection that writes. Those who wait for it share a commit: each does its work under a savepoint, and whoever
//! was first commits for all that came meanwhile, so that a slow disk is waited for once.
//!
//! A transaction that is dropped is rolled back to its savepoint, before anybody else's begins. If the common commit
//! fails, it failed for all of them: each saw what those before it had done.

use std::fmt;
use std::ops::{Deref, DerefMut};
use std::sync::Arc;

use sqlx::{Connection, Executor, SqliteConnection};
use tokio::sync::{Mutex, OwnedMutexGuard, watch};
use tokio::time::timeout;

use super::PATIENCE;
use crate::store::Answer;

/// Those who write, one after the other, in the order in which they came.
#[derive(Clone)]
pub(super) struct Lane(Arc<Mutex<Track>>);

struct Track {
    /// `None` once the store is closed.
    connection: Option<SqliteConnection>,
    /// What waits for the common commit: told whether it succeeded. `None` while nothing is begun.
    group: Option<watch::Sender<Option<bool>>>,
    /// Whether somebody left without committing.
    is_left: bool,
}

/// A transaction that writes.
pub(super) struct Writing {
    lane: Lane,
    /// Gone once it was committed.
    track: Option<OwnedMutexGuard<Track>>,
}

impl fmt::Debug for Lane {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Lane")
    }
}

impl Lane {
    pub(super) fn new(connection: SqliteConnection) -> Self {
        Self(Arc::new(Mutex::new(Track { connection: Some(connection), group: None, is_left: false })))
    }

    /// Waits for its turn and begins.
    pub(super) async fn begin(&self) -> Answer<Writing> {
        let turn = timeout(PATIENCE, self.0.clone().lock_owned());
        let track = turn.await.map_err(|_| sqlx::Error::PoolTimedOut)?;
        let mut writing = Writing { lane: self.clone(), track: Some(track) };
        writing.track().begin().await?;
        Ok(writing)
    }

    /// Ends what is under way and closes the connection.
    pub(super) async fn close(&self) {
        let mut track = self.0.lock().await;
        track.finish().await;
        if let Some(connection) = track.connection.take() {
            let _ = connection.close().await; // its file is whole either way
        }
    }

    /// Commits for all that came before, once those who wait already have had their turn.
    async fn settle(self) {
        self.0.lock().await.finish().await;
    }
}

impl Track {
    async fn run(&mut self, sql: &'static str) -> Result<(), sqlx::Error> {
        let connection = self.connection.as_mut().ok_or(sqlx::Error::PoolClosed)?;
        connection.execute(sql).await.map(drop)
    }

    async fn begin(&mut self) -> Result<(), sqlx::Error> {
        if self.clean().await.is_err() {
            self.finish().await;
        }
        if self.group.is_none() {
            self.run("BEGIN IMMEDIATE").await?;
            self.group = Some(watch::Sender::new(None));
        }
        self.run("SAVEPOINT one").await
    }

    /// Undoes what somebody left.
    async fn clean(&mut self) -> Result<(), sqlx::Error> {
        if self.is_left && self.group.is_some() {
            self.run("ROLLBACK TO one").await?;
            self.run("RELEASE one").await?;
        }
        self.is_left = false;
        Ok(())
    }

    /// Commits the group, if there is one. What cannot be cleaned of what somebody left is not committed either: an error
    /// may have ended the transaction, and all that was done in it.
    async fn finish(&mut self) {
        let mut done = self.clean().await;
        let Some(group) = self.group.take() else { return };
        self.is_left = false;
        if done.is_ok() {
            done = self.run("COMMIT").await;
        }
        if let Err(error) = &done {
            tracing::error!(error = error as &dyn std::error::Error, "nothing was committed");
            let _ = self.run("ROLLBACK").await; // nothing is left to be rolled back if the error did so
        }
        group.send_replace(Some(done.is_ok()));
    }
}

impl Writing {
    /// Makes everything done in it last, together with what others did meanwhile.
    pub(super) async fn commit(mut self) -> Answer<()> {
        // A task of its own: whoever asked may be gone at any moment, and what was begun must come to an end.
        let committed = tokio::spawn(async move {
            let track = self.track();
            track.run("RELEASE one").await?;
            let mut outcome = track.group.as_ref().ok_or(sqlx::Error::WorkerCrashed)?.subscribe();
            self.track = None;
            self.lane.clone().settle().await;
            let outcome = outcome.wait_for(Option::is_some).await.map_err(|_| sqlx::Error::WorkerCrashed)?;
            if *outcome == Some(true) { Ok(()) } else { Err(sqlx::Error::WorkerCrashed) }
        });
        Ok(committed.await.map_err(|_| sqlx::Error::WorkerCrashed)??)
    }

    fn track(&mut self) -> &mut Track {
        self.track.as_mut().expect("it is not committed yet")
    }
}

impl Drop for Writing {
    fn drop(&mut self) {
        let Some(mut track) = self.track.take() else { return };
        track.is_left = true;
        drop(track);
        // While the server stops, the connection is closed, which rolls back.
        if let Ok(runtime) = tokio::runtime::Handle::try_current() {
            runtime.spawn(self.lane.clone().settle());
        }
    }
}

impl Deref for Writing {
    type Target = SqliteConnection;

    fn deref(&self) -> &SqliteConnection {
        self.track.as_ref().and_then(|track| track.connection.as_ref()).expect("begun on a connection")
    }
}

impl DerefMut for Writing {
    fn deref_mut(&mut self) -> &mut SqliteConnection {
        self.track().connection.as_mut().expect("begun on a connection")
    }
}
