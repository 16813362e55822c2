//! Looks into every key and value of Redis.

use ::redis::{Cmd, aio::MultiplexedConnection, cmd};

use super::needles::{Finding, Needles};
use crate::suite::Suite;

pub(super) async fn scan(suite: &Suite, needles: &Needles) -> Vec<Finding> {
    let mut connection = suite.redis.connection().await;
    let keys: Vec<Vec<u8>> = cmd("KEYS")
        .arg("*")
        .query_async(&mut connection)
        .await
        .unwrap();
    assert!(!keys.is_empty(), "the keys are not seen");
    let mut findings = Vec::new();
    for key in keys {
        findings.extend(needles.find("a key of Redis", &key));
        for value in values(&key, &mut connection).await {
            findings.extend(needles.find("a value of Redis", &value));
        }
    }
    findings
}

async fn values(key: &[u8], connection: &mut MultiplexedConnection) -> Vec<Vec<u8>> {
    let kind: String = cmd("TYPE").arg(key).query_async(connection).await.unwrap();
    let read: Cmd = match kind.as_str() {
        // One field, so that every answer is a list.
        "string" => of(key, "MGET", &[]),
        "hash" => of(key, "HGETALL", &[]),
        "set" => of(key, "SMEMBERS", &[]),
        "list" => of(key, "LRANGE", &["0", "-1"]),
        "zset" => of(key, "ZRANGE", &["0", "-1", "WITHSCORES"]),
        // It expired a moment ago.
        "none" => return Vec::new(),
        other => panic!("values of type {other} are not looked at"),
    };
    read.query_async(connection).await.unwrap()
}

fn of(key: &[u8], name: &str, arguments: &[&str]) -> Cmd {
    let mut read = cmd(name);
    read.arg(key).arg(arguments);
    read
}

/// Puts values where the scanner has to find them.
pub(super) async fn plant(suite: &Suite, key: &str, value: &str) {
    let mut connection = suite.redis.connection().await;
    cmd("HSET")
        .arg(key)
        .arg("field")
        .arg(value)
        .query_async::<()>(&mut connection)
        .await
        .unwrap();
}
