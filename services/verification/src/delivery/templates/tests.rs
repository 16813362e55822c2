use super::*;

fn wording() -> Wording {
    Wording {
        service_name: "Kabinet".to_owned(),
        web_host: "kabinet.example.com".to_owned(),
    }
}

fn templates() -> Templates {
    Templates::load(&wording(), &Policy::default()).unwrap()
}

#[test]
fn text_message_ends_with_the_line_that_browsers_read() {
    for language in Language::ALL {
        let sms = templates().of(language).sms("012345");
        assert_eq!(sms.lines().last(), Some("@kabinet.example.com #012345"));
        assert!(sms.starts_with("Kabinet"), "{sms}");
    }
}

#[test]
fn texts_carry_the_code_and_its_life() {
    for language in Language::ALL {
        let templates = templates();
        let template = templates.of(language);
        let life = Duration::from_secs(541);
        for text in [
            template.text("01234567", life),
            template.html("01234567", life),
        ] {
            assert!(text.contains("01234567") && text.contains("10"), "{text}");
        }
    }
}

#[test]
fn words_of_the_operator_that_cut_a_message_in_two_are_refused() {
    let long = Wording {
        web_host: "a-rather-long-host.kabinet.example.com".to_owned(),
        ..wording()
    };
    let error = Templates::load(&long, &Policy::default()).unwrap_err();
    assert!(
        matches!(error, TemplateError::TooLong { limit: 70, .. }),
        "{error}"
    );
}

#[test]
fn values_are_escaped_in_html_and_never_read_as_places() {
    let odd = Wording {
        service_name: "<{code}> & Co".to_owned(),
        ..wording()
    };
    let text = Text::parse("{service}: {code}").unwrap();
    assert_eq!(text.fill(&odd, "1", Duration::ZERO), "<{code}> & Co: 1");
    assert_eq!(
        text.fill_html(&odd, "1", Duration::ZERO),
        "&lt;{code}&gt; &amp; Co: 1"
    );
}

#[test]
fn unknown_place_is_named() {
    assert_eq!(Text::parse("{name}").unwrap_err(), "name");
    assert_eq!(Text::parse("{code").unwrap_err(), "code");
}
