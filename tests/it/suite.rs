//! The whole suite for one test: databases and sinks of its own, services as real processes.

mod database;
mod door;
mod doors;
mod gateway;
mod kabinet;
mod layout;
mod line;
mod log;
mod outboxes;
mod process;
mod quiet;
mod refusing;
mod servers;
mod service;
mod settings;
mod sinks;
mod traces;
mod waiting;

use std::net::SocketAddr;

use kabinet_journey::Answer;
pub(crate) use kabinet_journey::Gateway;
use kabinet_sinks::{Messages, Sinks};
use kabinet_testkit::TestRedis;
use tempfile::TempDir;

use self::{
    database::Database, door::Door, doors::Doors, layout::Unit, line::Mishaps, log::Log,
    process::Process, settings::Settings,
};
pub(crate) use self::{
    gateway::channel,
    layout::Layout,
    line::Mishap,
    service::Service,
    traces::{Counts, added},
};

/// Everything that one test runs against.
pub(crate) struct Suite {
    pub(crate) database: Database,
    pub(crate) redis: TestRedis,
    pub(crate) doors: Doors,
    layout: Layout,
    settings: Settings,
    sinks: Sinks,
    running: Vec<(Unit, Process)>,
    logs: Vec<Log>,
    tour: Option<(u16, Door)>,
    /// What befalls the calls of gateways.
    pub(crate) mishaps: Mishaps,
    // Removed when the suite is.
    _keys: TempDir,
}

impl Suite {
    /// Starts all services in one process.
    pub(crate) async fn start() -> Self {
        Self::start_with(Layout::Together, &[]).await
    }

    /// Starts the services with settings of the test's own.
    pub(crate) async fn start_with(layout: Layout, own: &[(&str, &str)]) -> Self {
        Self::start_behind(Doors::bind().await, layout, own).await
    }

    /// Starts the services where `kabinet tour` looks for them.
    pub(crate) async fn start_for_tour(layout: Layout, own: &[(&str, &str)]) -> Self {
        let (base, doors, inbox) = Doors::bind_for_tour().await;
        let mut suite = Self::start_behind(doors, layout, own).await;
        inbox.open(suite.sinks.addresses().grpc);
        suite.tour = Some((base, inbox));
        suite
    }

    /// Starts the services on a PostgreSQL and a Redis that can be restarted.
    pub(crate) async fn start_on_own_servers(layout: Layout, own: &[(&str, &str)]) -> Self {
        let (database, redis) = tokio::join!(Database::on_its_own(), TestRedis::lasting());
        let suite = Self::prepare(Doors::bind().await, layout, database, redis).await;
        suite.start_told(own).await
    }

    /// Restarts PostgreSQL, if it is the suite's own.
    pub(crate) async fn restart_postgres(&mut self) {
        self.database.restart().await;
    }

    /// Restarts Redis, if it is the suite's own.
    pub(crate) async fn restart_redis(&mut self) {
        self.redis.restart().await;
    }

    /// Takes everything out of Redis, as if it had come back empty.
    pub(crate) async fn empty_redis(&self) {
        let mut connection = self.redis.connection().await;
        for of in [&["FLUSHALL"][..], &["FUNCTION", "FLUSH"]] {
            let mut command = redis::cmd(of[0]);
            command.arg(&of[1..]);
            command.query_async::<()>(&mut connection).await.unwrap();
        }
    }

    async fn start_behind(doors: Doors, layout: Layout, own: &[(&str, &str)]) -> Self {
        let (database, redis) = (Database::new().await, TestRedis::exclusive().await);
        let suite = Self::prepare(doors, layout, database, redis).await;
        suite.start_told(own).await
    }

    async fn start_told(mut self, own: &[(&str, &str)]) -> Self {
        for (name, value) in own {
            self.settings.set(name, value);
        }
        self.serve().await;
        self
    }

    async fn prepare(doors: Doors, layout: Layout, database: Database, redis: TestRedis) -> Self {
        let keys = settings::make_keys().await;
        let sinks = sinks::start().await;
        let settings = Settings::new(
            &database,
            redis.url(),
            keys.path(),
            &doors,
            sinks.addresses(),
        );
        Self {
            database,
            redis,
            doors,
            layout,
            settings,
            sinks,
            running: Vec::new(),
            logs: Vec::new(),
            tour: None,
            mishaps: Mishaps::default(),
            _keys: keys,
        }
    }

    /// Starts every process and waits until its services are ready.
    pub(crate) async fn serve(&mut self) {
        self.serve_with("").await;
    }

    /// Starts every process with crash points armed.
    pub(crate) async fn serve_with(&mut self, failpoints: &str) {
        for unit in self.layout.units() {
            self.serve_unit(unit, failpoints).await;
        }
    }

    /// Starts the process of one service.
    pub(crate) async fn serve_one(&mut self, service: Service) {
        self.serve_unit(Unit::One(service), "").await;
    }

    async fn serve_unit(&mut self, unit: Unit, failpoints: &str) {
        let mut settings = self.settings.variables();
        settings.push(("FAILPOINTS".to_owned(), failpoints.to_owned()));
        for service in unit.services() {
            self.doors.of(service).announce();
        }
        let process = Process::spawn(&["serve", unit.name()], &settings);
        self.logs.push(process.log.clone());
        let mut addresses: Vec<(Service, SocketAddr)> = Vec::new();
        for service in unit.services() {
            addresses.push((service, process.address(service).await));
        }
        for (service, address) in addresses {
            self.doors.of(service).open(address);
            gateway::wait_until_ready(self.doors.of(service), service).await;
        }
        self.running.push((unit, process));
    }

    /// Kills every process with SIGKILL.
    pub(crate) async fn kill(&mut self) {
        for (unit, mut process) in std::mem::take(&mut self.running) {
            process.kill().await;
            self.close(unit);
        }
    }

    /// Kills the process of one service.
    pub(crate) async fn kill_one(&mut self, service: Service) {
        let unit = Unit::One(service);
        let at = self
            .running
            .iter()
            .position(|(running, _)| *running == unit);
        let (_, mut process) = self
            .running
            .remove(at.expect("the service has its own process"));
        process.kill().await;
        self.close(unit);
    }

    /// Kills every process and starts it again.
    pub(crate) async fn restart(&mut self) {
        self.kill().await;
        self.serve().await;
    }

    /// Waits until the only process has killed itself at a crash point.
    pub(crate) async fn wait_for_abort(&mut self) {
        let (unit, mut process) = self.running.pop().expect("there is a process");
        process.wait_for_abort().await;
        self.close(unit);
    }

    fn close(&self, unit: Unit) {
        for service in unit.services() {
            self.doors.of(service).close();
        }
    }

    /// Calls as a gateway does.
    pub(crate) fn gateway(&self) -> Gateway {
        gateway::connect(&self.doors, &self.mishaps)
    }

    /// Returns the mails and text messages that have arrived.
    pub(crate) fn messages(&self) -> &Messages {
        self.sinks.messages()
    }

    /// Returns what every process has said, those that are gone included.
    pub(crate) fn lines(&self) -> Vec<String> {
        self.logs.iter().flat_map(Log::lines).collect()
    }

    /// Returns what the newest process has said.
    pub(crate) fn newest_log(&self) -> &Log {
        self.logs.last().expect("a process was started")
    }

    /// Takes an answer that has to come, or fails the test.
    pub(crate) fn expects<T>(&self, answer: Answer<T>) -> T {
        answer.unwrap_or_else(|status| self.explain(&format!("{status:?}")))
    }

    /// Fails the test with what the processes have said so far.
    pub(crate) fn explain(&self, failure: &str) -> ! {
        panic!("{failure}\n{}", self.lines().join("\n"))
    }

    /// Returns the base of the ports that the tour is told.
    pub(crate) fn tour_base(&self) -> u16 {
        self.tour
            .as_ref()
            .expect("the suite was started for the tour")
            .0
    }

    /// Runs another command of the suite, with its settings, to its end.
    pub(crate) async fn run(&self, arguments: &[&str]) -> Log {
        Process::run(arguments, &self.settings.variables()).await
    }
}
