use std::time::Duration;

use kabinet_env::Env;

use super::smpp::Receipt;
use crate::store::Ledger;

/// Looks for the row of a receipt that may be faster than its message: some three seconds.
const LOOKS: u32 = 6;
const FIRST_PAUSE: Duration = Duration::from_millis(50);

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
        for look in 0..LOOKS {
            let taken = self
                .ledger
                .receive_receipt(&receipt.message_id, receipt.state, self.env.now())
                .await;
            match taken {
                Ok(true) => return true,
                Ok(false) => tokio::time::sleep(FIRST_PAUSE * 2_u32.pow(look)).await,
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
