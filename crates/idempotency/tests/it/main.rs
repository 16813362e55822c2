//! The records of requests against a real Postgres.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod key_rotation;
mod replay;
mod retention;

use kabinet_idempotency::{DDL, Fingerprints, Request};
use kabinet_proto::types::v1::RegistrationDiscarded;
use kabinet_seal::KeyRing;
use kabinet_testkit::TestDatabase;
use uuid::Uuid;

const RPC: &str = "kabinet.identity.v1.RegistrationService/StartRegistration";
const CALLER: &str = "gateway/web";

async fn database() -> TestDatabase {
    TestDatabase::with_ddl("identity", DDL).await
}

fn fingerprints() -> Fingerprints {
    Fingerprints::new(KeyRing::from_secret("k1", [1; 32]))
}

fn request(request_id: Uuid, body: &str) -> Request {
    fingerprints().of(RPC, CALLER, "", request_id, &message(body))
}

fn message(body: &str) -> RegistrationDiscarded {
    RegistrationDiscarded {
        registration_id: body.to_owned(),
    }
}
