use std::sync::{Mutex, PoisonError};

/// Holds how a sink behaves while tests change it.
#[derive(Debug, Default)]
pub(crate) struct Switch<B>(Mutex<B>);

impl<B: Copy> Switch<B> {
    pub(crate) fn new(behaviour: B) -> Self {
        Self(Mutex::new(behaviour))
    }

    pub(crate) fn get(&self) -> B {
        self.update(|behaviour| *behaviour)
    }

    pub(crate) fn set(&self, behaviour: B) {
        self.update(|current| *current = behaviour);
    }

    pub(crate) fn update<R>(&self, change: impl FnOnce(&mut B) -> R) -> R {
        change(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}
