//! PostgreSQL: one for every suite of this test process, or one that a suite may restart.

use std::sync::OnceLock;

use kabinet_provision::Postgres;

/// The server that a suite's database is on.
pub(super) enum Server {
    Shared(&'static Postgres),
    /// Nothing while it restarts.
    Own(Option<Postgres>),
}

impl Server {
    /// Takes the server that starts with the first call and ends with the process.
    pub(super) async fn shared() -> Self {
        static SERVER: OnceLock<Postgres> = OnceLock::new();
        let start = || SERVER.get_or_init(|| Postgres::ephemeral().unwrap());
        Self::Shared(tokio::task::spawn_blocking(start).await.unwrap())
    }

    /// Starts a server that can be restarted.
    pub(super) async fn own() -> Self {
        let start = || Postgres::ephemeral_with_log().unwrap();
        Self::Own(Some(tokio::task::spawn_blocking(start).await.unwrap()))
    }

    pub(super) fn running(&self) -> &Postgres {
        match self {
            Self::Shared(server) => server,
            Self::Own(server) => server.as_ref().expect("it runs between restarts"),
        }
    }

    /// Stops the suite's own server and starts it again.
    pub(super) async fn restart(&mut self) {
        let Self::Own(server) = self else {
            panic!("the other suites need the shared server");
        };
        let running = server.take().expect("it runs between restarts");
        let restart = || running.restart().unwrap();
        *server = Some(tokio::task::spawn_blocking(restart).await.unwrap());
    }
}
