//! The stored form of a kind of contact: its name.

use kabinet_domain::ContactKind;
use serde::de::Error as _;
use serde::{Deserialize as _, Deserializer, Serialize as _, Serializer};

#[expect(
    clippy::ref_option,
    clippy::trivially_copy_pass_by_ref,
    reason = "serde passes a reference to the field"
)]
pub(super) fn serialize<S: Serializer>(
    kind: &Option<ContactKind>,
    serializer: S,
) -> Result<S::Ok, S::Error> {
    kind.map(ContactKind::as_str).serialize(serializer)
}

pub(super) fn deserialize<'de, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<Option<ContactKind>, D::Error> {
    let Some(name) = Option::<String>::deserialize(deserializer)? else {
        return Ok(None);
    };
    let kind = ContactKind::from_name(&name);
    kind.map(Some)
        .ok_or_else(|| D::Error::custom("no kind of contact"))
}
