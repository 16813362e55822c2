use uuid::Uuid;

use super::ParseIdError;

macro_rules! typed_id {
    ($(#[$doc:meta])* $name:ident, $prefix:literal) => {
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(uuid::Uuid);

        impl $name {
            /// What the text form starts with, before the underscore.
            pub const PREFIX: &'static str = $prefix;

            /// Makes a new identifier that sorts by its millisecond of creation.
            pub fn new(env: &$crate::Env) -> Self {
                Self(env.uuid_v7())
            }

            /// Wraps a UUID that was stored without the prefix.
            pub const fn from_uuid(uuid: uuid::Uuid) -> Self {
                Self(uuid)
            }

            /// Returns the UUID, as it is stored.
            pub const fn uuid(self) -> uuid::Uuid {
                self.0
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                write!(f, concat!($prefix, "_{}"), self.0.as_hyphenated())
            }
        }

        impl std::fmt::Debug for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                std::fmt::Display::fmt(self, f)
            }
        }

        impl std::str::FromStr for $name {
            type Err = $crate::id::ParseIdError;

            fn from_str(text: &str) -> Result<Self, Self::Err> {
                $crate::id::typed::parse($prefix, text).map(Self)
            }
        }

        impl serde::Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.collect_str(self)
            }
        }

        impl<'de> serde::Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let text = <std::borrow::Cow<'de, str>>::deserialize(deserializer)?;
                text.parse().map_err(serde::de::Error::custom)
            }
        }
    };
}

pub(super) use typed_id;

/// Accepts one spelling only: two texts for one id would be two keys wherever text is compared.
pub(super) fn parse(expected: &'static str, text: &str) -> Result<Uuid, ParseIdError> {
    let rest = text
        .strip_prefix(expected)
        .and_then(|rest| rest.strip_prefix('_'))
        .ok_or(ParseIdError::Prefix { expected })?;
    let uuid = Uuid::try_parse(rest).map_err(|_| ParseIdError::Uuid { expected })?;
    let mut canonical = Uuid::encode_buffer();
    if uuid.as_hyphenated().encode_lower(&mut canonical) == rest {
        Ok(uuid)
    } else {
        Err(ParseIdError::Uuid { expected })
    }
}
