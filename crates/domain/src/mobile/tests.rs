use proptest::prelude::*;

use super::*;

fn e164(text: &str) -> Result<String, Error> {
    MobileNumber::parse(text).map(|number| number.e164().to_owned())
}

#[test]
fn separators_do_not_matter() {
    for text in [
        "+79000000001",
        "+7 900 000 00 01",
        "+7 (900) 000-00-01",
        "  +7\u{a0}900\u{a0}000-00-01 ",
    ] {
        assert_eq!(e164(text).as_deref(), Ok("+79000000001"), "{text}");
    }
}

#[test]
fn mobile_numbers_of_other_countries_are_accepted() {
    for text in [
        "+77012345678",
        "+77771234567",
        "+375291234567",
        "+998901234567",
        "+447400123456",
        "+12025550123",
        "+393123456789",
    ] {
        assert_eq!(e164(text).as_deref(), Ok(text));
    }
}

#[test]
fn numbers_that_take_no_text_message_are_refused() {
    for text in ["+74951234567", "+442071234567", "+18002345678"] {
        assert_eq!(e164(text), Err(Error::NotMobile), "{text}");
    }
    assert!(e164("+78001234567").is_err());
}

#[test]
fn trunk_prefix_that_people_write_is_dropped() {
    assert_eq!(e164("+44 (0)7400 123456").as_deref(), Ok("+447400123456"));
    assert_eq!(e164("+7 8 900 000-00-01").as_deref(), Ok("+79000000001"));
}

#[test]
fn kazakhstan_and_russia_share_a_code_but_not_a_plan() {
    assert_eq!(MobileNumber::parse("+77012345678").unwrap().country(), 7);
    assert_eq!(e164("+77112345678"), Err(Error::NotMobile));
}

#[test]
fn texts_that_are_no_numbers_are_refused() {
    for (text, error) in [
        ("", Error::NotInternational),
        ("89000000001", Error::NotInternational),
        ("79000000001", Error::NotInternational),
        ("tel:+79000000001", Error::NotInternational),
        ("+7900000000a", Error::Character),
        ("+7 900 000 00 01 ext 2", Error::Character),
        ("+79000000001;phone-context=+7", Error::Character),
        ("+7\u{ff19}000000001", Error::Character),
        ("+\u{202e}79000000001", Error::Character),
        ("++79000000001", Error::Character),
        ("+7900000000100000", Error::TooLong),
        ("+", Error::Unassigned),
        ("+7", Error::Unassigned),
        ("+7900000000", Error::Unassigned),
        ("+790000000012", Error::Unassigned),
        ("+0000000000", Error::Unassigned),
        ("+999900000001", Error::Unassigned),
    ] {
        assert_eq!(e164(text), Err(error), "{text}");
    }
    assert_eq!(e164(&"+".repeat(1_000_000)), Err(Error::TooLong));
}

#[test]
fn mask_keeps_the_country_code_and_two_digits() {
    let number = MobileNumber::parse("+79001234545").unwrap();
    assert_eq!(number.masked(), "+7 *** ***-**-45");
    assert_eq!(format!("{number:?}"), r#"MobileNumber("+7 *** ***-**-45")"#);
}

proptest! {
    #[test]
    fn no_text_panics(text in any::<String>()) {
        let _ = MobileNumber::parse(&text);
    }

    #[test]
    fn canonical_form_is_stable(digits in "\\+[0-9]{1,16}") {
        if let Ok(number) = MobileNumber::parse(&digits) {
            prop_assert_eq!(MobileNumber::parse(number.e164()), Ok(number));
        }
    }

    #[test]
    fn every_russian_mobile_number_is_its_own_canonical_form(digits in "\\+79[0-9]{9}") {
        prop_assert_eq!(e164(&digits), Ok(digits));
    }
}
