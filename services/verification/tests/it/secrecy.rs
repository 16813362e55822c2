use kabinet_proto::verification::v1 as pb;
use kabinet_proto::verification::v1::{DeliveryState, MessageTemplate};
use kabinet_sinks::SmtpBehaviour;
use kabinet_testkit::Capture;
use redis::Value;

use crate::action_links::{ACCOUNT, OBJECT, telling, token_in};
use crate::notices::{reaches, sent};
use crate::requests::{EMAIL, MOBILE, SUBJECT, check, email, request_id, sms, started, switch};
use crate::suite::{Suite, eventually};

#[tokio::test]
async fn neither_codes_nor_destinations_are_in_a_key_row_or_log_line() {
    let capture = Capture::install();
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
    let logged = capture.text();
    assert!(logged.contains("VerificationService/CheckCode"));
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

#[tokio::test]
async fn neither_action_tokens_nor_what_they_say_are_in_a_key_row_or_log_line() {
    let capture = Capture::install();
    let suite = Suite::start().await;
    suite.around.smtp.behave(SmtpBehaviour::Temporary);
    let request = telling(MessageTemplate::RecoveryStarted, "en", email(EMAIL));
    let id = sent(&suite, request.clone()).await;
    let pool = suite.around.pool().await;
    // It was rendered, and waits for its next try.
    eventually(async || {
        let failure = sqlx::query_scalar("SELECT failure FROM verification.notice");
        let failure: Option<String> = failure.fetch_one(&pool).await.unwrap();
        failure
    })
    .await;
    let queued = [redis_text(&suite).await, postgres_text(&suite).await].concat();
    suite.around.smtp.behave(SmtpBehaviour::Normal);
    reaches(&suite, &id, DeliveryState::Accepted).await;
    let later = [redis_text(&suite).await, postgres_text(&suite).await].concat();
    let token = token_in(&suite.message(EMAIL, 0).await);
    // The same action by the other way out of the house.
    let by_sms = pb::SendRequest {
        request_id: request_id(),
        destination: Some(sms(MOBILE)),
        ..request
    };
    let id = sent(&suite, by_sms).await;
    reaches(&suite, &id, DeliveryState::Delivered).await;
    assert_eq!(token_in(&suite.message(MOBILE, 0).await), token);
    let logged = capture.text();
    assert!(logged.contains("DeliveryService/Send"));
    let (account, signature) = (
        ACCOUNT.trim_start_matches("acc_"),
        &token[token.len() - 40..],
    );
    for secret in [token.as_str(), signature, account, OBJECT] {
        assert!(!queued.contains(secret), "{secret} is stored");
        assert!(!later.contains(secret), "{secret} is stored after the end");
        assert!(!logged.contains(secret), "{secret} is logged");
    }
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
         SELECT n::text || encode(coalesce(n.destination, ''), 'escape')
           || encode(coalesce(n.variables, ''), 'escape') FROM verification.notice AS n
         UNION ALL
         SELECT g::text FROM verification.failed_guess AS g",
    )
    .fetch_all(&pool)
    .await
    .unwrap();
    rows.concat()
}
