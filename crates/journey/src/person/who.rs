//! Who a person is.

use kabinet_proto::types::v1::PersonalData;

/// What a person brings along before they have done anything.
pub struct Who {
    /// Login name.
    pub login: String,
    /// Password.
    pub password: String,
    /// Mobile number, E.164.
    pub mobile: String,
    /// E-mail address.
    pub email: String,
    /// Names, birth date and region.
    pub personal_data: PersonalData,
    /// What they call the services that they add.
    pub label: String,
    /// What they sit at.
    pub device: Device,
}

/// What a front end knows of the device that a person sits at.
pub struct Device {
    /// IP address.
    pub network_address: String,
    /// User agent.
    pub user_agent: String,
    /// Language tag (BCP 47).
    pub language: String,
}
