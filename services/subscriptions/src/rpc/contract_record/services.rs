use std::collections::HashSet;

use kabinet_proto::subscriptions::v1 as pb;

use super::reader::Reader;
use super::words;
use crate::domain::record::Service;
use crate::domain::service::ServiceState;
use crate::domain::service_kind::ServiceKind;
use crate::wire;

/// Reads the services of a contract.
pub(super) fn read(
    services: &[pb::ServiceRecord],
    reader: &mut Reader<'_>,
) -> Option<Vec<Service>> {
    let mut seen = HashSet::with_capacity(services.len());
    let read: Vec<_> = services
        .iter()
        .enumerate()
        .map(|(index, service)| {
            reader.expect(
                seen.insert(service.external_id.as_str()),
                format!("services[{index}].external_id"),
                "SERVICE_DUPLICATE",
                "must be another than that of the services before",
            );
            self::service(index, service, reader)
        })
        .collect();
    read.into_iter().collect()
}

fn service(index: usize, service: &pb::ServiceRecord, reader: &mut Reader<'_>) -> Option<Service> {
    let field = |name: &str| format!("services[{index}].{name}");
    let kind = wire::read_service_kind(service.kind())?;
    let state = words::service_state(service.state())?;
    let suspend_reason = words::suspend_reason(service.suspend_reason());
    reader.expect(
        suspend_reason.is_none() || state == ServiceState::Suspended,
        field("suspend_reason"),
        "SUSPEND_REASON_UNEXPECTED",
        "must be absent unless the service is suspended",
    );
    expect_number_of_kind(field("phone_number"), kind, &service.phone_number, reader);
    let tariff_code = reader.line(field("tariff_code"), &service.tariff_code);
    let tariff_name = reader.line(field("tariff_name"), &service.tariff_name);
    let phone_number = &service.phone_number;
    Some(Service {
        external_id: service.external_id.clone(),
        kind,
        phone_number: (!phone_number.is_empty()).then(|| phone_number.clone()),
        tariff_code: tariff_code?,
        tariff_name: tariff_name?,
        state,
        suspend_reason,
    })
}

/// A mobile service may be proven by a code to its number, so that the number must take one.
fn expect_number_of_kind(field: String, kind: ServiceKind, number: &str, reader: &mut Reader<'_>) {
    if number.is_empty() {
        return;
    }
    match kind {
        ServiceKind::Mobile => {
            reader.mobile(field, number);
        }
        ServiceKind::Landline => {}
        ServiceKind::Broadband | ServiceKind::Tv | ServiceKind::Other => {
            let description = "must be absent unless the service is mobile or landline telephony";
            reader.note(field, "PHONE_NUMBER_UNEXPECTED", description);
        }
    }
}
