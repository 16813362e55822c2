use std::time::Duration;

use kabinet_proto::verification::v1 as pb;
use kabinet_sinks::smsc::Behaviour;
use kabinet_verification::Config;

use crate::requests::{sms, start};
use crate::suite::{Suite, eventually};

/// Destinations of which no answer may tell apart one from another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Case {
    Reachable,
    Resting,
    Limited,
    Foreign,
    Malformed,
    Suppressed,
}

impl Case {
    pub(crate) const ALL: [Self; 6] = [
        Self::Reachable,
        Self::Resting,
        Self::Limited,
        Self::Foreign,
        Self::Malformed,
        Self::Suppressed,
    ];

    pub(crate) fn number(self) -> &'static str {
        match self {
            Self::Reachable => "+79000000011",
            Self::Resting => "+79000000012",
            Self::Limited => "+79000000013",
            Self::Foreign => "+12025550123",
            Self::Malformed => "unknown",
            Self::Suppressed => "+79000000016",
        }
    }

    pub(crate) fn address(self) -> String {
        match self {
            Self::Malformed => "unknown".to_owned(),
            other => format!("{other:?}@example.com").to_lowercase(),
        }
    }

    pub(crate) fn subject(self) -> String {
        format!("acc_{self:?}")
    }

    pub(crate) fn is_sent(self) -> bool {
        self == Self::Reachable
    }

    pub(crate) fn binding(self) -> pb::Binding {
        pb::Binding {
            purpose: pb::Purpose::Ownership.into(),
            ..crate::requests::binding(&self.subject())
        }
    }

    pub(crate) fn start(self) -> pb::StartVerificationRequest {
        pb::StartVerificationRequest {
            binding: Some(self.binding()),
            suppress: self == Self::Suppressed,
            conceal: true,
            ..start("", sms(self.number()))
        }
    }
}

pub(crate) fn configure(config: &mut Config) {
    config.ownership.cooldown = vec![Duration::ZERO, Duration::from_secs(50)];
    config.ownership.sms.per_hour = 2;
    config.ownership.sends = 3;
}

/// Starts a concealed verification of somebody else, so that the number has had a message.
pub(crate) async fn disturb(suite: &Suite, number: &str, subject: &str) {
    let request = pb::StartVerificationRequest {
        binding: Some(pb::Binding {
            purpose: pb::Purpose::Ownership.into(),
            ..crate::requests::binding(subject)
        }),
        conceal: true,
        ..start("", sms(number))
    };
    let mut client = suite.client.clone();
    client.start_verification(request).await.unwrap();
}

pub(crate) async fn prepared() -> Suite {
    prepared_with(|_| ()).await
}

pub(crate) async fn prepared_with(change: impl FnOnce(&mut Config)) -> Suite {
    let suite = Suite::still(|config| {
        configure(config);
        change(config);
    })
    .await;
    suite.around.smsc.behave(Behaviour::NoReceipts);
    for subject in ["acc_a", "acc_b"] {
        disturb(&suite, Case::Limited.number(), subject).await;
    }
    disturb(&suite, Case::Resting.number(), "acc_c").await;
    set_ladder(&suite).await;
    settled(&suite).await;
    suite
}

/// Lets the resting number rest, within its limits.
pub(crate) async fn set_ladder(suite: &Suite) {
    let mut connection = suite.around.redis.connection().await;
    for key in suite.around.redis.keys().await {
        if key.contains(":cd:") {
            let stored: String = redis::cmd("GET")
                .arg(&key)
                .query_async(&mut connection)
                .await
                .unwrap();
            let (_, time) = stored.split_once(':').unwrap();
            redis::cmd("SET")
                .arg(&key)
                .arg(format!("2:{time}"))
                .arg("KEEPTTL")
                .query_async::<()>(&mut connection)
                .await
                .unwrap();
        }
    }
}

/// Waits until no message is in work but those that wait for their turn; returns how often it asked.
pub(crate) async fn settled(suite: &Suite) -> u64 {
    let pool = suite.around.pool().await;
    let asked = std::sync::atomic::AtomicU64::new(0);
    eventually(async || {
        asked.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
        let open = sqlx::query_scalar(
            "SELECT count(*)
             FROM verification.delivery
             WHERE state IN ('QUEUED', 'SUBMITTED')
               AND (attempts > 0 OR available_time <= create_time)",
        );
        let open: i64 = open.fetch_one(&pool).await.unwrap();
        (open == 0).then_some(())
    })
    .await;
    suite.rests().await;
    asked.into_inner()
}
