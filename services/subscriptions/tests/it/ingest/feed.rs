//! One snapshot of a billing system, step by step, and contracts to put into it.

use futures::stream;
use kabinet_proto::google::r#type::{Date, Money};
use kabinet_proto::subscriptions::v1 as pb;
use kabinet_proto::subscriptions::v1::bss_ingest_service_client::BssIngestServiceClient;
use kabinet_proto::timestamp;
use kabinet_proto::types::v1::ServiceKind;
use sha2::{Digest as _, Sha256};
use tonic::{Response, Status};

use crate::harness::{Client, SOURCE, Subscriptions};

/// An open snapshot.
pub(crate) struct Feed {
    pub(crate) bss: BssIngestServiceClient<Client>,
    pub(crate) snapshot_id: String,
    /// Records that were sent.
    pub(crate) count: i64,
    pub(crate) checksum: u64,
}

impl Subscriptions {
    /// Begins a snapshot of some contracts.
    pub(crate) async fn partial(&self) -> Feed {
        self.begin(SOURCE, pb::SnapshotScope::Partial).await
    }

    /// Begins a snapshot of all contracts.
    pub(crate) async fn complete(&self) -> Feed {
        self.begin(SOURCE, pb::SnapshotScope::Complete).await
    }

    pub(crate) async fn begin(&self, source: &str, scope: pb::SnapshotScope) -> Feed {
        let mut bss = self.bss(source);
        let request = self.begin_request(scope);
        let begun = bss.begin_snapshot(request).await.unwrap().into_inner();
        Feed {
            bss,
            snapshot_id: begun.snapshot.unwrap().snapshot_id,
            count: 0,
            checksum: 0,
        }
    }

    pub(crate) fn begin_request(&self, scope: pb::SnapshotScope) -> pb::BeginSnapshotRequest {
        pb::BeginSnapshotRequest {
            request_id: self.request_id(),
            scope: scope.into(),
            as_of: Some(timestamp::write(self.env.now())),
        }
    }

    /// Imports a complete snapshot of the configured source.
    pub(crate) async fn import_all(&self, records: &[pb::ContractRecord]) -> pb::SnapshotResult {
        let mut feed = self.complete().await;
        feed.send_all(records).await;
        feed.committed().await
    }

    /// Imports some contracts of the configured source.
    pub(crate) async fn import_some(&self, records: &[pb::ContractRecord]) -> pb::SnapshotResult {
        let mut feed = self.partial().await;
        feed.send_all(records).await;
        feed.committed().await
    }
}

impl Feed {
    /// Makes the next batch.
    pub(crate) fn batch(&mut self, records: &[pb::ContractRecord]) -> pb::ImportSnapshotRequest {
        let batch = pb::ImportSnapshotRequest {
            snapshot_id: self.snapshot_id.clone(),
            first_ordinal: self.count,
            records: records.to_vec(),
        };
        self.count += i64::try_from(records.len()).unwrap();
        self.checksum = self.checksum.wrapping_add(checksum(records));
        batch
    }

    /// Sends batches in a stream of their own, and returns every answer and how it ended.
    pub(crate) async fn stream(
        &mut self,
        batches: Vec<pb::ImportSnapshotRequest>,
    ) -> (Vec<pb::ImportSnapshotResponse>, Result<(), Status>) {
        let answers = self.bss.import_snapshot(stream::iter(batches)).await;
        let mut answers = match answers {
            Ok(answers) => answers.into_inner(),
            Err(status) => return (Vec::new(), Err(status)),
        };
        let mut taken = Vec::new();
        loop {
            match answers.message().await {
                Ok(Some(answer)) => taken.push(answer),
                Ok(None) => return (taken, Ok(())),
                Err(status) => return (taken, Err(status)),
            }
        }
    }

    /// Sends records in batches of a thousand, all of which must be taken; returns those rejected.
    pub(crate) async fn send_all(
        &mut self,
        records: &[pb::ContractRecord],
    ) -> Vec<pb::RejectedRecord> {
        let batches = records.chunks(1_000).map(|chunk| self.batch(chunk));
        let batches = batches.collect();
        let (answers, end) = self.stream(batches).await;
        end.unwrap();
        assert_eq!(
            answers.last().map_or(0, |answer| answer.next_ordinal),
            self.count
        );
        answers
            .into_iter()
            .flat_map(|answer| answer.rejected)
            .collect()
    }

    /// Sends one batch that must be refused.
    pub(crate) async fn refused(&mut self, batch: pb::ImportSnapshotRequest) -> Status {
        let (answers, end) = self.stream(vec![batch]).await;
        assert_eq!(answers, []);
        end.unwrap_err()
    }

    pub(crate) async fn commit(&mut self) -> Result<Response<pb::CommitSnapshotResponse>, Status> {
        let request = pb::CommitSnapshotRequest {
            snapshot_id: self.snapshot_id.clone(),
            record_count: self.count,
            checksum: self.checksum,
        };
        self.bss.commit_snapshot(request).await
    }

    pub(crate) async fn committed(&mut self) -> pb::SnapshotResult {
        let committed = self.commit().await.unwrap().into_inner();
        committed.snapshot.unwrap().result.unwrap()
    }

    pub(crate) async fn abort(&mut self) -> Result<Response<pb::AbortSnapshotResponse>, Status> {
        let request = pb::AbortSnapshotRequest {
            snapshot_id: self.snapshot_id.clone(),
        };
        self.bss.abort_snapshot(request).await
    }

    pub(crate) async fn shown(&mut self) -> pb::Snapshot {
        let request = pb::GetSnapshotRequest {
            snapshot_id: self.snapshot_id.clone(),
        };
        let shown = self.bss.get_snapshot(request).await.unwrap().into_inner();
        shown.snapshot.unwrap()
    }
}

pub(crate) fn checksum(records: &[pb::ContractRecord]) -> u64 {
    let parts = records.iter().map(|record| {
        let text = format!("{}\0{}", record.external_id, record.version);
        let hash = Sha256::digest(text.as_bytes());
        u64::from_be_bytes(hash[..8].try_into().unwrap())
    });
    parts.fold(0, u64::wrapping_add)
}

/// Contract of a number, with a mobile service, a contact, a balance and two bills.
pub(crate) fn contract(suite: &Subscriptions, number: usize) -> pb::ContractRecord {
    let now = timestamp::write(suite.env.now());
    let phone_number = format!("+7900{number:07}");
    pb::ContractRecord {
        external_id: format!("C-{number}"),
        version: 1,
        region_code: "RU-MOW".to_owned(),
        account_number: format!("77{number:010}"),
        contract_number: format!("A-{number}"),
        rating_type: pb::RatingType::Prepaid.into(),
        holder_kind: pb::HolderKind::Person.into(),
        holder_generation: 1,
        state: pb::ContractState::Open.into(),
        contact: Some(pb::ContactOfRecord {
            mobile: phone_number.clone(),
            email: format!("holder{number}@example.com"),
            since: Some(now),
        }),
        services: vec![pb::ServiceRecord {
            external_id: "S-1".to_owned(),
            kind: ServiceKind::Mobile.into(),
            phone_number,
            tariff_code: "M-1".to_owned(),
            tariff_name: "Простой".to_owned(),
            state: pb::ServiceState::Active.into(),
            suspend_reason: 0,
        }],
        balance: Some(pb::BalanceRecord {
            amount: Some(roubles(450, 0)),
            as_of: Some(now),
        }),
        bills: Some(pb::BillsRecord {
            bills: vec![bill("B-1"), bill("B-2")],
            as_of: Some(now),
        }),
    }
}

pub(crate) fn contracts(suite: &Subscriptions, count: usize) -> Vec<pb::ContractRecord> {
    (0..count).map(|number| contract(suite, number)).collect()
}

pub(crate) fn bill(external_id: &str) -> pb::BillRecord {
    pb::BillRecord {
        external_id: external_id.to_owned(),
        bill_number: format!("N-{external_id}"),
        period_start: Some(day(2025, 11, 1)),
        period_end: Some(day(2025, 11, 30)),
        amount: Some(roubles(450, 0)),
        issue_date: Some(day(2025, 12, 5)),
        due_date: Some(day(2025, 12, 25)),
        state: pb::BillState::Open.into(),
    }
}

pub(crate) fn roubles(units: i64, nanos: i32) -> Money {
    Money {
        currency_code: "RUB".to_owned(),
        units,
        nanos,
    }
}

fn day(year: i32, month: i32, day: i32) -> Date {
    Date { year, month, day }
}
