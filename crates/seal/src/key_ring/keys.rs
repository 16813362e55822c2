use std::collections::BTreeMap;

use time::OffsetDateTime;

use super::KEY_SETTLE;
use super::files::Found;
use crate::{Key, KeyId};

/// At least one key, in the order of their ids.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Keys {
    live: BTreeMap<KeyId, LiveKey>,
    current: KeyId,
}

/// A key with its standing.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct LiveKey {
    pub(super) key: Key,
    pub(super) standing: Standing,
}

/// How much speaks for a key as the current one, the most first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Standing {
    /// Every replica has had the time to read it.
    Settled,
    /// Its file has vanished while it was current: so it stays until a key with a file has settled.
    Leaving,
    /// Every replica will have had the time to read it by then.
    SettlesAt(OffsetDateTime),
    /// It was young when the ring was loaded; its time begins with the first reload.
    Young,
    /// Its file has vanished: it opens and verifies, but what it made would be lost with the process.
    Vanished,
}

impl LiveKey {
    fn has_vanished(&self) -> bool {
        matches!(self.standing, Standing::Leaving | Standing::Vanished)
    }
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
        if !first.has_vanished() {
            first.standing = Standing::Settled;
        }
        let current = current.clone();
        Some(Self { live, current })
    }

    /// Takes what was found later, if it is a key at least.
    ///
    /// A key that is new makes nothing before it has settled. One whose file has vanished is kept,
    /// unless it is retired: without it what it sealed is lost and what it indexed looks free.
    pub(super) fn then(&self, found: Found, now: OffsetDateTime) -> Option<Self> {
        if found.keys.is_empty() {
            return None;
        }
        let mut live: BTreeMap<_, _> = self.kept_beside(&found).collect();
        live.extend(found.keys.into_iter().map(|(id, found)| {
            let standing = self.standing_of(&id, now);
            let key = found.key;
            (id, LiveKey { key, standing })
        }));
        Self::new(live)
    }

    fn standing_of(&self, found: &KeyId, now: OffsetDateTime) -> Standing {
        match self.live.get(found).map(|live| live.standing) {
            Some(Standing::Settled) => Standing::Settled,
            Some(Standing::Leaving) if *found == self.current => Standing::Settled,
            Some(Standing::SettlesAt(time)) if time <= now => Standing::Settled,
            Some(Standing::SettlesAt(time)) => Standing::SettlesAt(time),
            // A replica that started without the file of a vanished key reads it as a new one.
            Some(Standing::Leaving | Standing::Young | Standing::Vanished) | None => {
                Standing::SettlesAt(now + KEY_SETTLE)
            }
        }
    }

    fn kept_beside(&self, found: &Found) -> impl Iterator<Item = (KeyId, LiveKey)> {
        let is_kept = move |id: &KeyId| !found.keys.contains_key(id) && !found.retired.contains(id);
        let missing = self.live.iter().filter(move |(id, _)| is_kept(id));
        missing.map(move |(id, live)| {
            let standing = if *id == self.current {
                Standing::Leaving
            } else {
                Standing::Vanished
            };
            let key = live.key.clone();
            (id.clone(), LiveKey { key, standing })
        })
    }

    /// Returns how many keys are live.
    pub(super) fn count(&self) -> usize {
        self.live.len()
    }

    /// Tells whether the keys, those with files among them and the current one are the same.
    pub(super) fn are_those_of(&self, other: &Self) -> bool {
        self.current == other.current && self.listed().eq(other.listed())
    }

    fn listed(&self) -> impl Iterator<Item = (&KeyId, bool)> {
        self.live.iter().map(|(id, live)| (id, live.has_vanished()))
    }

    /// Lists the keys whose files were there before.
    pub(super) fn vanished_since(&self, before: &Self) -> Vec<KeyId> {
        let had_file = |id: &KeyId| before.live.get(id).is_some_and(|live| !live.has_vanished());
        let vanished = self.live.iter().filter(|(_, live)| live.has_vanished());
        let vanished = vanished.map(|(id, _)| id.clone());
        vanished.filter(had_file).collect()
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
