use std::error::Error;
use std::time::Duration;

use kabinet_env::Env;
use sqlx::error::DatabaseError;

use crate::failure::{is_serialization_code, is_serialization_failure};

const ATTEMPTS_MAX: u32 = 6;
const FIRST_PAUSE: Duration = Duration::from_millis(8);

/// Repeats the operation while Postgres refuses it with a serialization failure or a deadlock.
///
/// The operation is a whole transaction with no effect outside of it. The last failure is returned
/// after six attempts.
pub async fn retry_serialization<T, E, O, F>(env: &Env, mut operation: O) -> Result<T, E>
where
    O: FnMut() -> F,
    F: Future<Output = Result<T, E>>,
    E: Error + 'static,
{
    let mut attempt = 1;
    loop {
        match operation().await {
            Err(error) if attempt < ATTEMPTS_MAX && caused_by_serialization(&error) => {
                // Not Env::sleep: a test that holds the clock still would never get past it.
                tokio::time::sleep(pause(attempt, u32::from_le_bytes(env.bytes()))).await;
                attempt += 1;
            }
            result => return result,
        }
    }
}

/// Doubles the pause with every attempt and takes a random part of it, never less than half.
fn pause(attempt: u32, random: u32) -> Duration {
    let longest = FIRST_PAUSE * 2_u32.pow(attempt - 1);
    longest / 2 + (longest / 2).mul_f64(f64::from(random) / f64::from(u32::MAX))
}

fn caused_by_serialization(error: &(dyn Error + 'static)) -> bool {
    std::iter::successors(Some(error), |error| (**error).source()).any(is_serialization)
}

fn is_serialization(error: &(dyn Error + 'static)) -> bool {
    if let Some(error) = error.downcast_ref::<sqlx::Error>() {
        return is_serialization_failure(error);
    }
    // A transparent variant hides the sqlx::Error and shows only what is inside of it.
    error
        .downcast_ref::<Box<dyn DatabaseError>>()
        .and_then(|error| error.code())
        .is_some_and(|code| is_serialization_code(&code))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pauses_double_and_stay_between_half_and_whole() {
        assert_eq!(pause(1, 0), FIRST_PAUSE / 2);
        assert_eq!(pause(1, u32::MAX), FIRST_PAUSE);
        assert_eq!(pause(4, u32::MAX), FIRST_PAUSE * 8);
    }
}
