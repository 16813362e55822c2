//! No personal datum in clear: not in a table, not in the log.

use std::time::Duration;

use kabinet_env::id::AccountId;
use kabinet_proto::{
    errors::v1::Reason,
    profile::v1::{
        ContactPurpose, DiscardDraftRequest, MatchPersonalDataRequest, MessageLanguage,
        ProfileChange, PutPersonalDataRequest, ResolveContactsRequest, ResolveDraftContactRequest,
        UpdateProfileRequest,
    },
    types::v1::{
        ContactKind::{self, Email, Mobile},
        PersonalData,
    },
};
use kabinet_testkit::Capture;
use sqlx::AssertSqlSafe;

use crate::{
    harness::{
        EMAIL, MOBILE, Mood, Profile, login_reminder, notice, person, personal_data, refused,
        replace, request_id,
    },
    updating::change,
};

const NEW_MOBILE: &str = "+79000000077";
const CORRECTED_EMAIL: &str = "sosnina@example.net";
const WAITING_EMAIL: &str = "waits.sosnina@example.org";
const LOGIN: &str = "anna_sosnina";

/// Everything personal that the tests use, in the forms that it might be kept in.
fn needles() -> Vec<String> {
    let (person, corrected) = (person(), corrected());
    let texts = [
        &corrected.family_name,
        &corrected.region_code,
        &person.family_name,
        &person.given_name,
        &person.middle_name,
        &person.region_code,
        "1990-02-28",
        "1990,2,28",
        "[1990",
        &MOBILE[1..],
        "9000000045",
        EMAIL,
        "elkina",
        &NEW_MOBILE[1..],
        "9000000077",
        CORRECTED_EMAIL,
        WAITING_EMAIL,
        "sosnina",
        LOGIN,
    ];
    let plain = texts.iter().map(|text| text.to_lowercase());
    let hex = texts.iter().flat_map(|text| {
        [text.to_string(), text.to_lowercase()].map(|text| {
            let octets = text.bytes().map(|octet| format!("{octet:02x}"));
            octets.collect::<String>()
        })
    });
    plain.chain(hex).collect()
}

/// What the person of the tests corrects.
fn corrected() -> ProfileChange {
    ProfileChange {
        family_name: "Соснина".to_owned(),
        region_code: "RU-SPE".to_owned(),
        ..ProfileChange::default()
    }
}

fn found(text: &str) -> Vec<String> {
    let text = text.to_lowercase();
    let mut found = needles();
    found.retain(|needle| text.contains(needle));
    found
}

/// Returns every row of every table as text, with binary columns in hex.
async fn everything(profile: &Profile) -> Vec<(String, String)> {
    let tables: Vec<String> = sqlx::query_scalar(
        "SELECT table_name::text
         FROM information_schema.tables
         WHERE table_schema = 'profile'",
    )
    .fetch_all(&profile.pool)
    .await
    .unwrap();
    let mut rows = Vec::new();
    for table in tables {
        let select = AssertSqlSafe(format!("SELECT row_::text FROM profile.{table} AS row_"));
        let texts: Vec<String> = sqlx::query_scalar(select)
            .fetch_all(&profile.pool)
            .await
            .unwrap();
        rows.extend(texts.into_iter().map(|text| (table.clone(), text)));
    }
    rows
}

impl Profile {
    /// Changes contacts in every way, asks identity's questions and takes something back.
    async fn change_everything(&self, account_id: AccountId) {
        self.replace(account_id, Email, CORRECTED_EMAIL).await;
        self.prove(account_id, Email).await;
        let first = self.newest_change(account_id).await;
        self.accounts.knows(account_id, LOGIN);
        let reminder = notice(self, account_id, login_reminder(Email));
        self.delivery.mood(Mood::Answers);
        self.notify(reminder).await;
        self.settled().await;
        self.delivery.mood(Mood::Away);
        self.change(account_id, Mobile, NEW_MOBILE).await;
        let request = ResolveContactsRequest {
            account_id: account_id.to_string(),
            purpose: ContactPurpose::Recovery.into(),
        };
        self.directory().resolve_contacts(request).await.unwrap();
        let person = person();
        let request = MatchPersonalDataRequest {
            account_id: account_id.to_string(),
            family_name: person.family_name,
            birth_date: person.birth_date,
            region_code: person.region_code,
        };
        self.directory().match_personal_data(request).await.unwrap();
        let wrong = replace(self, Mobile, "+7 495 000-00-00");
        refused(
            self.try_replace(account_id, wrong).await,
            Reason::MobileUnacceptable,
        );
        self.undo(&self.undo_token(account_id, first))
            .await
            .unwrap();
        // Sessions that are no younger than the undo change nothing.
        self.clock.advance(Duration::from_secs(1));
        self.change(account_id, Mobile, NEW_MOBILE).await;
        self.replace(account_id, Email, WAITING_EMAIL).await;
        self.start_confirmation(account_id, Email).await;
    }
}

#[tokio::test]
async fn nothing_personal_stands_in_clear_anywhere() {
    let capture = Capture::install();
    let profile = Profile::start().await;
    profile.identity.goes_away();
    let open = profile.complete_draft().await;
    let resolve = ResolveDraftContactRequest {
        registration_id: open.clone(),
        draft_version: 2,
        kind: ContactKind::Email.into(),
    };
    profile
        .drafts()
        .resolve_draft_contact(resolve)
        .await
        .unwrap();
    let wrong = PutPersonalDataRequest {
        personal_data: Some(PersonalData {
            middle_name: "Ильинична1".to_owned(),
            ..person()
        }),
        ..personal_data(&profile, &open)
    };
    let answer = profile.drafts().put_personal_data(wrong).await;
    refused(answer, Reason::InvalidRequest);
    let discarded = profile.complete_draft().await;
    let discard = DiscardDraftRequest {
        registration_id: discarded,
    };
    profile.drafts().discard_draft(discard).await.unwrap();
    let (_, account_id) = profile.activated().await;
    profile.identity.comes_back();
    profile.settled().await;
    profile.delivery.mood(Mood::Away);
    let request = change(&profile, &["family_name", "region_code"], corrected());
    profile.update(account_id, request.clone()).await;
    let answer = profile.try_update(
        account_id,
        UpdateProfileRequest {
            request_id: request_id(&profile),
            ..request
        },
    );
    refused(answer.await, Reason::EtagMismatch);
    profile.speak(account_id, MessageLanguage::Pl).await;
    profile.delivery.attempted(1).await;
    profile.shown(account_id).await;
    profile.shown_contacts(account_id).await;
    profile.change_everything(account_id).await;

    let rows = everything(&profile).await;
    for table in [
        "draft",
        "person",
        "consumed_proof",
        "contact_change",
        "contact_point",
        "access_log",
        "idempotency_record",
        "notice",
        "outbox_event",
        "preference",
    ] {
        assert!(
            rows.iter().any(|(name, _)| name == table),
            "{table} is empty"
        );
    }
    for (table, row) in rows {
        assert_eq!(found(&row), [""; 0], "in {table}");
    }
    let log = capture.text();
    assert!(log.contains("kabinet.profile.v1.DraftService/PutPersonalData"));
    assert_eq!(found(&log), [""; 0], "in the log");
}

#[test]
fn scan_finds_what_it_looks_for() {
    assert!(!found(r"(1,ёлкина)").is_empty());
    assert!(!found(r"\x2b3739303030303030303435").is_empty());
    assert!(found("nothing").is_empty());
}
