//! A `kabinet dev` that a test controls.

use std::{
    io::{BufRead as _, BufReader},
    net::TcpListener,
    path::Path,
    process::{Child, ExitStatus, Stdio},
    sync::atomic::{AtomicU16, Ordering},
};

use kabinet_proto::identity::v1::{
    CheckLoginRequest, registration_service_client::RegistrationServiceClient,
};
use rustix::process::{Pid, Signal, kill_process};

use crate::command::kabinet;

/// Distance from the base of every port that is taken.
const OFFSETS: [u16; 8] = [1, 2, 3, 4, 25, 75, 80, 81];
/// First base that tests try; below the range that systems give out by themselves.
const FIRST_BASE: u16 = 20_000;
const STEP: u16 = 100;

/// A suite that runs; dropping it ends it the hard way.
pub(crate) struct Suite {
    process: Child,
    pub(crate) port_base: u16,
}

impl Suite {
    /// Starts a suite and waits until it says that it is ready.
    pub(crate) fn start(directory: &Path, extra: &[&str]) -> Self {
        Self::start_with(directory, extra, &[])
    }

    /// Starts a suite with variables in its environment.
    pub(crate) fn start_with(directory: &Path, extra: &[&str], variables: &[(&str, &str)]) -> Self {
        let port_base = free_base();
        let base = port_base.to_string();
        let mut command = kabinet(&["dev", "--port-base", &base, "--directory"]);
        let mut process = command
            .arg(directory)
            .args(extra)
            .envs(variables.iter().copied())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let stdout = process.stdout.take().unwrap();
        let suite = Self { process, port_base };
        let ready = BufReader::new(stdout)
            .lines()
            .map_while(Result::ok)
            .any(|line| line == "Kabinet is ready.");
        assert!(ready, "the suite ended before it was ready");
        suite
    }

    /// Sends a signal and waits for the end.
    pub(crate) fn end(mut self, signal: Signal) -> ExitStatus {
        kill_process(Pid::from_child(&self.process), signal).unwrap();
        self.process.wait().unwrap()
    }

    /// Asks identity whether a login name is free.
    pub(crate) async fn is_free(&self, login: &str) -> bool {
        let request = CheckLoginRequest {
            login: login.to_owned(),
            client: None,
        };
        let mut identity = RegistrationServiceClient::connect(self.identity())
            .await
            .unwrap();
        identity
            .check_login(request)
            .await
            .unwrap()
            .into_inner()
            .available
    }

    /// Returns identity's address.
    pub(crate) fn identity(&self) -> String {
        format!("http://127.0.0.1:{}", self.port_base + 1)
    }
}

impl Drop for Suite {
    fn drop(&mut self) {
        // It has ended already, unless the test failed.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// Finds a base whose ports nobody listens on; no two tests of this process get the same.
fn free_base() -> u16 {
    static NEXT: AtomicU16 = AtomicU16::new(FIRST_BASE);
    loop {
        let base = NEXT.fetch_add(STEP, Ordering::Relaxed);
        assert!(base < 32_000, "no ports are free");
        let free = |offset| TcpListener::bind(("127.0.0.1", base + offset)).is_ok();
        if OFFSETS.into_iter().all(free) {
            return base;
        }
    }
}
