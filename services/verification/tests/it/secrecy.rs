use kabinet_testkit::Capture;
use redis::Value;

use crate::requests::{EMAIL, MOBILE, SUBJECT, check, email, sms, started, switch};
use crate::suite::Suite;

#[tokio::test]
async fn neither_codes_nor_destinations_are_in_a_key_row_or_log_line() {
    let suite = Suite::start().await;
    let handle = started(&suite.client, sms(MOBILE)).await.handle;
    let mut client = suite.client.clone();
    client
        .switch_channel(switch(&handle, email(EMAIL)))
        .await
        .unwrap();
    let (by_sms, by_mail) = (suite.code(MOBILE).await, suite.code(EMAIL).await);

    let stored = [redis_text(&suite).await, postgres_text(&suite).await].concat();
    let proof = client
        .check_code(check(&handle, &by_sms, "a"))
        .await
        .unwrap();
    let later = [redis_text(&suite).await, postgres_text(&suite).await].concat();
    let logged = Capture::install().text();
    // Other tests of the process share the log and the contacts' codes do not: 8 digits are rare.
    for secret in [
        MOBILE,
        "9000000001",
        EMAIL,
        by_mail.as_str(),
        &proof.into_inner().proof,
    ] {
        assert!(!stored.contains(secret), "{secret} is stored");
        assert!(
            !later.contains(secret),
            "{secret} is stored after the approval"
        );
        assert!(!logged.contains(secret), "{secret} is logged");
    }
    assert!(!stored.contains(SUBJECT), "the subject is stored in clear");
    let words = stored.split(|character: char| !character.is_ascii_alphanumeric());
    assert!(!words.into_iter().any(|word| word == by_sms));
}

async fn redis_text(suite: &Suite) -> String {
    let mut connection = suite.around.redis.connection().await;
    let mut text = String::new();
    for key in suite.around.redis.keys().await {
        let kind: String = redis::cmd("TYPE")
            .arg(&key)
            .query_async(&mut connection)
            .await
            .unwrap();
        let read = if kind == "hash" { "HGETALL" } else { "GET" };
        let value: Value = redis::cmd(read)
            .arg(&key)
            .query_async(&mut connection)
            .await
            .unwrap();
        text.push_str(&key);
        push(&mut text, &value);
    }
    text
}

fn push(text: &mut String, value: &Value) {
    match value {
        Value::BulkString(bytes) => {
            text.push(' ');
            text.push_str(&String::from_utf8_lossy(bytes));
        }
        Value::Array(values) => values.iter().for_each(|value| push(text, value)),
        Value::Map(pairs) => {
            for (key, value) in pairs {
                push(text, key);
                push(text, value);
            }
        }
        _ => {}
    }
}

async fn postgres_text(suite: &Suite) -> String {
    let pool = suite.around.pool().await;
    let rows: Vec<String> = sqlx::query_scalar(
        "SELECT v::text FROM verification.verification AS v
         UNION ALL
         SELECT d::text || encode(coalesce(d.destination, ''), 'escape') FROM verification.delivery AS d
         UNION ALL
         SELECT n::text FROM verification.notice AS n
         UNION ALL
         SELECT g::text FROM verification.failed_guess AS g",
    )
    .fetch_all(&pool)
    .await
    .unwrap();
    rows.concat()
}
