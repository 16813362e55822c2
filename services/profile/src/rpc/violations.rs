//! Everything that is wrong with a request, told at once.

use std::fmt::Display;

use kabinet_proto::{errors::v1::Reason, reason_name};
use kabinet_status::Refusal;

use super::person_fields::PersonFields;
use crate::domain::admission::Obstacle;

/// What is wrong so far.
#[derive(Debug, Default)]
pub(super) struct Violations {
    list: Vec<Violation>,
    minimum_age: Option<u8>,
}

#[derive(Debug)]
struct Violation {
    field: &'static str,
    reason: Reason,
    description: String,
}

impl Violations {
    /// Takes a value that was read, or notes that its field is malformed.
    pub(super) fn read<T, E: Display>(
        &mut self,
        field: &'static str,
        read: Result<T, E>,
    ) -> Option<T> {
        self.read_for(Reason::InvalidRequest, field, read)
    }

    /// Takes a value that was read, or notes for which reason its field is refused.
    pub(super) fn read_for<T, E: Display>(
        &mut self,
        reason: Reason,
        field: &'static str,
        read: Result<T, E>,
    ) -> Option<T> {
        read.map_err(|error| self.add(field, reason, error)).ok()
    }

    /// Takes a value, or notes that its field is malformed.
    pub(super) fn some<T>(&mut self, field: &'static str, value: Option<T>) -> Option<T> {
        self.read(field, value.ok_or("is malformed"))
    }

    /// Collects what the operator has against a person's data.
    pub(super) fn of(obstacles: impl IntoIterator<Item = Obstacle>, fields: &PersonFields) -> Self {
        let mut violations = Self::default();
        for obstacle in obstacles {
            violations.obstacle(obstacle, fields);
        }
        violations
    }

    /// Notes what the operator has against a field of a person's data.
    pub(super) fn obstacle(&mut self, obstacle: Obstacle, fields: &PersonFields) {
        match obstacle {
            Obstacle::UnderAge { minimum_age } => {
                self.minimum_age = Some(minimum_age);
                self.add(fields.birth_date, Reason::UnderAge, "is too recent");
            }
            Obstacle::RegionUnknown => {
                self.add(
                    fields.region_code,
                    Reason::RegionUnknown,
                    "is not in the directory",
                );
            }
        }
    }

    /// Refuses the request: for the reason that all fields share, or else as malformed.
    pub(super) fn refusal(self) -> Refusal {
        let malformed = self
            .list
            .iter()
            .any(|violation| violation.reason == Reason::InvalidRequest);
        let reason = match self.list.first() {
            Some(first) if !malformed => first.reason,
            _ => Reason::InvalidRequest,
        };
        let mut refusal = Refusal::invalid_argument(reason, "fields of the request are not valid");
        if let (Reason::UnderAge, Some(minimum_age)) = (reason, self.minimum_age) {
            refusal = refusal.metadata("minimum_age", minimum_age.to_string());
        }
        for violation in self.list {
            let reason = match violation.reason {
                Reason::InvalidRequest => "FORMAT",
                reason => reason_name(reason),
            };
            refusal = refusal.field(violation.field, reason, violation.description);
        }
        refusal
    }

    fn add(&mut self, field: &'static str, reason: Reason, description: impl Display) {
        self.list.push(Violation {
            field,
            reason,
            description: description.to_string(),
        });
    }
}

#[cfg(test)]
mod tests {
    use kabinet_status::read;

    use super::*;

    const FIELDS: PersonFields = PersonFields::OF_DRAFT;
    const UNDER_AGE: Obstacle = Obstacle::UnderAge { minimum_age: 14 };

    #[test]
    fn malformed_field_outweighs_every_other_reason() {
        let mut violations = Violations::of([UNDER_AGE], &FIELDS);
        violations.some::<()>("registration_id", None);
        assert_eq!(violations.refusal().reason(), Reason::InvalidRequest);
    }

    #[test]
    fn first_reason_stands_where_nothing_is_malformed() {
        let violations = Violations::of([UNDER_AGE, Obstacle::RegionUnknown], &FIELDS);
        let status = tonic::Status::from(violations.refusal());
        assert_eq!(read::reason(&status), Some(Reason::UnderAge));
        assert_eq!(
            read::metadata(&status, "minimum_age").as_deref(),
            Some("14")
        );
        let reasons: Vec<_> = read::field_violations(&status)
            .into_iter()
            .map(|violation| violation.reason)
            .collect();
        assert_eq!(reasons, ["UNDER_AGE", "REGION_UNKNOWN"]);
    }
}
