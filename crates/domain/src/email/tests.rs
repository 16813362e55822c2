use proptest::prelude::*;

use super::*;

fn parsed(text: &str) -> Result<String, Error> {
    EmailAddress::parse(text).map(|address| address.as_str().to_owned())
}

#[test]
fn addresses_of_people_are_accepted() {
    for address in [
        "ivan@example.com",
        "ivan.petrov+news@mail.example.co.uk",
        "o'brien@example.com",
        "a@b.cd",
        "иван@example.com",
        "用户@example.com",
        "ivan@xn--e1afmkfd.xn--p1ai",
        "1@1.example",
    ] {
        assert_eq!(parsed(address).as_deref(), Ok(address));
    }
}

#[test]
fn domain_is_lower_case_ascii_and_the_name_keeps_its_case() {
    assert_eq!(
        parsed(" Иван@Пример.РФ ").as_deref(),
        Ok("Иван@xn--e1afmkfd.xn--p1ai")
    );
    assert_eq!(
        parsed("Ivan@EXAMPLE.com").as_deref(),
        Ok("Ivan@example.com")
    );
}

#[test]
fn name_is_composed() {
    assert_eq!(
        parsed("andre\u{301}@example.com").as_deref(),
        Ok("andr\u{e9}@example.com")
    );
}

#[test]
fn texts_without_two_parts_are_refused() {
    for text in ["", "@", "ivan", "ivan@", "@example.com"] {
        assert_eq!(parsed(text), Err(Error::NoAtSign), "{text}");
    }
}

#[test]
fn names_outside_the_dot_atom_are_refused() {
    for text in [
        ".ivan@example.com",
        "ivan.@example.com",
        "iv..an@example.com",
        "\"ivan\"@example.com",
        "\"iv@an\"@example.com",
        "iv@an@example.com",
        "iv an@example.com",
        "<ivan@example.com",
        "Ivan <ivan@example.com",
        "iv,an@example.com",
        "iv\\an@example.com",
        "iv\r\nan@example.com",
        "iv\0an@example.com",
        "iv\u{7f}an@example.com",
        "iv\u{85}an@example.com",
        "iv\u{202e}an@example.com",
        "iv\u{200b}an@example.com",
        "iv\u{feff}an@example.com",
        "iv\u{a0}an@example.com",
        "iv\u{2028}an@example.com",
        "\u{e000}@example.com",
        "\u{301}ivan@example.com",
    ] {
        assert_eq!(parsed(text), Err(Error::LocalPart), "{text:?}");
    }
}

#[test]
fn texts_that_are_no_full_domain_are_refused() {
    for text in [
        "ivan@localhost",
        "ivan@[127.0.0.1]",
        "ivan@[IPv6:::1]",
        "ivan@127.0.0.1",
        "ivan@example.com.",
        "ivan@.example.com",
        "ivan@example..com",
        "ivan@-example.com",
        "ivan@example-.com",
        "ivan@exa_mple.com",
        "ivan@exa mple.com",
        "ivan@example.com\r\nRCPT TO:<eve",
        "ivan@example\u{202e}.com",
        "ivan@xn--.com",
        "ivan@example.com>",
    ] {
        assert_eq!(parsed(text), Err(Error::Domain), "{text:?}");
    }
}

#[test]
fn lengths_are_those_of_the_standards() {
    let local_part = |length: usize| format!("{}@example.com", "a".repeat(length));
    assert!(parsed(&local_part(64)).is_ok());
    assert_eq!(parsed(&local_part(65)), Err(Error::LocalPart));
    assert_eq!(
        parsed(&format!("{}@example.com", "я".repeat(33))),
        Err(Error::LocalPart)
    );

    let label = |length: usize| format!("a@{}.com", "b".repeat(length));
    assert!(parsed(&label(63)).is_ok());
    assert_eq!(parsed(&label(64)), Err(Error::Domain));

    let labels = format!("{0}.{0}.{0}", "b".repeat(62));
    let total = |length: usize| format!("{}@{labels}.com", "a".repeat(length - labels.len() - 5));
    assert!(parsed(&total(254)).is_ok());
    assert_eq!(parsed(&total(255)), Err(Error::TooLong));
    assert_eq!(parsed(&"a@".repeat(1_000_000)), Err(Error::TooLong));
}

#[test]
fn normalised_form_folds_the_case() {
    let normalised = |text: &str| EmailAddress::parse(text).unwrap().normalised();
    assert_eq!(normalised("Ivan@Example.COM"), "ivan@example.com");
    assert_eq!(normalised("ИВАН@пример.рф"), normalised("иван@ПРИМЕР.РФ"));
    assert_eq!(
        normalised("STRASSE@example.com"),
        normalised("Straße@example.com")
    );
}

#[test]
fn mask_keeps_first_letters_and_the_top_level_domain() {
    let address = EmailAddress::parse("ivan.petrov@mail.example.com").unwrap();
    assert_eq!(address.masked(), "i***@m***.com");
    assert_eq!(format!("{address:?}"), r#"EmailAddress("i***@m***.com")"#);
}

proptest! {
    #[test]
    fn no_text_panics(text in any::<String>()) {
        let _ = EmailAddress::parse(&text);
    }

    #[test]
    fn canonical_form_is_stable(text in "[^\\p{Cc}@]{1,12}@[a-zA-Zа-яё0-9ß-]{1,12}\\.[a-zрф]{2,6}") {
        if let Ok(address) = EmailAddress::parse(&text) {
            prop_assert_eq!(EmailAddress::parse(address.as_str()), Ok(address));
        }
    }

    #[test]
    fn normalising_twice_is_normalising_once(text in "[\\p{L}\\p{M}0-9.]{1,8}@[a-zA-Z]{1,8}\\.com") {
        if let Ok(address) = EmailAddress::parse(&text) {
            let normalised = address.normalised();
            if let Ok(again) = EmailAddress::parse(&normalised) {
                prop_assert_eq!(again.normalised(), normalised);
            }
        }
    }
}
