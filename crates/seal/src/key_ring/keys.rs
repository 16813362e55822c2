use std::collections::BTreeMap;

use time::OffsetDateTime;

use super::KEY_SETTLE;
use crate::{Key, KeyId};

/// At least one key, in the order of their ids.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Keys {
    live: BTreeMap<KeyId, LiveKey>,
    current: KeyId,
}

/// A key with how long it has stood.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct LiveKey {
    pub(super) key: Key,
    pub(super) standing: Standing,
}

/// How long a key has stood, the longest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Standing {
    /// Every replica has had the time to read it.
    Settled,
    /// Every replica will have had the time to read it by then.
    SettlesAt(OffsetDateTime),
    /// It was young when the ring was loaded; its time begins with the first reload.
    Young,
}

impl Keys {
    /// Takes what was found, if it is a key at least.
    pub(super) fn new(mut live: BTreeMap<KeyId, LiveKey>) -> Option<Self> {
        // Of keys that have stood equally long the greatest counts. All are young after every start
        // of a pod, because its secrets are mounted anew: that says nothing against the greatest.
        let (current, first) = live
            .iter_mut()
            .rev()
            .min_by_key(|(_, live)| live.standing)?;
        // What it makes from now on is a reason to stay with it until a later key has settled.
        first.standing = Standing::Settled;
        let current = current.clone();
        Some(Self { live, current })
    }

    /// Takes what was found later: a key that is new makes nothing before it has settled.
    pub(super) fn then(
        &self,
        found: BTreeMap<KeyId, LiveKey>,
        now: OffsetDateTime,
    ) -> Option<Self> {
        let aged = found.into_iter().map(|(id, found)| {
            let before = self.live.get(&id).map(|live| live.standing);
            let standing = match before {
                Some(Standing::Settled) => Standing::Settled,
                Some(Standing::SettlesAt(time)) if time <= now => Standing::Settled,
                Some(Standing::SettlesAt(time)) => Standing::SettlesAt(time),
                Some(Standing::Young) | None => Standing::SettlesAt(now + KEY_SETTLE),
            };
            let key = found.key;
            (id, LiveKey { key, standing })
        });
        Self::new(aged.collect())
    }

    /// Tells whether the keys and the current one are the same, whatever they have stood.
    pub(super) fn are_those_of(&self, other: &Self) -> bool {
        self.current == other.current && self.live.keys().eq(other.live.keys())
    }

    /// Returns the key of that name whose secret is another one here.
    pub(super) fn replaced_in<'a>(&self, found: &'a BTreeMap<KeyId, LiveKey>) -> Option<&'a KeyId> {
        let is_replaced = |(id, found): &(&KeyId, &LiveKey)| {
            self.get(id).is_some_and(|in_use| *in_use != found.key)
        };
        found.iter().find(is_replaced).map(|(id, _)| id)
    }

    pub(super) fn current(&self) -> &Key {
        self.get(&self.current).expect("the current key is live")
    }

    pub(super) fn get(&self, kid: &str) -> Option<&Key> {
        self.live.get(kid).map(|live| &live.key)
    }

    /// Lists the current key, then the others from the greatest kid to the least.
    pub(crate) fn current_first(&self) -> impl Iterator<Item = &Key> {
        let others = self.live.values().rev().map(|live| &live.key);
        std::iter::once(self.current()).chain(others.filter(|key| *key.kid() != self.current))
    }
}
