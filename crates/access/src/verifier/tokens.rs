//! Tokens whose signature and claims were verified.

use std::sync::Arc;

use quick_cache::sync::Cache;
use time::OffsetDateTime;

use crate::{EndUser, PublicKeys};

/// Tokens that are remembered.
const CAPACITY: usize = 65_536;

pub(super) struct Tokens {
    /// Keyed by SHA-256, so that memory holds no token.
    verified: Cache<[u8; 32], Verified>,
}

#[derive(Clone)]
struct Verified {
    user: EndUser,
    expire_time: OffsetDateTime,
    /// The keys of that time: with other keys the token is verified anew.
    keys: Arc<PublicKeys>,
}

impl Default for Tokens {
    fn default() -> Self {
        Self {
            verified: Cache::new(CAPACITY),
        }
    }
}

impl Tokens {
    pub(super) fn get(
        &self,
        digest: &[u8; 32],
        keys: &Arc<PublicKeys>,
        now: OffsetDateTime,
    ) -> Option<EndUser> {
        let verified = self.verified.get(digest)?;
        if now < verified.expire_time && Arc::ptr_eq(keys, &verified.keys) {
            Some(verified.user)
        } else {
            self.verified.remove(digest);
            None
        }
    }

    pub(super) fn put(
        &self,
        digest: [u8; 32],
        keys: Arc<PublicKeys>,
        user: EndUser,
        expire_time: OffsetDateTime,
    ) {
        let verified = Verified {
            user,
            expire_time,
            keys,
        };
        self.verified.insert(digest, verified);
    }
}
