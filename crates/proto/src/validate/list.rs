//! Properties of lists.

use std::collections::HashSet;
use std::hash::Hash;

/// Tells whether no item occurs twice.
pub fn is_unique<T: Eq + Hash>(items: &[T]) -> bool {
    let mut seen = HashSet::with_capacity(items.len());
    items.iter().all(|item| seen.insert(item))
}
