//! Whoever asks for what they cannot have is told the same, after the same work.

use std::collections::BTreeMap;

use kabinet_env::id::AccountId;
use kabinet_proto::errors::v1::Reason;
use kabinet_proto::subscriptions::v1 as pb;
use kabinet_proto::types::v1::Channel;
use kabinet_status::read;
use kabinet_testkit::StatementCount;
use prost::Message as _;
use time::Duration;

use super::fixture::{Wanted, device};
use crate::harness::{Asked, Subscriptions};

/// What an attempt costs and shows.
#[derive(Debug, PartialEq, Eq)]
struct Attempt {
    /// The answer, but for ids and for what was typed.
    answer: Vec<u8>,
    statements: u64,
    rows: BTreeMap<String, i64>,
    calls: Vec<&'static str>,
    /// How often profile was asked.
    asked: usize,
}

struct Observer<'a> {
    service: &'a Subscriptions,
}

impl Observer<'_> {
    async fn attempt(&self, operation: impl AsyncFnOnce() -> pb::Link) -> Attempt {
        self.service.falls_silent().await;
        let before = self.service.counts().await;
        let calls = self.service.codes.asked().len();
        let asked = self.service.profile.asked();
        let (link, statements) = StatementCount::of(&self.service.database)
            .during(async || operation().await)
            .await;
        let after = self.service.counts().await;
        let written = after
            .into_iter()
            .map(|(table, count)| (table.clone(), count - before[&table]));
        Attempt {
            answer: bare(link),
            statements,
            rows: written.filter(|(_, count)| *count != 0).collect(),
            calls: self.service.codes.asked()[calls..]
                .iter()
                .map(name)
                .collect(),
            asked: self.service.profile.asked() - asked,
        }
    }

    async fn start(&self, account_id: AccountId, wanted: &Wanted) -> Attempt {
        self.attempt(async || self.service.starts(account_id, wanted).await.unwrap())
            .await
    }
}

/// Takes away what differs between any two links: id, and the shown ends of the number.
fn bare(link: pb::Link) -> Vec<u8> {
    assert!(link.link_id.starts_with("lnk_") && link.link_id.len() == 40);
    let bare = pb::Link {
        link_id: String::new(),
        masked_identifier: String::new(),
        ..link
    };
    bare.encode_to_vec()
}

fn name(asked: &Asked) -> &'static str {
    match asked {
        Asked::Start { .. } => "start",
        Asked::Resend => "resend",
        Asked::Switch { .. } => "switch",
        Asked::Check => "check",
        Asked::Cancel => "cancel",
    }
}

/// What may be asked for, and why nobody gets it; the first is what the others are compared with.
async fn cases(service: &Subscriptions) -> Vec<(&'static str, AccountId, Wanted)> {
    let home = |number: &str| service.home(number);
    let closed = pb::ContractRecord {
        state: pb::ContractState::Closed.into(),
        ..home("000000000002")
    };
    let organisation = pb::ContractRecord {
        holder_kind: pb::HolderKind::Organisation.into(),
        ..home("000000000003")
    };
    let young = pb::ContractRecord {
        contact: Some(service.contact_of(Duration::days(30) - Duration::SECOND)),
        ..home("000000000004")
    };
    let without = pb::ContractRecord {
        contact: None,
        ..home("000000000005")
    };
    let twin = |name: &str| pb::ContractRecord {
        external_id: name.to_owned(),
        ..home("000000000008")
    };
    service
        .import(vec![
            home("000000000001"),
            closed,
            organisation,
            young,
            without,
            home("000000000006"),
            home("000000000007"),
            twin("twin-1"),
            twin("twin-2"),
            home("000000000009"),
            home("000000000010"),
        ])
        .await;
    let (foreigner, own) = (service.somebody(), service.somebody());
    service
        .links_to(foreigner, &Wanted::broadband("000000000006"))
        .await;
    service
        .links_to(own, &Wanted::broadband("000000000007"))
        .await;
    for _ in 0..3 {
        let wanted = Wanted::broadband("000000000009");
        service.starts(service.somebody(), &wanted).await.unwrap();
    }
    // An account that has as many links as that of the own contract has.
    let case = |name, number: &str| (name, service.somebody(), Wanted::broadband(number));
    vec![
        case("linkable", "000000000001"),
        case("unknown", "000000000099"),
        case("closed", "000000000002"),
        case("organisation", "000000000003"),
        case("young contact", "000000000004"),
        case("no contact", "000000000005"),
        case("somebody else's", "000000000006"),
        ("own", own, Wanted::broadband("000000000007")),
        case("ambiguous", "000000000008"),
        case("budget spent", "000000000009"),
    ]
}

#[tokio::test]
async fn start_shows_and_costs_the_same_whatever_the_number_is() {
    let service = Subscriptions::start().await;
    let observer = Observer { service: &service };
    let cases = cases(&service).await;
    // A first attempt also prepares statements.
    let wanted = Wanted::broadband("000000000098");
    observer.start(service.somebody(), &wanted).await;
    let (_, account, wanted) = &cases[0];
    let expected = observer.start(*account, wanted).await;
    assert_eq!((&*expected.calls, expected.asked), (&["start"][..], 1));
    let rows: Vec<_> = expected
        .rows
        .iter()
        .map(|(table, count)| (table.as_str(), *count))
        .collect();
    let one_each = [
        ("challenge", 1),
        ("idempotency_record", 1),
        ("link", 1),
        ("link_event", 1),
    ];
    assert_eq!(rows, one_each);
    for (name, account, wanted) in &cases[1..] {
        let attempt = observer.start(*account, wanted).await;
        assert_eq!(attempt, expected, "{name}");
    }
}

#[tokio::test]
async fn only_what_may_be_linked_is_sent_a_code() {
    let service = Subscriptions::start().await;
    let cases = cases(&service).await;
    for (name, account, wanted) in cases {
        service.starts(account, &wanted).await.unwrap();
        let asked = service.codes.asked().pop().unwrap();
        let Asked::Start {
            suppress, address, ..
        } = asked
        else {
            panic!("{asked:?}");
        };
        // Whoever proves that a contract is in their hands may read it, others or not.
        let is_sent = matches!(name, "linkable" | "somebody else's");
        assert_eq!(suppress, !is_sent, "{name}");
        // Where only a budget withholds it, a later code may go to the contact.
        let is_aimed = is_sent || name == "budget spent";
        assert_eq!(
            address == super::fixture::CONTACT_MOBILE,
            is_aimed,
            "{name}"
        );
    }
}

#[tokio::test]
async fn number_itself_is_asked_for_whether_it_is_a_customers_or_not() {
    let service = Subscriptions::start().await;
    service.import(vec![service.phone("+79000000045")]).await;
    let observer = Observer { service: &service };
    let warm = Wanted::mobile("+79000000047");
    observer.start(service.somebody(), &warm).await;
    let known = Wanted::mobile("+79000000045");
    let expected = observer.start(service.somebody(), &known).await;
    let unknown = Wanted::mobile("+79000000046");
    let attempt = observer.start(service.somebody(), &unknown).await;
    assert_eq!(attempt, expected);
    let sent = |number: &str, suppress| Asked::Start {
        channel: Channel::Sms,
        address: number.to_owned(),
        suppress,
    };
    let asked = service.codes.asked();
    let expected = [sent("+79000000045", false), sent("+79000000046", true)];
    assert_eq!(asked[1..], expected);
}

#[tokio::test]
async fn codes_are_sent_again_and_switched_alike() {
    let service = Subscriptions::start().await;
    let observer = Observer { service: &service };
    let mut attempts = Vec::new();
    let mut cases = cases(&service).await;
    cases.insert(
        0,
        (
            "warm",
            service.somebody(),
            Wanted::broadband("000000000098"),
        ),
    );
    for (name, account, wanted) in cases {
        let link = service.starts(account, &wanted).await.unwrap();
        service.time_passes(std::time::Duration::from_mins(1)).await;
        let mut steps = Vec::new();
        let id = &link.link_id;
        let resent = observer
            .attempt(async || service.resends(account, id).await.unwrap())
            .await;
        steps.push(resent);
        let switched = observer
            .attempt(async || {
                let switched = service.switches(account, id, Channel::Email).await;
                switched.unwrap()
            })
            .await;
        steps.push(switched);
        let listed = observer
            .attempt(async || service.shows(account, id).await.unwrap())
            .await;
        steps.push(listed);
        for step in &mut steps {
            // Time has passed since the attempt that it is compared with.
            step.answer.clear();
        }
        attempts.push((name, steps));
    }
    let (_, expected) = &attempts[1];
    assert_eq!(expected[0].calls, ["resend"]);
    assert_eq!(expected[1].calls, ["switch"]);
    for (name, attempt) in &attempts[2..] {
        assert_eq!(attempt, expected, "{name}");
    }
}

#[tokio::test]
async fn code_that_takes_the_place_of_an_expired_one_comes_alike() {
    let service = Subscriptions::start().await;
    let observer = Observer { service: &service };
    let mut attempts = Vec::new();
    let mut cases = cases(&service).await;
    cases.insert(
        0,
        (
            "warm",
            service.somebody(),
            Wanted::broadband("000000000098"),
        ),
    );
    for (name, account, wanted) in cases {
        let link = service.starts(account, &wanted).await.unwrap();
        service.codes.forgets();
        let mut renewed = observer
            .attempt(async || service.resends(account, &link.link_id).await.unwrap())
            .await;
        renewed.answer.clear();
        attempts.push((name, renewed));
    }
    let (_, expected) = &attempts[1];
    assert_eq!(expected.calls, ["resend", "start"]);
    assert_eq!(expected.rows["challenge"], 1);
    for (name, attempt) in &attempts[2..] {
        assert_eq!(attempt, expected, "{name}");
    }
}

#[tokio::test]
async fn wrong_codes_are_refused_alike() {
    let service = Subscriptions::start().await;
    let mut seen = Vec::new();
    for (name, account, wanted) in cases(&service).await {
        let link = service.starts(account, &wanted).await.unwrap();
        let mut refusals = Vec::new();
        for _ in 0..7 {
            let request = pb::SubmitProofRequest {
                request_id: service.request_id(),
                link_id: link.link_id.clone(),
                code: "000000".to_owned(),
                client: Some(device()),
            };
            let answer = service.links(account).submit_proof(request).await;
            let status = answer.unwrap_err();
            refusals.push((read::reason(&status), status.details().to_vec()));
        }
        seen.push((name, refusals));
    }
    let (_, expected) = &seen[0];
    let reasons: Vec<_> = expected.iter().filter_map(|(reason, _)| *reason).collect();
    assert_eq!(reasons[..5], [Reason::CodeWrong; 5]);
    assert_eq!(reasons[5..], [Reason::CodeExhausted; 2]);
    for (name, refusals) in &seen[1..] {
        assert_eq!(refusals, expected, "{name}");
    }
}

/// A code that nobody was sent proves nothing, and whoever guesses it learns nothing but that.
#[tokio::test]
async fn guessed_code_of_what_was_never_sent_links_nothing() {
    let service = Subscriptions::start().await;
    for (name, account, wanted) in cases(&service).await {
        if matches!(name, "linkable" | "somebody else's") {
            continue;
        }
        let link = service.starts(account, &wanted).await.unwrap();
        let status = service.proves(account, &link.link_id).await.unwrap_err();
        assert_eq!(read::reason(&status), Some(Reason::CodeExpired), "{name}");
        let shown = service.shows(account, &link.link_id).await.unwrap();
        assert_eq!(shown.state(), pb::LinkState::PendingProof, "{name}");
    }
}
