use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use time::OffsetDateTime;

use super::{Budget, Limited};

/// Part of the shared numbers that one replica allows by itself.
const SHARE: u32 = 4;
/// Most counters that one replica keeps.
const MAX_COUNTERS: usize = 100_000;

/// Counts within one process while Redis is away.
#[derive(Default)]
pub(super) struct Local {
    counters: Mutex<HashMap<String, Counter>>,
}

struct Counter {
    count: u32,
    end: OffsetDateTime,
}

impl Local {
    pub(super) fn take(&self, budgets: &[Budget], now: OffsetDateTime) -> Result<(), Limited> {
        let mut counters = self.counters();
        let spent = budgets
            .iter()
            .filter_map(|budget| spent(&counters, budget, now))
            .max_by_key(|limited| limited.wait);
        if let Some(limited) = spent {
            return Err(limited);
        }
        make_room(&mut counters, budgets.len(), now);
        for budget in budgets {
            let counter = counters.entry(budget.key().to_owned()).or_insert(Counter {
                count: 0,
                end: now + budget.limit.window,
            });
            if counter.end <= now {
                *counter = Counter {
                    count: 0,
                    end: now + budget.limit.window,
                };
            }
            counter.count += 1;
        }
        Ok(())
    }

    pub(super) fn give_back(&self, budgets: &[Budget]) {
        let mut counters = self.counters();
        for budget in budgets {
            if let Some(counter) = counters.get_mut(budget.key()) {
                counter.count = counter.count.saturating_sub(1);
            }
        }
    }

    fn counters(&self) -> MutexGuard<'_, HashMap<String, Counter>> {
        self.counters.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn spent(
    counters: &HashMap<String, Counter>,
    budget: &Budget,
    now: OffsetDateTime,
) -> Option<Limited> {
    let allowed = (budget.limit.attempts / SHARE).max(1);
    let counter = counters.get(budget.key())?;
    (counter.end > now && counter.count >= allowed).then(|| Limited {
        limit: budget.limit.name,
        wait: Duration::try_from(counter.end - now).unwrap_or_default(),
    })
}

/// Forgets what has ended; a flood of new counters beyond the bound forgets all, never grows.
fn make_room(counters: &mut HashMap<String, Counter>, wanted: usize, now: OffsetDateTime) {
    if counters.len() + wanted <= MAX_COUNTERS {
        return;
    }
    counters.retain(|_, counter| counter.end > now);
    if counters.len() + wanted > MAX_COUNTERS {
        counters.clear();
    }
}

#[cfg(test)]
mod tests {
    use time::macros::datetime;

    use super::super::Limit;
    use super::*;

    const NOW: OffsetDateTime = datetime!(2026-01-01 00:00 UTC);

    fn budget(name: &'static str, attempts: u32) -> Budget {
        let window = Duration::from_mins(1);
        Budget::new(
            Limit {
                name,
                attempts,
                window,
            },
            &[b"thing"],
        )
    }

    #[test]
    fn share_of_the_budget_is_allowed_until_the_window_ends() {
        let local = Local::default();
        let budgets = [budget("narrow", 8), budget("wide", 80)];
        assert_eq!(local.take(&budgets, NOW), Ok(()));
        assert_eq!(local.take(&budgets, NOW), Ok(()));
        let limited = local.take(&budgets, NOW).unwrap_err();
        assert_eq!(
            (limited.limit, limited.wait),
            ("narrow", Duration::from_mins(1))
        );
        assert_eq!(local.take(&budgets, NOW + Duration::from_mins(1)), Ok(()));
    }

    #[test]
    fn right_attempts_cost_nothing() {
        let local = Local::default();
        let budgets = [budget("narrow", 4)];
        for _ in 0..10 {
            assert_eq!(local.take(&budgets, NOW), Ok(()));
            local.give_back(&budgets);
        }
    }

    #[test]
    fn refused_attempt_takes_from_no_budget() {
        let local = Local::default();
        let (narrow, wide) = (budget("narrow", 4), budget("wide", 8));
        assert_eq!(local.take(&[narrow.clone(), wide.clone()], NOW), Ok(()));
        assert!(local.take(&[narrow, wide.clone()], NOW).is_err());
        assert_eq!(local.take(std::slice::from_ref(&wide), NOW), Ok(()));
        assert!(local.take(&[wide], NOW).is_err());
    }
}
