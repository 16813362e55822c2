//! Findings in their wire form.

use kabinet_proto::identity::v1::CredentialFinding as Pb;

use crate::domain::finding::Finding;

pub(super) fn write(finding: Finding) -> Pb {
    match finding {
        Finding::LoginTooShort => Pb::LoginTooShort,
        Finding::LoginTooLong => Pb::LoginTooLong,
        Finding::LoginCharacters => Pb::LoginCharacters,
        Finding::LoginStart => Pb::LoginStart,
        Finding::LoginLikePhone => Pb::LoginLikePhone,
        Finding::LoginLikeEmail => Pb::LoginLikeEmail,
        Finding::LoginLikeAccountNumber => Pb::LoginLikeAccountNumber,
        Finding::LoginReserved => Pb::LoginReserved,
        Finding::LoginMixedScripts => Pb::LoginMixedScripts,
        Finding::PasswordTooShort => Pb::PasswordTooShort,
        Finding::PasswordTooLong => Pb::PasswordTooLong,
        Finding::PasswordBlocked => Pb::PasswordBlocked,
        Finding::PasswordWeak => Pb::PasswordWeak,
        Finding::PasswordContainsLogin => Pb::PasswordContainsLogin,
        Finding::PasswordComposition => Pb::PasswordComposition,
        Finding::AdviceLonger => Pb::AdviceLonger,
        Finding::AdviceNoPatterns => Pb::AdviceNoPatterns,
        Finding::AdviceNoNamesOrDates => Pb::AdviceNoNamesOrDates,
        Finding::AdviceMixInside => Pb::AdviceMixInside,
    }
}

pub(super) fn write_all(findings: Vec<Finding>) -> Vec<i32> {
    findings
        .into_iter()
        .map(|finding| write(finding).into())
        .collect()
}

/// Returns the name of a finding as field violations have it, such as `LOGIN_TOO_SHORT`.
pub(super) fn name(finding: Finding) -> &'static str {
    let name = write(finding).as_str_name();
    name.strip_prefix("CREDENTIAL_FINDING_").unwrap_or(name)
}
