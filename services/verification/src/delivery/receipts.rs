use std::time::Duration;

use kabinet_env::Env;

use super::smpp::Receipt;
use crate::store::Ledger;

/// How long a receipt may be faster than the row that it belongs to.
const ATTEMPTS: u32 = 20;
const PAUSE: Duration = Duration::from_millis(100);

/// Takes the receipts of a provider.
#[derive(Clone)]
pub(crate) struct ReceiptBook {
    env: Env,
    ledger: Ledger,
}

impl ReceiptBook {
    /// Writes into the ledger.
    pub(crate) fn new(env: Env, ledger: Ledger) -> Self {
        Self { env, ledger }
    }

    /// Writes a receipt; tells whether the provider may forget it.
    pub(super) async fn take(&self, receipt: Receipt) -> bool {
        for _ in 0..ATTEMPTS {
            let taken = self
                .ledger
                .receive_receipt(&receipt.message_id, receipt.state, self.env.now())
                .await;
            match taken {
                Ok(true) => return true,
                Ok(false) => tokio::time::sleep(PAUSE).await,
                Err(error) => {
                    tracing::warn!(error = %error, "a receipt was not written");
                    return false;
                }
            }
        }
        // Of a message that this ledger does not know, for example one of another installation.
        tracing::info!("a receipt belongs to no message of the ledger");
        true
    }
}
