use std::collections::HashSet;
use std::mem;
use std::time::Duration;

use kabinet_env::Env;
use sqlx::PgPool;

use crate::domain::revocation::Revocation;
use crate::store;
use crate::store::revocation::Position;

/// Longer than a transaction takes and clocks of replicas differ together.
const OVERLAP: Duration = Duration::from_secs(90);
/// Rows of one statement.
const PAGE: u32 = 1_000;

/// What is in the table and has not been told.
pub(super) struct News {
    pool: PgPool,
    env: Env,
    told: HashSet<Revocation>,
}

impl News {
    pub(super) fn new(pool: PgPool, env: Env) -> Self {
        Self {
            pool,
            env,
            told: HashSet::new(),
        }
    }

    /// Begins anew: whoever listens next reads first what stands.
    pub(super) fn forget(&mut self) {
        self.told.clear();
    }

    /// Returns the revocations that were not there before.
    pub(super) async fn look(&mut self) -> Result<Vec<Revocation>, store::Error> {
        let recent = self.recent().await?;
        let told = mem::replace(&mut self.told, recent);
        Ok(self.told.difference(&told).copied().collect())
    }

    async fn recent(&self) -> Result<HashSet<Revocation>, store::Error> {
        let mut recent = HashSet::new();
        let mut position = Position::at(self.env.now() - OVERLAP);
        loop {
            let page = store::revocation::list(&self.pool, position, PAGE).await?;
            recent.extend(&page);
            match page.last() {
                Some(last) if page.len() == PAGE as usize => position = Position::after(last),
                _ => return Ok(recent),
            }
        }
    }
}
