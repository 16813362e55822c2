use std::time::Duration;

use kabinet_config::Reader;

use super::optional_file;
use crate::domain::guide::Guide;
use crate::domain::reserved::Reserved;

/// How people register.
#[derive(Debug)]
pub(crate) struct RegistrationConfig {
    pub(crate) lifetime: Duration,
    pub(crate) guide: Guide,
    pub(crate) reserved: Reserved,
}

impl RegistrationConfig {
    pub(super) fn read(reader: &mut Reader<'_>) -> Self {
        let reserved = optional_file(reader, "reserved_logins_file");
        Self {
            lifetime: reader.duration_seconds("registration_seconds", 86_400, 600..=604_800),
            guide: guide(reader),
            reserved: reserved
                .map_or_else(Reserved::embedded, |words| Reserved::with_words(&words)),
        }
    }
}

fn guide(reader: &mut Reader<'_>) -> Guide {
    let Some(text) = optional_file(reader, "guide_file") else {
        return Guide::embedded();
    };
    Guide::parse(&text).unwrap_or_else(|error| {
        reader.problem("guide_file", error.to_string());
        Guide::embedded()
    })
}
