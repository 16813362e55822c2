use std::sync::Arc;

use arc_swap::ArcSwap;

use crate::key_ring::Keys;
use crate::{Key, KeyId, KeyRing};

/// What one use makes of each key of a ring, made once per reload instead of once per call.
pub(crate) struct Derived<T> {
    ring: KeyRing,
    label: String,
    derive: fn(&Key, label: &str) -> T,
    latest: ArcSwap<Generation<T>>,
}

/// What was made of one set of keys, the current key first.
pub(crate) struct Generation<T> {
    made_from: Arc<Keys>,
    values: Vec<(KeyId, T)>,
}

impl<T> Derived<T> {
    /// Prefixes the label with the primitive, so that two primitives never share a key.
    pub(crate) fn new(
        ring: KeyRing,
        primitive: &'static str,
        label: &str,
        derive: fn(&Key, label: &str) -> T,
    ) -> Arc<Self> {
        let label = format!("{primitive}:{label}");
        let first = Generation::new(ring.keys(), &label, derive);
        Arc::new(Self {
            ring,
            label,
            derive,
            latest: ArcSwap::from_pointee(first),
        })
    }

    pub(crate) fn latest(&self) -> Arc<Generation<T>> {
        let keys = self.ring.keys();
        let latest = self.latest.load_full();
        if Arc::ptr_eq(&latest.made_from, &keys) {
            return latest;
        }
        let latest = Arc::new(Generation::new(keys, &self.label, self.derive));
        self.latest.store(Arc::clone(&latest));
        latest
    }
}

impl<T> Generation<T> {
    fn new(keys: Arc<Keys>, label: &str, derive: fn(&Key, label: &str) -> T) -> Self {
        let values = keys
            .current_first()
            .map(|key| (key.kid().clone(), derive(key, label)))
            .collect();
        Self {
            made_from: keys,
            values,
        }
    }

    pub(crate) fn current(&self) -> &(KeyId, T) {
        self.values.first().expect("a ring has at least one key")
    }

    pub(crate) fn get(&self, kid: &str) -> Option<&T> {
        self.values
            .iter()
            .find(|(id, _)| *id == *kid)
            .map(|(_, value)| value)
    }

    pub(crate) fn all(&self) -> &[(KeyId, T)] {
        &self.values
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicUsize, Ordering};

    use kabinet_env::manual::ManualClock;

    use super::*;
    use crate::KEY_SETTLE;

    #[test]
    fn keys_are_derived_once_per_reload() {
        static DERIVATIONS: AtomicUsize = AtomicUsize::new(0);
        let (env, clock) = ManualClock::new(1);
        let directory = tempfile::tempdir().unwrap();
        KeyRing::generate(directory.path(), &env, "k1").unwrap();
        let ring = KeyRing::load(directory.path()).unwrap();
        let derived = Derived::new(ring.clone(), "test", "label", |key, label| {
            DERIVATIONS.fetch_add(1, Ordering::Relaxed);
            key.derive(label)
        });
        derived.latest();
        derived.latest();
        assert_eq!(DERIVATIONS.load(Ordering::Relaxed), 1);

        KeyRing::generate(directory.path(), &env, "k2").unwrap();
        ring.reload(&env).unwrap();
        assert_eq!(derived.latest().current().0, "k1");
        assert_eq!(derived.latest().all().len(), 2);
        assert_eq!(DERIVATIONS.load(Ordering::Relaxed), 3);

        clock.advance(KEY_SETTLE);
        ring.reload(&env).unwrap();
        assert_eq!(derived.latest().current().0, "k2");
        assert_eq!(DERIVATIONS.load(Ordering::Relaxed), 5);
    }

    #[test]
    fn primitives_with_one_label_do_not_share_a_key() {
        let ring = KeyRing::from_secret("k1", [1; 32]);
        let make = |primitive| Derived::new(ring.clone(), primitive, "label", Key::derive);
        assert_ne!(
            make("mac").latest().current().1,
            make("index").latest().current().1
        );
    }
}
