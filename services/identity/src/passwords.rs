//! Password hashing: argon2id behind a pepper, in a pool of its own.
//!
//! Hashing never runs on the async workers and never inside a transaction. Every hash has a reused
//! arena; the queue is bounded; who has gone away is not hashed for.

mod arena;
mod cost;
mod pool;
mod record;
mod worker;

use std::time::Duration;

use kabinet_env::Env;
use kabinet_seal::{KeyRing, Mac, equal};
use thiserror::Error;
use zeroize::Zeroizing;

use crate::domain::password::{NORMALISATION, Password};

pub(crate) use cost::{Cost, MAX_MEMORY_KIB, MAX_PASSES};
pub use pool::HashCount;
pub(crate) use pool::Sizes;
use pool::{Job, Pool};
use record::Record;

const SALT_LENGTH: usize = 16;
const PEPPER_LABEL: &str = "password pepper";
/// Stands in for the salt when there is no record.
const DUMMY_SALT: [u8; SALT_LENGTH] = [0; SALT_LENGTH];

/// Hashes and verifies passwords.
pub(crate) struct Passwords {
    pool: Pool,
    pepper: Mac,
    cost: Cost,
    env: Env,
}

/// Tells why a password was not hashed.
#[derive(Clone, Copy, Debug, Error, PartialEq, Eq)]
pub(crate) enum Error {
    #[error("the hash queue is full")]
    Overloaded { retry_after: Duration },
}

/// What a comparison found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Verdict {
    Right(Freshness),
    Wrong,
}

/// Whether a record was made as records are made now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Freshness {
    Current,
    Stale,
}

impl Passwords {
    /// Starts the pool's threads.
    pub(crate) fn start(sizes: Sizes, cost: Cost, pepper: KeyRing, env: Env) -> Self {
        if cost.is_below_recommendation() {
            tracing::warn!("password hashes are cheaper than OWASP recommends");
        }
        Self {
            pool: Pool::start(sizes, cost, &env),
            pepper: Mac::new(pepper, PEPPER_LABEL),
            cost,
            env,
        }
    }

    pub(crate) fn hash_count(&self) -> HashCount {
        self.pool.hash_count()
    }

    /// Makes the record of a new password.
    pub(crate) async fn hash(&self, password: &Password) -> Result<String, Error> {
        let salt = self.env.bytes::<SALT_LENGTH>();
        let (kid, peppered) = self.pepper.mac(&[password.as_bytes()]);
        let hash = self.run(Zeroizing::new(peppered), &salt, self.cost).await?;
        let record = Record {
            cost: self.cost,
            pepper_kid: kid.as_str().to_owned(),
            normalisation: NORMALISATION,
            salt: salt.to_vec(),
            hash: hash.to_vec(),
        };
        Ok(record.to_string())
    }

    /// Compares a password with a record; without one it does the same work and finds it wrong.
    pub(crate) async fn verify(
        &self,
        password: &Password,
        record: Option<&str>,
    ) -> Result<Verdict, Error> {
        let known = record.and_then(|record| self.open(password, record));
        let Some((record, peppered)) = known else {
            let (_, peppered) = self.pepper.mac(&[password.as_bytes()]);
            self.run(Zeroizing::new(peppered), &DUMMY_SALT, self.cost)
                .await?;
            return Ok(Verdict::Wrong);
        };
        let hash = self.run(peppered, &record.salt, record.cost).await?;
        Ok(if equal(hash.as_slice(), &record.hash) {
            Verdict::Right(self.freshness(&record))
        } else {
            Verdict::Wrong
        })
    }

    /// Returns nothing when the record cannot be verified any more; its owner can only recover.
    fn open(&self, password: &Password, record: &str) -> Option<(Record, Zeroizing<[u8; 32]>)> {
        let record: Record = match record.parse() {
            Ok(record) => record,
            Err(error) => {
                tracing::error!(%error, "a password record cannot be read");
                return None;
            }
        };
        let peppered = self.pepper.with(&record.pepper_kid, &[password.as_bytes()]);
        if peppered.is_none() {
            tracing::error!(
                key.id = record.pepper_kid,
                "a password record needs a pepper that is gone"
            );
        }
        Some((record, Zeroizing::new(peppered?)))
    }

    fn freshness(&self, record: &Record) -> Freshness {
        let (kid, _) = self.pepper.mac(&[]);
        let current = record.cost == self.cost
            && record.pepper_kid == kid.as_str()
            && record.normalisation == NORMALISATION;
        if current {
            Freshness::Current
        } else {
            Freshness::Stale
        }
    }

    async fn run(
        &self,
        peppered: Zeroizing<[u8; 32]>,
        salt: &[u8],
        cost: Cost,
    ) -> Result<Zeroizing<[u8; 32]>, Error> {
        let (job, answer) = Job::new(peppered, salt.to_vec(), cost);
        self.pool.submit(job)?;
        // The worker drops the job when it waited for too long.
        answer.await.map_err(|_| pool::OVERLOADED)
    }
}

#[cfg(test)]
mod tests;
