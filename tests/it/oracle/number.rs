//! Numbers that somebody might try.

use kabinet_proto::{
    subscriptions::v1::{ContractState, HolderKind, ServiceState},
    types::v1::{Channel, ServiceKind},
};
use time::Duration;

use crate::{
    billing::{Billing, Contract, ago},
    person::{Person, Wanted, codes_at},
    suite::Suite,
};

/// What a number may be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Number {
    /// Of a contract that waits for its holder.
    Free,
    /// Of no contract.
    Nobodys,
    /// Of a contract that another account reads.
    Others,
    /// Of a contract that the account itself reads.
    Own,
    /// Of a contract that has ended.
    Closed,
    /// Of a service that has ended.
    Terminated,
    /// Of an organisation's contract.
    Organisations,
    /// Of a contract whose contact was changed a moment ago.
    YoungContact,
    /// Of a contract without a contact.
    WithoutContact,
}

/// A number that may be tried, with its contract.
pub(super) struct Prepared {
    contract: Contract,
    /// Codes that came to each address before.
    before: [(String, usize); 2],
}

impl Number {
    pub(super) const ALL: [Self; 9] = [
        Self::Free,
        Self::Nobodys,
        Self::Others,
        Self::Own,
        Self::Closed,
        Self::Terminated,
        Self::Organisations,
        Self::YoungContact,
        Self::WithoutContact,
    ];
    /// A code to the number itself needs no contact.
    pub(super) const OF_MOBILE: [Self; 7] = [
        Self::Free,
        Self::Nobodys,
        Self::Others,
        Self::Own,
        Self::Closed,
        Self::Terminated,
        Self::Organisations,
    ];

    /// Makes a contract with such a number, which is the person's own for one of them.
    pub(super) async fn prepare(
        self,
        kind: ServiceKind,
        channel: Channel,
        person: &mut Person,
        suite: &Suite,
    ) -> Prepared {
        let mut contract = match kind {
            ServiceKind::Mobile => Contract::mobile(),
            _ => Contract::broadband(),
        };
        let billing = Billing::of("north", suite);
        // An earlier record, so that what has changed about it was once otherwise.
        if self != Self::Nobodys {
            billing.tells(&[&contract]).await;
        }
        contract.change(|record| match self {
            Self::Free | Self::Nobodys | Self::Others | Self::Own => {}
            Self::Closed => record.state = ContractState::Closed.into(),
            Self::Terminated => record.services[0].state = ServiceState::Terminated.into(),
            Self::Organisations => record.holder_kind = HolderKind::Organisation.into(),
            Self::YoungContact => {
                let reached = record.contact.as_mut().expect("it has a contact");
                reached.since = Some(ago(Duration::days(29)));
            }
            Self::WithoutContact => record.contact = None,
        });
        if self != Self::Nobodys {
            billing.tells(&[&contract]).await;
        }
        match self {
            Self::Others => {
                let mut other = Person::invent();
                other.registers(suite, Channel::Sms).await;
                other.adds(suite, &contract, channel).await;
            }
            Self::Own => {
                person.adds(suite, &contract, channel).await;
                person.starts_over();
            }
            _ => {}
        }
        Prepared::new(contract, suite)
    }

    /// Tells whether somebody reads the codes.
    fn is_reached(self) -> bool {
        matches!(self, Self::Free | Self::Others)
    }
}

impl Prepared {
    fn new(contract: Contract, suite: &Suite) -> Self {
        let before = [Channel::Sms, Channel::Email].map(|channel| {
            let address = address(&contract, channel);
            let codes = codes_at(suite, &address).len();
            (address, codes)
        });
        Self { contract, before }
    }

    pub(super) fn wanted(&self) -> Wanted {
        self.contract.wanted()
    }

    /// Expects codes for whoever can be reached, over both channels, and none for anybody else.
    pub(super) fn expect_messages(&self, number: Number, channel: Channel, suite: &Suite) {
        for (address, before) in &self.before {
            let arrived = codes_at(suite, address).len() - before;
            assert_eq!(
                arrived > 0,
                number.is_reached(),
                "{number:?} over {channel:?}: {arrived} messages"
            );
        }
    }
}

/// Returns where a code would go; an address of nobody for a contract without a contact.
fn address(contract: &Contract, channel: Channel) -> String {
    match contract.record.contact {
        Some(_) => contract.code_address(channel).to_owned(),
        None => "nobody.at.all@example.com".to_owned(),
    }
}
