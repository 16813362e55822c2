//! The catalog's file, as it is written.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::{ProofMethod, Text};
use crate::domain::identifier::IdentifierType;
use crate::domain::service_kind::ServiceKind;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct File {
    pub(super) version: String,
    /// Regions that the operator serves.
    pub(super) regions: Vec<String>,
    #[serde(rename = "kind")]
    pub(super) kinds: Vec<Kind>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(clippy::struct_field_names, reason = "the words of the file")]
pub(super) struct Kind {
    pub(super) kind: ServiceKind,
    pub(super) name: Text,
    pub(super) instructions: Text,
    /// Instructions of single regions.
    #[serde(default)]
    pub(super) regional_instructions: BTreeMap<String, Text>,
    /// Served regions that do not have the kind.
    #[serde(default)]
    pub(super) absent_from: Vec<String>,
    #[serde(rename = "proof")]
    pub(super) proofs: Vec<Proof>,
    #[serde(rename = "identifier")]
    pub(super) identifiers: Vec<Identifier>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Proof {
    /// `SMS` or `EMAIL`.
    pub(super) channel: String,
    pub(super) method: ProofMethod,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(clippy::struct_field_names, reason = "a type is no name of a field")]
pub(super) struct Identifier {
    #[serde(rename = "type")]
    pub(super) identifier_type: IdentifierType,
    pub(super) name: Text,
    pub(super) pattern: String,
    pub(super) example: String,
    /// Forms of single regions.
    #[serde(default)]
    pub(super) regional: BTreeMap<String, Form>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Form {
    pub(super) pattern: String,
    pub(super) example: String,
}
