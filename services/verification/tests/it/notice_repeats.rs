use futures::future::join_all;
use kabinet_env::Env;
use kabinet_proto::errors::v1::Reason;
use kabinet_proto::verification::v1 as pb;
use kabinet_seal::KeyRing;
use kabinet_testkit::TestRedis;

use crate::notices::{notice, sent};
use crate::requests::{MOBILE, reason, sms};
use crate::suite::{Suite, Surroundings, sender};

#[tokio::test]
async fn one_request_that_comes_several_times_at_once_is_one_message() {
    let suite = Suite::start().await;
    let request = notice(sms(MOBILE));
    let ids = join_all((0..8).map(|_| sent(&suite, request.clone()))).await;
    assert!(ids.iter().all(|id| *id == ids[0]), "{ids:?}");
    let rows: i64 = sqlx::query_scalar("SELECT count(*) FROM verification.notice")
        .fetch_one(&suite.around.pool().await)
        .await
        .unwrap();
    assert_eq!(rows, 1);
}

#[tokio::test]
async fn repeat_is_known_after_a_rotation_of_keys() {
    let around = Surroundings::new(TestRedis::new().await).await;
    let (env, directory) = (Env::system(), tempfile::tempdir().unwrap());
    let request = notice(sms(MOBILE));
    let mut ids = Vec::new();
    for kid in ["k1", "k2"] {
        KeyRing::generate(directory.path(), &env, kid).unwrap();
        let mut config = around.config();
        config.keys = KeyRing::load(directory.path()).unwrap();
        assert_eq!(*config.keys.current().kid(), kid);
        let running = around.serve(config, env.clone()).await;
        let mut profile = sender(running.address, "profile");
        let answer = profile.send(request.clone()).await.unwrap();
        ids.push(answer.into_inner().delivery_id);
        let other = pb::SendRequest {
            language: "ru".to_owned(),
            ..request.clone()
        };
        let refusal = profile.send(other).await.unwrap_err();
        assert_eq!(reason(&refusal), Reason::RequestIdReused);
        running.kill().await;
    }
    assert_eq!(ids[0], ids[1]);
}
