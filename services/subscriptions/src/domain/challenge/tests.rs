use kabinet_domain::{ContactKind, EmailAddress, MobileNumber};
use kabinet_env::id::ContractId;
use time::macros::datetime;
use uuid::Uuid;

use super::*;
use crate::domain::record::Ways;

const NOW: OffsetDateTime = datetime!(2026-03-31 12:00 UTC);
const AGE: Duration = Duration::from_hours(30 * 24);

fn candidate(number: u128) -> Candidate {
    Candidate {
        holding: Holding {
            contract_id: ContractId::from_uuid(Uuid::from_u128(number)),
            generation: 1,
        },
        holder_kind: HolderKind::Person,
        tie: Tie::None,
        contact: None,
    }
}

fn with_contact(since: OffsetDateTime) -> Candidate {
    Candidate {
        contact: Some(ContactOfRecord {
            ways: Ways {
                mobile: Some(MobileNumber::parse("+79000000001").unwrap()),
                email: None,
            },
            since,
        }),
        ..candidate(1)
    }
}

fn chosen(candidates: Vec<Candidate>) -> Option<Holding> {
    linkable(candidates).map(|candidate| candidate.holding)
}

#[test]
fn only_contract_of_a_person_is_linkable() {
    assert_eq!(chosen(vec![candidate(1)]), Some(candidate(1).holding));
    assert_eq!(chosen(Vec::new()), None);
    assert_eq!(chosen(vec![candidate(1), candidate(2)]), None);
    let organisation = Candidate {
        holder_kind: HolderKind::Organisation,
        ..candidate(1)
    };
    assert_eq!(chosen(vec![organisation]), None);
    let linked = Candidate {
        tie: Tie::Linked,
        ..candidate(1)
    };
    assert_eq!(chosen(vec![linked]), None);
}

fn goes(candidate: &Candidate, method: ProofMethod, channel: Channel) -> Option<String> {
    let typed = Contact::parse(ContactKind::Mobile, "+79000000099").unwrap();
    destination(candidate, method, Some(&typed), channel, AGE, NOW)
        .map(|contact| contact.value().to_owned())
}

#[test]
fn number_code_goes_to_the_number_whatever_the_contact() {
    let goes = goes(&candidate(1), ProofMethod::NumberCode, Channel::Sms);
    assert_eq!(goes.as_deref(), Some("+79000000099"));
}

#[test]
fn contact_code_goes_to_a_contact_of_thirty_days() {
    let old = with_contact(datetime!(2026-03-01 12:00 UTC));
    let sms = goes(&old, ProofMethod::ContactCode, Channel::Sms);
    assert_eq!(sms.as_deref(), Some("+79000000001"));
    let young = with_contact(datetime!(2026-03-01 12:00:01 UTC));
    assert_eq!(goes(&young, ProofMethod::ContactCode, Channel::Sms), None);
    assert_eq!(goes(&old, ProofMethod::ContactCode, Channel::Email), None);
    let none = candidate(1);
    assert_eq!(goes(&none, ProofMethod::ContactCode, Channel::Sms), None);
}

#[test]
fn contact_of_the_future_is_young() {
    let future = with_contact(datetime!(2026-04-30 12:00 UTC));
    assert_eq!(goes(&future, ProofMethod::ContactCode, Channel::Sms), None);
    let address = EmailAddress::parse("holder@example.com").unwrap();
    let contact = ContactOfRecord {
        ways: Ways {
            mobile: None,
            email: Some(address),
        },
        since: datetime!(2020-01-01 12:00 UTC),
    };
    let candidate = Candidate {
        contact: Some(contact),
        ..candidate(1)
    };
    let email = goes(&candidate, ProofMethod::ContactCode, Channel::Email);
    assert_eq!(email.as_deref(), Some("holder@example.com"));
}
