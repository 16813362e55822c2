use std::time::Duration;

use kabinet_proof::action::Action;
use time::OffsetDateTime;

use super::{Template, Variables};

/// Longest life of an action: the 72 hours of the suite, and an hour for clocks that differ. An old
/// key has to stay published for that long.
pub(crate) const MAX_ACTION_LIFE: Duration = Duration::from_hours(73);

/// What fills a notice.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Filling {
    /// What its template leaves open.
    pub variables: Variables,
    /// What its link lets its reader do, where it has one.
    pub action: Option<Action>,
}

/// What is wrong with the action of a notice.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum WrongAction {
    /// The template wants one.
    Absent,
    /// The template has no place for one.
    Unknown,
    /// The template's link is for another kind.
    OtherKind,
    /// It ends too late.
    TooLong,
}

/// Tells what is wrong with the action that a notice of the template is given.
pub(crate) fn check_action(
    template: Template,
    given: Option<&Action>,
    now: OffsetDateTime,
) -> Option<WrongAction> {
    match (template.action(), given) {
        (Some(_), None) if template.may_lack_action() => None,
        (Some(_), None) => Some(WrongAction::Absent),
        (None, Some(_)) => Some(WrongAction::Unknown),
        (Some(kind), Some(action)) if action.kind != kind => Some(WrongAction::OtherKind),
        (Some(_), Some(action)) if action.expire_time > now + MAX_ACTION_LIFE => {
            Some(WrongAction::TooLong)
        }
        (Some(_), Some(_)) | (None, None) => None,
    }
}
