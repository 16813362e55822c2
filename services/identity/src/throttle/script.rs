use std::time::Duration;

use redis::aio::ConnectionManager;
use redis::{RedisResult, Script};

use super::Budget;

/// Answers {0, 0} when it took from every budget, else the number of the budget that is spent for
/// the longest, and its milliseconds.
const TAKE: &str = r"
local spent, longest = 0, 0
for i, key in ipairs(KEYS) do
    if tonumber(redis.call('GET', key) or '0') >= tonumber(ARGV[2 * i - 1]) then
        local wait = redis.call('PTTL', key)
        if wait >= longest then
            spent, longest = i, wait
        end
    end
end
if spent > 0 then
    return {spent, longest}
end
for i, key in ipairs(KEYS) do
    if redis.call('INCR', key) == 1 then
        redis.call('PEXPIRE', key, ARGV[2 * i])
    end
end
return {0, 0}
";

const GIVE_BACK: &str = r"
for _, key in ipairs(KEYS) do
    if tonumber(redis.call('GET', key) or '0') > 0 then
        redis.call('DECR', key)
    end
end
return 0
";

pub(super) struct Scripts {
    take: Script,
    give_back: Script,
}

impl Scripts {
    pub(super) fn new() -> Self {
        Self {
            take: Script::new(TAKE),
            give_back: Script::new(GIVE_BACK),
        }
    }

    /// Returns the index of the spent budget and how long it stays so.
    pub(super) async fn take(
        &self,
        mut redis: ConnectionManager,
        prefix: &str,
        budgets: &[Budget],
    ) -> RedisResult<Option<(usize, Duration)>> {
        let mut invocation = self.take.prepare_invoke();
        for budget in budgets {
            let window = u64::try_from(budget.limit.window.as_millis()).unwrap_or(u64::MAX);
            invocation
                .key(format!("{prefix}{}", budget.key()))
                .arg(budget.limit.attempts)
                .arg(window);
        }
        let (spent, wait): (usize, i64) = invocation.invoke_async(&mut redis).await?;
        let wait = Duration::from_millis(u64::try_from(wait).unwrap_or(1));
        Ok(spent.checked_sub(1).map(|index| (index, wait)))
    }

    pub(super) async fn give_back(
        &self,
        mut redis: ConnectionManager,
        prefix: &str,
        budgets: &[Budget],
    ) -> RedisResult<()> {
        let mut invocation = self.give_back.prepare_invoke();
        for budget in budgets {
            invocation.key(format!("{prefix}{}", budget.key()));
        }
        let _: i64 = invocation.invoke_async(&mut redis).await?;
        Ok(())
    }
}
