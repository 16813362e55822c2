use kabinet_proto::errors::v1::Reason;
use kabinet_status::Refusal;
use tonic::Status;

use crate::app::list_service_kinds;

pub(in super::super) fn list_service_kinds(error: &list_service_kinds::Error) -> Status {
    match error {
        list_service_kinds::Error::RegionUnknown => region_unknown(),
    }
}

pub(super) fn region_unknown() -> Status {
    let message = "is not a region of the catalog";
    Refusal::invalid_argument(Reason::RegionUnknown, "the region is not served")
        .field("region_code", "REGION_UNKNOWN", message)
        .into()
}
