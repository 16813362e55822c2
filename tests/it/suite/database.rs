//! One database with the schemas of all services.

use std::sync::atomic::{AtomicU32, Ordering};

use kabinet_database::{Passwords, create_roles};
use sqlx::{AssertSqlSafe, Connection as _, PgConnection};
use tokio::sync::Mutex;

use super::{process::Process, servers::Server, service::Service, settings, settings::Settings};

const TEMPLATE: &str = "suite_template";

/// A database of one suite, copied from one that `kabinet migrate` has prepared.
pub(crate) struct Database {
    name: String,
    server: Server,
}

impl Database {
    pub(super) async fn new() -> Self {
        static NUMBER: AtomicU32 = AtomicU32::new(0);
        // Roles belong to the whole server: one at a time.
        static TEMPLATE_MADE: Mutex<bool> = Mutex::const_new(false);

        let database = Self {
            name: format!("suite_{}", NUMBER.fetch_add(1, Ordering::Relaxed)),
            server: Server::shared().await,
        };
        let mut made = TEMPLATE_MADE.lock().await;
        if !*made {
            let template = Self {
                name: TEMPLATE.to_owned(),
                server: Server::shared().await,
            };
            template.make().await;
            *made = true;
        }
        let name = &database.name;
        execute(
            &database.server,
            format!("CREATE DATABASE {name} TEMPLATE {TEMPLATE}"),
        )
        .await;
        // What a role may do in a database is not part of its copy.
        make_roles(&database).await;
        drop(made);
        database
    }

    /// Makes a database on a server of its own, which can be restarted.
    pub(super) async fn on_its_own() -> Self {
        let database = Self {
            name: "suite".to_owned(),
            server: Server::own().await,
        };
        database.make().await;
        database
    }

    /// Restarts the server, if it is the suite's own.
    pub(super) async fn restart(&mut self) {
        self.server.restart().await;
    }

    /// Creates the database and brings it to this version with the command that operators use.
    async fn make(&self) {
        execute(&self.server, format!("CREATE DATABASE {}", self.name)).await;
        make_roles(self).await;
        let keys = settings::make_keys().await;
        let settings = Settings::for_migration(self, keys.path()).await;
        Process::run(&["migrate", "all"], &settings.variables()).await;
    }

    /// Returns the URL of a role of a service: `app` or `owner`.
    pub(super) fn url(&self, service: Service, role: &str) -> String {
        self.server
            .running()
            .url(&self.name, &format!("{}_{role}", service.name()))
    }

    /// Connects as the superuser, who may look at everything.
    pub(crate) async fn connect(&self) -> PgConnection {
        PgConnection::connect(&self.server.running().url(&self.name, "postgres"))
            .await
            .unwrap()
    }
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
async fn execute(server: &Server, statement: String) {
    let mut admin = PgConnection::connect(&server.running().admin_url())
        .await
        .unwrap();
    sqlx::raw_sql(AssertSqlSafe(statement))
        .execute(&mut admin)
        .await
        .unwrap();
}
