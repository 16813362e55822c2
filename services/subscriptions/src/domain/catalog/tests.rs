use std::collections::BTreeSet;

use super::*;

const ONE: &str = r#"
    version = "1"
    regions = ["MOW", "LEN"]
    [[kind]]
    kind = "TV"
    name = { ru = "Телевидение", en = "Television" }
    instructions = { ru = "Номер стоит на счёте" }
    regional_instructions.MOW = { ru = "Номер стоит на карте" }
    absent_from = ["LEN"]
    [[kind.proof]]
    channel = "EMAIL"
    method = "CONTACT_CODE"
    [[kind.identifier]]
    type = "ACCOUNT_NUMBER"
    name = { ru = "Лицевой счёт" }
    pattern = '^[0-9]{4}$'
    example = "0000"
    regional.MOW = { pattern = '^[0-9]{2}$', example = "00" }
"#;

fn mistakes(text: &str) -> Vec<String> {
    match Catalog::parse(text).unwrap_err() {
        Error::Malformed(error) => panic!("{error}"),
        Error::Unsound(mistakes) => mistakes,
    }
}

#[test]
fn shipped_catalog_serves_every_region_of_the_directory() {
    let catalog = Catalog::russian_federation();
    let directory = include_str!("../../../../profile/data/regions.toml");
    let codes: BTreeSet<&str> = directory
        .lines()
        .filter_map(|line| line.strip_prefix("code = \"")?.strip_suffix('"'))
        .collect();
    assert_eq!(codes.len(), 83);
    let served: BTreeSet<&str> = catalog.regions.keys().map(String::as_str).collect();
    assert_eq!(served, codes);
}

#[test]
fn shipped_catalog_offers_four_kinds_in_three_languages() {
    let catalog = Catalog::russian_federation();
    for offers in catalog.regions.values() {
        let kinds: Vec<_> = offers.iter().map(|offer| offer.kind.as_str()).collect();
        assert_eq!(kinds, ["MOBILE", "LANDLINE", "BROADBAND", "TV"]);
        let identifiers = offers.iter().flat_map(|offer| &offer.identifiers);
        let texts = offers
            .iter()
            .flat_map(|offer| [&offer.name, &offer.instructions])
            .chain(identifiers.map(|identifier| &identifier.name));
        for text in texts {
            let languages: Vec<_> = text.0.keys().map(String::as_str).collect();
            assert_eq!(languages, ["en", "pl", "ru"]);
        }
    }
}

#[test]
fn account_numbers_have_twelve_digits_and_seven_in_moscow() {
    let catalog = Catalog::russian_federation();
    let read = |region, text| {
        let account = IdentifierType::AccountNumber;
        catalog.read(region, ServiceKind::Tv, account, text)
    };
    assert_eq!(
        read("RU-SPE", "0012 3456-7890").unwrap().value(),
        "001234567890"
    );
    assert_eq!(read("RU-MOW", "0012345").unwrap().value(), "0012345");
    for (region, text) in [
        ("RU-SPE", "0012345"),
        ("RU-MOW", "001234567890"),
        ("RU-MOW", "12345678"),
        ("RU-MOW", "123456a"),
        ("RU-MOW", "0012345\n0012345"),
    ] {
        let refused = read(region, text).unwrap_err();
        assert_eq!(refused, Unavailable::Identifier, "{region} {text}");
    }
}

#[test]
fn what_is_not_offered_is_named() {
    let catalog = Catalog::russian_federation();
    let number = IdentifierType::PhoneNumber;
    let read = |region, kind| {
        catalog
            .read(region, kind, number, "+79000000045")
            .unwrap_err()
    };
    assert_eq!(read("XX", ServiceKind::Mobile), Unavailable::Region);
    assert_eq!(read("RU-MOW", ServiceKind::Other), Unavailable::Kind);
    assert_eq!(read("RU-MOW", ServiceKind::Tv), Unavailable::IdentifierType);
    assert_eq!(
        read("RU-MOW", ServiceKind::Landline),
        Unavailable::Identifier
    );
}

#[test]
fn code_goes_to_a_mobile_number_itself_and_else_to_the_contact_of_record() {
    use IdentifierType::{AccountNumber, PhoneNumber};
    use ServiceKind::{Broadband, Mobile};
    let catalog = Catalog::russian_federation();
    let method = |kind, number, channel| catalog.method("RU-MOW", kind, number, channel);
    let number_code = Ok(ProofMethod::NumberCode);
    let contact_code = Ok(ProofMethod::ContactCode);
    assert_eq!(method(Mobile, PhoneNumber, Channel::Sms), number_code);
    assert_eq!(method(Mobile, PhoneNumber, Channel::Email), contact_code);
    assert_eq!(method(Broadband, AccountNumber, Channel::Sms), contact_code);
    let refused = method(Mobile, AccountNumber, Channel::Sms);
    assert_eq!(refused, Err(Unavailable::Channel));
}

#[test]
fn region_may_have_words_and_forms_of_its_own() {
    let catalog = Catalog::parse(ONE).unwrap();
    assert_eq!(catalog.offers("LEN").unwrap().len(), 0);
    let offer = &catalog.offers("MOW").unwrap()[0];
    assert_eq!(offer.instructions.in_language("en"), "Номер стоит на карте");
    assert_eq!(offer.name.in_language("EN-gb"), "Television");
    assert_eq!(offer.identifiers[0].pattern.as_str(), "^[0-9]{2}$");
}

#[test]
fn every_mistake_is_named() {
    let text = ONE
        .replace("\"1\"", "\"\"")
        .replace("[\"MOW\", \"LEN\"]", "[\"MOW\", \"MOW\", \"len\"]")
        .replace("{ ru = \"Лицевой счёт\" }", "{ english = \"Account\" }")
        .replace("EMAIL", "FAX")
        .replace("example = \"00\"", "example = \"000\"");
    assert_eq!(
        mistakes(&text),
        [
            "version must not be empty nor long",
            "regions: \"MOW\" stands twice",
            "regions: \"len\" is not a region code",
            "kind TV: \"LEN\" is not among the regions",
            "kind TV, ACCOUNT_NUMBER name must exist in `ru`",
            "kind TV, ACCOUNT_NUMBER name is in \"english\", which is no primary language subtag",
            "kind TV, ACCOUNT_NUMBER in \"MOW\" must have an example that matches its pattern",
            "kind TV is proven over \"FAX\", which is no channel",
        ]
    );
}

#[test]
fn unsafe_patterns_and_impossible_proofs_are_refused() {
    for (from, to, mistake) in [
        ("'^[0-9]{4}$'", "'[0-9]{4}'", "from ^ to $"),
        ("'^[0-9]{2}$'", "'^[0-9]{2}|.*$'", "without alternatives"),
        ("'^[0-9]{4}$'", "'^([0-9]{4}$'", "not RE2"),
        ("CONTACT_CODE", "NUMBER_CODE", "only a mobile number"),
        ("\"Television\"", "\" \"", "1 to 120 characters"),
    ] {
        let text = ONE.replace(from, to);
        assert_ne!(text, ONE);
        let mistakes = mistakes(&text);
        assert!(mistakes.join("; ").contains(mistake), "{to}: {mistakes:?}");
    }
}

#[test]
fn kinds_and_identifiers_stand_once() {
    let (_, kind) = ONE.split_once("[[kind]]").unwrap();
    let (_, identifier) = ONE.split_once("[[kind.identifier]]").unwrap();
    let text = format!("{ONE}[[kind.identifier]]{identifier}[[kind]]{kind}");
    let twice = [
        "kind TV stands twice",
        "kind TV, ACCOUNT_NUMBER stands twice",
    ];
    assert_eq!(mistakes(&text), twice);
}

#[test]
fn unknown_keys_are_refused() {
    let text = ONE.replace("absent_from", "absent");
    assert!(matches!(Catalog::parse(&text), Err(Error::Malformed(_))));
}
