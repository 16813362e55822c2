/// Names of a person's fields, as one request has them.
#[derive(Debug, Clone, Copy)]
pub(super) struct PersonFields {
    pub(super) family_name: &'static str,
    pub(super) given_name: &'static str,
    pub(super) middle_name: &'static str,
    pub(super) birth_date: &'static str,
    pub(super) region_code: &'static str,
}

impl PersonFields {
    /// In `PutPersonalDataRequest`.
    pub(super) const OF_DRAFT: Self = Self {
        family_name: "personal_data.family_name",
        given_name: "personal_data.given_name",
        middle_name: "personal_data.middle_name",
        birth_date: "personal_data.birth_date",
        region_code: "personal_data.region_code",
    };
    /// In `UpdateProfileRequest`.
    pub(super) const OF_PROFILE: Self = Self {
        family_name: "profile.family_name",
        given_name: "profile.given_name",
        middle_name: "profile.middle_name",
        birth_date: "profile.birth_date",
        region_code: "profile.region_code",
    };
}
