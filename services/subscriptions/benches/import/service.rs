use std::net::Ipv4Addr;
use std::time::{Duration, Instant};

use futures::stream;
use kabinet_config::Sources;
use kabinet_env::Env;
use kabinet_peer::Peer;
use kabinet_proto::subscriptions::v1 as pb;
use kabinet_proto::subscriptions::v1::bss_ingest_service_client::BssIngestServiceClient;
use kabinet_proto::timestamp;
use kabinet_seal::KeyRing;
use kabinet_server::Service as _;
use kabinet_subscriptions::{MIGRATOR, Peers, Server};
use kabinet_testkit::TestDatabase;
use sha2::{Digest as _, Sha256};
use tempfile::TempDir;
use tokio::net::TcpListener;
use tokio_util::sync::{CancellationToken, DropGuard};
use tonic::Request;
use tonic::metadata::MetadataValue;
use tonic::transport::{Channel, Endpoint};

const BATCH: usize = 1_000;
const COMMIT_TIMEOUT: Duration = Duration::from_mins(10);

/// The service with a database of its own.
pub(crate) struct Service {
    pub(crate) database: TestDatabase,
    channel: Channel,
    _keys: TempDir,
    _stop: DropGuard,
}

impl Service {
    pub(crate) async fn start() -> Self {
        let env = Env::system();
        let database = TestDatabase::new("subscriptions", &MIGRATOR).await;
        let keys = tempfile::tempdir().unwrap();
        KeyRing::generate(keys.path(), &env, "k1").unwrap();
        let sources = Sources::from_pairs([
            ("SUBSCRIPTIONS_DATABASE_URL", database.app_url().as_str()),
            ("SUBSCRIPTIONS_KEYS_DIR", keys.path().to_str().unwrap()),
            ("SUBSCRIPTIONS_SOURCES", "demo"),
        ]);
        let config = Server::read_config(&sources);
        sources.check().unwrap_or_else(|report| panic!("{report}"));
        let nobody = Endpoint::from_static("http://127.0.0.1:9");
        let peer = |name| Peer::connect_lazy(nobody.clone(), "subscriptions", name);
        let peers = Peers {
            identity: peer("identity"),
            profile: peer("profile"),
            verification: peer("verification"),
        };
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.unwrap();
        let address = listener.local_addr().unwrap();
        let stop = CancellationToken::new();
        let serving = Server::start_with(config, env, peers, listener, stop.clone());
        tokio::spawn(async move { serving.await.unwrap() });
        let endpoint = Endpoint::from_shared(format!("http://{address}")).unwrap();
        Self {
            database,
            channel: endpoint.connect().await.unwrap(),
            _keys: keys,
            _stop: stop.drop_guard(),
        }
    }

    /// Imports contracts in one snapshot, and returns how long it takes until they are visible.
    pub(crate) async fn import(
        &self,
        records: &[pb::ContractRecord],
        scope: pb::SnapshotScope,
    ) -> Duration {
        let checksum = checksum(records);
        let records = records.to_vec();
        let count = i64::try_from(records.len()).unwrap();
        let env = Env::system();
        let caller = |mut request: Request<()>| {
            let caller = MetadataValue::from_static("bss/demo");
            request.metadata_mut().insert("kabinet-caller", caller);
            Ok(request)
        };
        let mut bss = BssIngestServiceClient::with_interceptor(self.channel.clone(), caller);
        let start = Instant::now();
        let begin = pb::BeginSnapshotRequest {
            request_id: env.uuid_v4().to_string(),
            scope: scope.into(),
            as_of: Some(timestamp::write(env.now())),
        };
        let answer = bss.begin_snapshot(begin).await.unwrap().into_inner();
        let snapshot_id = answer.snapshot.unwrap().snapshot_id;
        let batches = stream::iter(batches(&snapshot_id, records));
        let mut answers = bss.import_snapshot(batches).await.unwrap().into_inner();
        while let Some(answer) = answers.message().await.unwrap() {
            assert_eq!(answer.rejected, []);
        }
        let mut commit = Request::new(pb::CommitSnapshotRequest {
            snapshot_id,
            record_count: count,
            checksum,
        });
        commit.set_timeout(COMMIT_TIMEOUT);
        bss.commit_snapshot(commit).await.unwrap();
        start.elapsed()
    }
}

fn batches(
    snapshot_id: &str,
    records: Vec<pb::ContractRecord>,
) -> impl Iterator<Item = pb::ImportSnapshotRequest> + use<> {
    let snapshot_id = snapshot_id.to_owned();
    let mut records = records.into_iter();
    let mut first_ordinal = 0;
    std::iter::from_fn(move || {
        let batch: Vec<_> = records.by_ref().take(BATCH).collect();
        let length = i64::try_from(batch.len()).unwrap();
        first_ordinal += length;
        (length > 0).then(|| pb::ImportSnapshotRequest {
            snapshot_id: snapshot_id.clone(),
            first_ordinal: first_ordinal - length,
            records: batch,
        })
    })
}

fn checksum(records: &[pb::ContractRecord]) -> u64 {
    let parts = records.iter().map(|record| {
        let text = format!("{}\0{}", record.external_id, record.version);
        let hash = Sha256::digest(text.as_bytes());
        u64::from_be_bytes(hash[..8].try_into().unwrap())
    });
    parts.fold(0, u64::wrapping_add)
}
