use kabinet_proto::ERROR_DOMAIN;
use tonic::{Code, Status};
use tonic_types::StatusExt as _;

use super::{CONTRACT, Entry};

/// Returns what is wrong with a refusal of an RPC of the suite: `package.Service/Rpc`.
pub(super) fn of(rpc: &str, status: &Status) -> Option<String> {
    // What is not in the contract is another's: health, reflection, an RPC that does not exist.
    let documented = CONTRACT.rpcs.get(rpc)?;
    let Some(info) = status.get_details_error_info() else {
        return Some("it has no reason".to_owned());
    };
    if info.domain != ERROR_DOMAIN {
        return Some(format!("its domain is {}", info.domain));
    }
    if !documented.contains(&info.reason) {
        return Some(format!("the contract does not name {}", info.reason));
    }
    let entry = &CONTRACT.reasons[&info.reason];
    if code(entry) != status.code() {
        return Some(format!(
            "{} has the code {}",
            info.reason, entry.grpc_status
        ));
    }
    if let Some(key) = info
        .metadata
        .keys()
        .find(|key| !entry.metadata.contains(key))
    {
        return Some(format!("{} has no metadata {key}", info.reason));
    }
    if let Some(key) = entry
        .metadata
        .iter()
        .find(|key| !info.metadata.contains_key(*key))
    {
        return Some(format!("{} lacks its metadata {key}", info.reason));
    }
    let says_when = matches!(status.code(), Code::ResourceExhausted | Code::Unavailable);
    if says_when && status.get_details_retry_info().is_none() {
        return Some(format!("{} does not say when", info.reason));
    }
    None
}

/// Returns the code of a reason.
pub(super) fn code(entry: &Entry) -> Code {
    let named =
        |code: &Code| format!("{code:?}").eq_ignore_ascii_case(&entry.grpc_status.replace('_', ""));
    (1..=16)
        .map(Code::from_i32)
        .find(named)
        .unwrap_or(Code::Unknown)
}

#[cfg(test)]
mod tests {
    use kabinet_proto::errors::v1::Reason;
    use kabinet_status::Refusal;
    use tonic_types::ErrorDetails;

    use super::*;

    const RPC: &str = "kabinet.identity.v1.SessionService/Login";

    fn refused(code: Code, reason: Reason) -> Status {
        Refusal::new(code, reason, "no").into()
    }

    #[test]
    fn documented_refusal_has_no_fault() {
        let status = refused(Code::Unauthenticated, Reason::CredentialsInvalid);
        assert_eq!(of(RPC, &status), None);
        let status = refused(Code::NotFound, Reason::LinkNotFound);
        assert_eq!(of("grpc.health.v1.Health/Check", &status), None);
    }

    #[test]
    fn every_code_of_the_catalogue_is_known() {
        for entry in CONTRACT.reasons.values() {
            assert_ne!(code(entry), Code::Unknown, "{}", entry.reason);
        }
    }

    #[test]
    fn what_the_contract_does_not_say_is_a_fault() {
        let limited = || Refusal::new(Code::ResourceExhausted, Reason::RateLimited, "no");
        let limit = [("limit".to_owned(), "day".to_owned())];
        let told = |domain| ErrorDetails::with_error_info("RATE_LIMITED", domain, limit.clone());
        let bare = |details| Status::with_error_details(Code::ResourceExhausted, "no", details);
        for (status, fault) in [
            (Status::not_found("no"), "no reason"),
            (bare(told("example.com")), "its domain is example.com"),
            (
                refused(Code::NotFound, Reason::LinkNotFound),
                "does not name",
            ),
            (
                refused(Code::NotFound, Reason::CredentialsInvalid),
                "has the code",
            ),
            (
                limited().metadata("wait", "1").into(),
                "has no metadata wait",
            ),
            (limited().into(), "lacks its metadata limit"),
            (bare(told(ERROR_DOMAIN)), "does not say when"),
        ] {
            let found = of(RPC, &status).unwrap();
            assert!(found.contains(fault), "{found}");
        }
    }
}
