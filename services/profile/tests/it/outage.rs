use kabinet_env::id::AccountId;
use kabinet_proto::{errors::v1::Reason, profile::v1::GetProfileRequest};
use kabinet_status::read;
use tonic::Code;

use crate::harness::{CallAs, Profile, activation, ids, personal_data, refused, registration_id};

#[tokio::test]
async fn calls_that_need_the_database_say_when_to_retry() {
    let profile = Profile::start_without_database().await;
    let token = profile.identity.log_in(AccountId::new(&profile.env));
    let mut profiles = profile.profiles(CallAs::person(&token));
    let (mut putting, mut activating) = (profile.drafts(), profile.drafts());
    let (id, account_id) = ids(&profile);
    let (shown, put, activated) = tokio::join!(
        profiles.get_profile(GetProfileRequest {}),
        putting.put_personal_data(personal_data(&profile, &registration_id(&profile))),
        activating.activate_draft(activation(&id, account_id)),
    );
    for status in [
        refused(shown, Reason::TemporarilyUnavailable),
        refused(put, Reason::TemporarilyUnavailable),
        refused(activated, Reason::TemporarilyUnavailable),
    ] {
        assert_eq!(status.code(), Code::Unavailable);
        assert!(read::retry_after(&status).is_some());
    }
}
