use std::collections::HashSet;
use std::hash::{DefaultHasher, Hash, Hasher};

use kabinet_database::Passwords;
use kabinet_provision::Postgres;
use sqlx::Connection;
use sqlx::migrate::Migrator;
use tokio::sync::Mutex;

use super::{connect, execute};

/// Makes sure of a migrated database that nobody is connected to, and returns its name.
pub(super) async fn ensure(server: &Postgres, service: &str, migrator: &Migrator) -> String {
    static MADE: Mutex<Option<HashSet<String>>> = Mutex::const_new(None);
    let mut made = MADE.lock().await;
    let made = made.get_or_insert_default();
    let name = format!("template_{service}_{:016x}", fingerprint(migrator));
    if !made.contains(&name) {
        make(server, &name, service, migrator).await;
        made.insert(name.clone());
    }
    name
}

async fn make(server: &Postgres, name: &str, service: &str, migrator: &Migrator) {
    let mut admin = connect(&server.admin_url()).await;
    // A test that failed here in the same process leaves a half-made one.
    execute(&mut admin, format!("DROP DATABASE IF EXISTS {name}")).await;
    execute(&mut admin, format!("CREATE DATABASE {name}")).await;
    create_roles(&server.url(name, "postgres"), service).await;
    kabinet_database::migrate(&server.url(name, &format!("{service}_owner")), migrator)
        .await
        .expect("the migrations apply");
}

pub(super) async fn create_roles(admin_url: &str, service: &str) {
    let mut admin = connect(admin_url).await;
    kabinet_database::create_roles(&mut admin, service, &Passwords::default())
        .await
        .expect("the roles are made");
    // Gone before a copy is made: a database in use cannot be a template.
    admin.close().await.expect("the connection closes");
}

fn fingerprint(migrator: &Migrator) -> u64 {
    let mut hasher = DefaultHasher::new();
    for migration in migrator.iter() {
        (migration.version, &migration.checksum).hash(&mut hasher);
    }
    hasher.finish()
}
