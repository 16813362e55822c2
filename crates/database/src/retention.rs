/// Deletes batch by batch until nothing more is due, and logs what came of it.
///
/// `delete_batch` deletes at most `batch` rows and returns how many.
pub async fn drain<F>(table: &'static str, batch: u32, delete_batch: impl Fn() -> F)
where
    F: Future<Output = Result<u64, sqlx::Error>>,
{
    let mut deleted = 0;
    loop {
        match delete_batch().await {
            Ok(count) => {
                deleted += count;
                if count < u64::from(batch) {
                    break;
                }
            }
            Err(error) => {
                let error: &dyn std::error::Error = &error;
                tracing::warn!(
                    error,
                    sweep.table = table,
                    "sweeping failed; it is tried again"
                );
                break;
            }
        }
    }
    if deleted > 0 {
        tracing::info!(sweep.table = table, sweep.rows = deleted, "swept");
    }
}

#[cfg(test)]
mod tests {
    use std::cell::RefCell;

    use super::*;

    /// Drains in batches of ten; returns how many batches were asked for.
    async fn asked(answers: Vec<Result<u64, sqlx::Error>>) -> usize {
        let count = answers.len();
        let answers = RefCell::new(answers.into_iter());
        drain("row", 10, || {
            let answer = answers.borrow_mut().next().unwrap();
            async move { answer }
        })
        .await;
        count - answers.into_inner().len()
    }

    #[tokio::test]
    async fn batches_are_deleted_until_one_is_not_full() {
        assert_eq!(asked(vec![Ok(0), Ok(0)]).await, 1);
        assert_eq!(asked(vec![Ok(10), Ok(10), Ok(9), Ok(0)]).await, 3);
        assert_eq!(asked(vec![Ok(10), Ok(0), Ok(0)]).await, 2);
    }

    #[tokio::test]
    async fn failure_ends_the_round() {
        let failure = || Err(sqlx::Error::PoolTimedOut);
        assert_eq!(asked(vec![Ok(10), failure(), Ok(10)]).await, 2);
    }
}
