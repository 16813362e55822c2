//! One database with the schemas of all services.

use std::sync::atomic::{AtomicU32, Ordering};

use kabinet_database::{Passwords, create_roles};
use kabinet_provision::Postgres;
use sqlx::{AssertSqlSafe, Connection as _, PgConnection};
use tokio::sync::Mutex;

use super::{process::Process, servers, service::Service, settings, settings::Settings};

const TEMPLATE: &str = "suite_template";

/// A database of one suite, copied from one that `kabinet migrate` has prepared.
pub(crate) struct Database {
    name: String,
    server: &'static Postgres,
}

impl Database {
    pub(super) async fn new() -> Self {
        static NUMBER: AtomicU32 = AtomicU32::new(0);
        // Roles belong to the whole server: one at a time.
        static TEMPLATE_MADE: Mutex<bool> = Mutex::const_new(false);

        let server = servers::postgres().await;
        let name = format!("suite_{}", NUMBER.fetch_add(1, Ordering::Relaxed));
        let database = Self { name, server };
        let mut made = TEMPLATE_MADE.lock().await;
        if !*made {
            make_template(server).await;
            *made = true;
        }
        let name = &database.name;
        execute(
            server,
            format!("CREATE DATABASE {name} TEMPLATE {TEMPLATE}"),
        )
        .await;
        // What a role may do in a database is not part of its copy.
        make_roles(&database).await;
        drop(made);
        database
    }

    /// Returns the URL of a role of a service: `app` or `owner`.
    pub(super) fn url(&self, service: Service, role: &str) -> String {
        self.server
            .url(&self.name, &format!("{}_{role}", service.name()))
    }

    /// Connects as the superuser, who may look at everything.
    pub(crate) async fn connect(&self) -> PgConnection {
        PgConnection::connect(&self.server.url(&self.name, "postgres"))
            .await
            .unwrap()
    }
}

async fn make_template(server: &'static Postgres) {
    execute(server, format!("CREATE DATABASE {TEMPLATE}")).await;
    let template = Database {
        name: TEMPLATE.to_owned(),
        server,
    };
    make_roles(&template).await;
    let keys = settings::make_keys().await;
    let settings = Settings::for_migration(&template, keys.path()).await;
    Process::run(&["migrate", "all"], &settings.variables()).await;
}

async fn make_roles(database: &Database) {
    let mut admin = database.connect().await;
    for service in Service::ALL {
        create_roles(&mut admin, service.name(), &Passwords::default())
            .await
            .unwrap();
    }
    // A database that somebody is connected to cannot be copied.
    admin.close().await.unwrap();
}

/// Runs a statement about a whole database, whose name cannot be a parameter.
async fn execute(server: &Postgres, statement: String) {
    let mut admin = PgConnection::connect(&server.admin_url()).await.unwrap();
    sqlx::raw_sql(AssertSqlSafe(statement))
        .execute(&mut admin)
        .await
        .unwrap();
}
