use kabinet_domain::ContactKind;

use super::{Standing, Window};

/// A contact that an account has here.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Known {
    pub(crate) index: Vec<u8>,
    pub(crate) standing: Standing,
    pub(crate) recovery: Window,
}

/// A contact that an account is to have, under every live key; the first index is the current one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Wanted {
    pub(crate) kind: ContactKind,
    pub(crate) indexes: Vec<Vec<u8>>,
    pub(crate) standing: Standing,
    pub(crate) recovery: Window,
}

/// What makes the contacts of an account those that it is to have.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Plan {
    /// Indexes of contacts that go.
    pub(crate) gone: Vec<Vec<u8>>,
    /// Contacts that stay, by the index that they have, with what they are to be.
    pub(crate) kept: Vec<(Known, Wanted)>,
    pub(crate) new: Vec<Wanted>,
}

impl Plan {
    /// Tells whether contacts that are here log in otherwise afterwards.
    pub(crate) fn changes_logins(&self, known: &[Known]) -> bool {
        let lost = known
            .iter()
            .filter(|known| self.gone.contains(&known.index))
            .any(|known| known.standing == Standing::LogsIn);
        let turned = |(known, wanted): &(Known, Wanted)| known.standing != wanted.standing;
        lost || self.kept.iter().any(turned)
    }

    /// Keeps of the plan only what ends a login.
    pub(crate) fn of_what_goes(mut self) -> Self {
        self.new.clear();
        self.kept
            .retain(|(_, wanted)| wanted.standing == Standing::Replaced);
        self
    }
}

/// Plans the way from the contacts that are known to those that are wanted.
pub(crate) fn plan(known: &[Known], wanted: Vec<Wanted>) -> Plan {
    let mut plan = Plan::default();
    for wanted in distinct(wanted) {
        let here = known
            .iter()
            .find(|known| wanted.indexes.contains(&known.index));
        match here {
            Some(known) => plan.kept.push((known.clone(), wanted)),
            None => plan.new.push(wanted),
        }
    }
    let stays = |known: &Known| plan.kept.iter().any(|(kept, _)| kept.index == known.index);
    plan.gone = known
        .iter()
        .filter(|known| !stays(known))
        .map(|known| known.index.clone())
        .collect();
    plan
}

/// Keeps each contact once, as one that logs in where it does, in an order that is the same for
/// every account: two that want the same contacts then never wait for each other.
fn distinct(mut wanted: Vec<Wanted>) -> Vec<Wanted> {
    wanted.sort_by_key(|wanted| (wanted.indexes.clone(), wanted.standing != Standing::LogsIn));
    wanted.dedup_by(|later, earlier| later.indexes == earlier.indexes);
    wanted
}
