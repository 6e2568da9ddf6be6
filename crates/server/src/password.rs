//! Passwords: Argon2id with 64 MiB, three passes, one lane (OWASP, NIST SP 800-63B §3.1.1.2).
//!
//! One at a time for each core, since each takes 64 MiB; a few dozen may wait, the rest is told to come again.

use std::fmt;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use argon2::{Algorithm, Argon2, Params, Version};
use subtle::ConstantTimeEq;
use tokio::sync::Semaphore;
use warifu::vault::Random;
use zeroize::Zeroizing;

const MEMORY_KIB: u32 = 64 * 1024;
const PASSES: u32 = 3;
/// The format of [`HashedPassword`]: these parameters.
const VERSION: u8 = 1;
/// How many may wait for their turn.
const QUEUE: usize = 64;
/// The longest password, in bytes.
const LONGEST: usize = 256;

/// A password as it was typed. Wiped when it goes, never printed.
#[derive(Clone)]
pub struct PlainPassword(Zeroizing<String>);

/// A password's hash with its salt.
#[derive(Clone, Copy)]
pub struct HashedPassword {
    salt: [u8; 16],
    hash: [u8; 32],
}

/// Too many are waiting.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("too many passwords are waiting to be checked")]
pub struct BusyError;

/// Where passwords are hashed, one for each core at a time.
#[derive(Debug)]
pub struct Hasher {
    cores: Arc<Semaphore>,
    waiting: Arc<AtomicUsize>,
}

/// A place in the queue, left when it goes: also when nobody waits for the answer any more.
struct InQueue(Arc<AtomicUsize>);

impl InQueue {
    fn take(waiting: &Arc<AtomicUsize>) -> Result<Self, BusyError> {
        let before = waiting.fetch_add(1, Ordering::SeqCst);
        let place = Self(waiting.clone());
        if before < QUEUE { Ok(place) } else { Err(BusyError) }
    }
}

impl Drop for InQueue {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::SeqCst);
    }
}

impl PlainPassword {
    /// The password typed as `text`; `None` if it is empty or longer than 256 bytes.
    pub fn new(text: Zeroizing<String>) -> Option<Self> {
        (1..=LONGEST).contains(&text.len()).then_some(Self(text))
    }

    /// The password, for a directory that judges it itself.
    pub(crate) fn expose(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for PlainPassword {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("PlainPassword")
    }
}

impl HashedPassword {
    /// What a password is compared with where there is none: as slow as any, and never right.
    pub const NOBODYS: Self = Self { salt: [0; 16], hash: [0; 32] };

    /// The stored form: version, salt, hash.
    pub fn to_bytes(&self) -> [u8; 49] {
        let mut bytes = [VERSION; 49];
        bytes[1..17].copy_from_slice(&self.salt);
        bytes[17..].copy_from_slice(&self.hash);
        bytes
    }

    /// The hash in `bytes`; `None` if they are none of this version.
    pub fn read(bytes: &[u8]) -> Option<Self> {
        let (salt, hash) = bytes.strip_prefix(&[VERSION])?.split_first_chunk()?;
        Some(Self { salt: *salt, hash: hash.try_into().ok()? })
    }
}

impl fmt::Debug for HashedPassword {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("HashedPassword")
    }
}

impl Default for Hasher {
    fn default() -> Self {
        let cores = std::thread::available_parallelism().map_or(1, usize::from);
        Self { cores: Arc::new(Semaphore::new(cores)), waiting: Arc::default() }
    }
}

impl Hasher {
    /// A fresh hash of `password`.
    ///
    /// # Errors
    /// [`BusyError`].
    pub async fn hash(
        &self,
        password: PlainPassword,
        random: &dyn Random,
    ) -> Result<HashedPassword, BusyError> {
        let mut salt = [0; 16];
        random.fill(&mut salt);
        Ok(HashedPassword { salt, hash: *self.derive(password, salt).await? })
    }

    /// Whether `password` is the one of `hashed`.
    ///
    /// # Errors
    /// [`BusyError`].
    pub async fn is(&self, password: PlainPassword, hashed: HashedPassword) -> Result<bool, BusyError> {
        let hash = self.derive(password, hashed.salt).await?;
        Ok(hash.ct_eq(&hashed.hash).into())
    }

    async fn derive(
        &self,
        password: PlainPassword,
        salt: [u8; 16],
    ) -> Result<Zeroizing<[u8; 32]>, BusyError> {
        let place = InQueue::take(&self.waiting)?;
        let turn = self.cores.clone().acquire_owned().await.expect("it is never closed");
        let work = tokio::task::spawn_blocking(move || {
            let _kept = (turn, place); // until the work is done, even if nobody waits for it any more
            derive(&password, &salt)
        });
        Ok(work.await.expect("deriving does not panic"))
    }
}

fn derive(password: &PlainPassword, salt: &[u8; 16]) -> Zeroizing<[u8; 32]> {
    tracing::trace!("a password is hashed"); // tests count it
    let params = Params::new(MEMORY_KIB, PASSES, 1, Some(32)).expect("within Argon2's limits");
    let mut hash = Zeroizing::new([0; 32]);
    Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
        .hash_password_into(password.0.as_bytes(), salt, &mut *hash)
        .expect("within Argon2's limits");
    hash
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::Counted;

    fn typed(text: &str) -> PlainPassword {
        PlainPassword::new(Zeroizing::new(text.to_owned())).unwrap()
    }

    #[tokio::test]
    async fn a_password_is_itself_only() {
        let hasher = Hasher::default();
        let hashed = hasher.hash(typed("あいことば"), &Counted::new(1)).await.unwrap();
        let read = HashedPassword::read(&hashed.to_bytes()).unwrap();
        assert!(hasher.is(typed("あいことば"), read).await.unwrap());
        assert!(!hasher.is(typed("あいことば "), read).await.unwrap());
        assert!(!hasher.is(typed("x"), HashedPassword::NOBODYS).await.unwrap());
        assert!(HashedPassword::read(&hashed.to_bytes()[1..]).is_none());
        assert_eq!(format!("{hashed:?} {:?}", typed("x")), "HashedPassword PlainPassword");
    }

    #[tokio::test]
    async fn when_too_many_wait_the_rest_is_told_so() {
        let hasher = Arc::new(Hasher { cores: Arc::new(Semaphore::new(0)), waiting: Arc::default() });
        let mut gone = Vec::new();
        for _ in 0..QUEUE {
            let hasher = hasher.clone();
            gone.push(tokio::spawn(async move { hasher.is(typed("x"), HashedPassword::NOBODYS).await }));
        }
        while hasher.waiting.load(Ordering::SeqCst) < QUEUE {
            tokio::task::yield_now().await;
        }
        assert_eq!(hasher.is(typed("x"), HashedPassword::NOBODYS).await, Err(BusyError));
        for asker in gone {
            asker.abort();
            assert!(asker.await.unwrap_err().is_cancelled());
        }
        assert_eq!(hasher.waiting.load(Ordering::SeqCst), 0, "who goes leaves the queue");
    }
}
