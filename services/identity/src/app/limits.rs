//! Which budgets an attempt takes from.

use kabinet_env::id::{AccountId, SessionId};

use super::client::Client;
use crate::domain::password::Password;
use crate::store::lookup::DeviceStanding;
use crate::throttle::{Budget, Limit};
use crate::vault::{Indexes, Vault};

/// The operator's limits.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Limits {
    /// Attempts at one identifier by devices that it does not know.
    pub(crate) login_identifier: Limit,
    /// Attempts at one identifier from one network.
    pub(crate) login_identifier_network: Limit,
    /// Attempts by one known device.
    pub(crate) login_device: Limit,
    /// Attempts from one network at any identifier.
    pub(crate) login_network: Limit,
    /// Attempts with one password at any identifier.
    pub(crate) login_password: Limit,
    /// Proofs of the password within one session.
    pub(crate) reauthentication: Limit,
    /// Questions of forms from one network.
    pub(crate) check_network: Limit,
    /// Registrations started from one network.
    pub(crate) registration_network: Limit,
    /// Recoveries started from one network by devices that the account does not know.
    pub(crate) recovery_network: Limit,
    /// Recoveries started by one known device.
    pub(crate) recovery_device: Limit,
    /// Reminders of login names asked for from one network.
    pub(crate) reminder_network: Limit,
    /// Reminders sent to one contact.
    pub(crate) reminder_contact: Limit,
}

impl Limits {
    /// A known device has a lane of its own, which no stranger can exhaust.
    pub(super) fn login(
        &self,
        vault: &Vault,
        identifier: &Indexes,
        password: &Password,
        client: &Client,
        standing: DeviceStanding,
    ) -> Vec<Budget> {
        let identifier = vault.throttle_tag("identifier", &identifier.current);
        if let (DeviceStanding::Known, Some(device)) = (standing, client.device_hash()) {
            let device = vault.throttle_tag("device", &device);
            return vec![Budget::new(self.login_device, &[&identifier, &device])];
        }
        let mark = vault.password_mark(password.as_bytes());
        let mut budgets = vec![
            Budget::new(self.login_identifier, &[&identifier]),
            Budget::new(self.login_password, &[&mark]),
        ];
        if let Some(network) = network(vault, client) {
            budgets.push(Budget::new(
                self.login_identifier_network,
                &[&identifier, &network],
            ));
            budgets.push(Budget::new(self.login_network, &[&network]));
        }
        budgets
    }

    pub(super) fn reauthentication(
        &self,
        vault: &Vault,
        account_id: AccountId,
        session_id: SessionId,
    ) -> Vec<Budget> {
        let account = vault.throttle_tag("account", account_id.uuid().as_bytes());
        let session = vault.throttle_tag("session", session_id.uuid().as_bytes());
        vec![Budget::new(self.reauthentication, &[&account, &session])]
    }

    pub(super) fn check(&self, vault: &Vault, client: &Client) -> Vec<Budget> {
        of_network(self.check_network, vault, client)
    }

    pub(super) fn registration(&self, vault: &Vault, client: &Client) -> Vec<Budget> {
        of_network(self.registration_network, vault, client)
    }

    /// A known device has a lane of its own, as at the login.
    pub(super) fn recovery(
        &self,
        vault: &Vault,
        identifier: &Indexes,
        client: &Client,
        standing: DeviceStanding,
    ) -> Vec<Budget> {
        if let (DeviceStanding::Known, Some(device)) = (standing, client.device_hash()) {
            let identifier = vault.throttle_tag("identifier", &identifier.current);
            let device = vault.throttle_tag("device", &device);
            return vec![Budget::new(self.recovery_device, &[&identifier, &device])];
        }
        of_network(self.recovery_network, vault, client)
    }

    pub(super) fn reminder(&self, vault: &Vault, client: &Client) -> Vec<Budget> {
        of_network(self.reminder_network, vault, client)
    }

    /// Whoever asks: the contact's owner is not to be bothered.
    pub(super) fn reminder_of_contact(&self, vault: &Vault, contact: &Indexes) -> Vec<Budget> {
        let contact = vault.throttle_tag("identifier", &contact.current);
        vec![Budget::new(self.reminder_contact, &[&contact])]
    }
}

/// A front end that tells no address shares one budget for all whom it serves.
fn of_network(limit: Limit, vault: &Vault, client: &Client) -> Vec<Budget> {
    let tag = network(vault, client)
        .unwrap_or_else(|| vault.throttle_tag("front end", client.name.as_bytes()));
    vec![Budget::new(limit, &[&tag])]
}

fn network(vault: &Vault, client: &Client) -> Option<[u8; 16]> {
    let prefix = &client.place.network_prefix;
    (!prefix.is_empty()).then(|| vault.throttle_tag("network", prefix.as_bytes()))
}
