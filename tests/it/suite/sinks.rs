//! Mail and SMS sinks of one suite.

use kabinet_env::Env;
use kabinet_sinks::{Addresses, Listeners, Sinks, smsc::Credentials};

pub(super) async fn start() -> Sinks {
    let free = ([127, 0, 0, 1], 0).into();
    let listeners = Listeners::bind(Addresses {
        smtp: free,
        smsc: free,
        page: free,
        grpc: free,
    });
    Sinks::start(
        listeners.await.unwrap(),
        Credentials::default(),
        Env::system(),
    )
    .unwrap()
}
