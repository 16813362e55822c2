use kabinet_domain::EmailAddress;
use kabinet_proto::subscriptions::v1 as pb;

use super::reader::Reader;
use crate::domain::record::{ContactOfRecord, Ways};

/// Reads how the operator reaches the holder. The outer absence says that something is wrong, the
/// inner one that the operator does not know.
#[expect(
    clippy::option_option,
    reason = "a contact that is wrong is not one that is absent"
)]
pub(super) fn contact(
    contact: Option<&pb::ContactOfRecord>,
    reader: &mut Reader<'_>,
) -> Option<Option<ContactOfRecord>> {
    let Some(contact) = contact else {
        return Some(None);
    };
    let since = reader.time("contact.since", contact.since.as_ref());
    let some = !contact.mobile.is_empty() || !contact.email.is_empty();
    reader.expect(
        some,
        "contact",
        "CONTACT_EMPTY",
        "must have a mobile number or an e-mail address, or be absent",
    );
    let mobile =
        (!contact.mobile.is_empty()).then(|| reader.mobile("contact.mobile", &contact.mobile));
    let email = (!contact.email.is_empty()).then(|| {
        let read = EmailAddress::parse(&contact.email);
        reader.read("contact.email", "EMAIL_UNACCEPTABLE", read)
    });
    let ways = Ways {
        mobile: all_or_nothing(mobile)?,
        email: all_or_nothing(email)?,
    };
    Some(Some(ContactOfRecord {
        ways,
        since: since?,
    }))
}

/// Turns what was not there into nothing, and what is wrong into a failure.
#[expect(
    clippy::option_option,
    reason = "a contact that is wrong is not one that is absent"
)]
fn all_or_nothing<T>(read: Option<Option<T>>) -> Option<Option<T>> {
    match read {
        None => Some(None),
        Some(read) => read.map(Some),
    }
}
