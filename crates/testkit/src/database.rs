mod statements;
mod template;

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, PoisonError};

use sqlx::migrate::{Migration, MigrationType, Migrator};
use sqlx::postgres::PgPoolOptions;
use sqlx::{AssertSqlSafe, Connection, PgConnection, PgPool, SqlStr};

pub use self::statements::StatementCount;
use crate::servers;

/// Enough for a test of many simultaneous calls, little enough for many tests at once.
const CONNECTIONS: u32 = 10;

/// Databases of finished tests, dropped when the next test asks for one.
static DISCARDED: Mutex<Vec<String>> = Mutex::new(Vec::new());

/// A database of one test, with a service's roles, schema and migrations.
#[derive(Debug)]
pub struct TestDatabase {
    name: String,
    service: &'static str,
    server: &'static kabinet_provision::Postgres,
}

impl TestDatabase {
    /// Clones a database that the service's migrations were applied to.
    pub async fn new(service: &'static str, migrator: &Migrator) -> TestDatabase {
        static NUMBER: AtomicU64 = AtomicU64::new(0);
        let server = servers::postgres().await;
        let template = template::ensure(server, service, migrator).await;
        let name = format!("test_{service}_{}", NUMBER.fetch_add(1, Ordering::Relaxed));
        let mut admin = connect(&server.admin_url()).await;
        drop_discarded(&mut admin).await;
        execute(
            &mut admin,
            format!("CREATE DATABASE {name} TEMPLATE {template}"),
        )
        .await;
        let database = TestDatabase {
            name,
            service,
            server,
        };
        // Rights and settings that belong to a database are not part of its copy.
        template::create_roles(&database.admin_url(), service).await;
        database
    }

    /// Clones a database that `ddl` was applied to by the owner of the service's schema.
    pub async fn with_ddl(service: &'static str, ddl: &'static str) -> TestDatabase {
        let sql = SqlStr::from_static(ddl);
        let migration = Migration::new(1, "ddl".into(), MigrationType::Simple, sql, false);
        let mut migrator = Migrator::with_migrations(vec![migration]);
        migrator.dangerous_set_table_name(format!("{service}._sqlx_migrations"));
        TestDatabase::new(service, &migrator).await
    }

    /// Returns the URL for the service at work.
    pub fn app_url(&self) -> String {
        self.server
            .url(&self.name, &format!("{}_app", self.service))
    }

    /// Returns the URL for the owner of the schema.
    pub fn owner_url(&self) -> String {
        self.server
            .url(&self.name, &format!("{}_owner", self.service))
    }

    /// Returns the URL for the superuser, who may look at everything.
    pub fn admin_url(&self) -> String {
        self.server.url(&self.name, "postgres")
    }

    /// Connects as the service at work.
    pub async fn app_pool(&self) -> PgPool {
        pool(&self.app_url()).await
    }

    /// Connects as the superuser.
    pub async fn admin_pool(&self) -> PgPool {
        pool(&self.admin_url()).await
    }
}

impl Drop for TestDatabase {
    fn drop(&mut self) {
        discarded().push(std::mem::take(&mut self.name));
    }
}

fn discarded() -> std::sync::MutexGuard<'static, Vec<String>> {
    DISCARDED.lock().unwrap_or_else(PoisonError::into_inner)
}

async fn drop_discarded(admin: &mut PgConnection) {
    // Whoever comes next finds them gone, and not about to go.
    static DROPPING: tokio::sync::Mutex<()> = tokio::sync::Mutex::const_new(());
    let _turn = DROPPING.lock().await;
    let names = std::mem::take(&mut *discarded());
    for name in names {
        // The test's pools may still be closing.
        execute(admin, format!("DROP DATABASE {name} WITH (FORCE)")).await;
    }
}

async fn pool(url: &str) -> PgPool {
    let options = PgPoolOptions::new().max_connections(CONNECTIONS);
    options
        .connect(url)
        .await
        .expect("the test's database takes connections")
}

async fn connect(url: &str) -> PgConnection {
    PgConnection::connect(url)
        .await
        .expect("the tests' server takes connections")
}

/// Runs a statement about a whole database, whose name cannot be a parameter. Names are made here
/// from a service's name and numbers.
async fn execute(connection: &mut PgConnection, statement: String) {
    sqlx::raw_sql(AssertSqlSafe(statement))
        .execute(connection)
        .await
        .expect("the tests' server obeys");
}
