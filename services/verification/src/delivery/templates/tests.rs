use std::time::Duration;

use super::placeholders::{Place, Text};
use super::*;
use crate::domain::Policy;

const LIFE: Duration = Duration::from_secs(541);

fn wording() -> Wording {
    Wording {
        service_name: "Kabinet".to_owned(),
        web_host: "kabinet.example.com".to_owned(),
    }
}

fn policies() -> Policies {
    Policies {
        registration: Policy::default(),
        ownership: Policy::ownership(),
    }
}

fn templates() -> Templates {
    Templates::load(&wording(), &policies()).unwrap()
}

fn variables(kind: ServiceKind) -> Variables {
    Variables {
        time: "22.11.2026 14:50".to_owned(),
        service_kind: Some(kind),
    }
}

/// Every language with every purpose.
fn codes() -> impl Iterator<Item = (Language, Purpose)> {
    let purposes = |language| Purpose::ALL.map(|purpose| (language, purpose));
    Language::ALL.into_iter().flat_map(purposes)
}

#[test]
fn text_message_ends_with_the_line_that_browsers_read() {
    let wording = wording();
    for (language, purpose) in codes() {
        let words = CodeWords::new(&wording, "01234567", LIFE);
        let sms = templates().code(language, purpose).sms(&words);
        assert_eq!(sms.lines().last(), Some("@kabinet.example.com #01234567"));
        assert!(sms.starts_with("Kabinet"), "{sms}");
    }
}

#[test]
fn texts_carry_the_code_and_its_life_and_subjects_do_not() {
    for (language, purpose) in codes() {
        let (templates, wording) = (templates(), wording());
        let texts = templates.code(language, purpose);
        let words = CodeWords::new(&wording, "01234567", LIFE);
        for text in [texts.text(&words), texts.html(&words)] {
            assert!(text.contains("01234567") && text.contains("10"), "{text}");
        }
        assert!(!texts.subject(&words).contains("0123"));
    }
}

#[test]
fn messages_say_what_the_code_is_for_and_never_which_service() {
    let (templates, wording) = (templates(), wording());
    for language in Language::ALL {
        let words = CodeWords::new(&wording, "01234567", LIFE);
        let [registration, ownership] =
            Purpose::ALL.map(|purpose| templates.code(language, purpose).text(&words));
        assert_ne!(registration, ownership);
        let kinds = &templates.of(language).service_kinds;
        assert!(
            kinds.iter().all(|kind| !ownership.contains(kind)),
            "{ownership}"
        );
    }
}

#[test]
fn words_of_the_operator_that_cut_a_message_in_two_are_refused() {
    let long = Wording {
        web_host: "a-rather-long-host.kabinet.example.com".to_owned(),
        ..wording()
    };
    let error = Templates::load(&long, &policies()).unwrap_err();
    assert!(
        matches!(
            error,
            TemplateError::TooLong {
                limit: 70,
                template: "REGISTRATION",
                ..
            }
        ),
        "{error}"
    );
    let long = Wording {
        service_name: "K".repeat(300),
        web_host: "k.example".to_owned(),
    };
    assert!(Templates::load(&long, &policies()).is_err());
}

#[test]
fn notice_tells_what_happened_when_and_to_which_service() {
    let templates = templates();
    for language in Language::ALL {
        for template in Template::ALL {
            for kind in ServiceKind::ALL {
                let variables = variables(kind);
                let words = templates.notice_words(language, &variables);
                let texts = templates.notice(language, template);
                for text in [texts.sms(words), texts.text(words), texts.html(words)] {
                    assert!(text.contains("22.11.2026 14:50"), "{text}");
                    let says_kind = text.contains(words.service_kind);
                    assert_eq!(says_kind, template.names_service(), "{text}");
                }
                let subject = texts.subject(words);
                assert!(subject.starts_with("Kabinet: "), "{subject}");
                assert!(!subject.contains(words.service_kind), "{subject}");
            }
        }
    }
}

#[test]
fn time_that_would_cut_a_text_message_in_two_has_no_room() {
    let templates = templates();
    let short = variables(ServiceKind::Tv);
    let long = Variables {
        time: "0".repeat(64),
        ..short.clone()
    };
    let room = |channel, variables: &Variables| {
        templates.has_room(channel, Language::Ru, Template::ServiceLinked, variables)
    };
    assert!(room(Channel::Sms, &short));
    assert!(!room(Channel::Sms, &long));
    assert!(room(Channel::Email, &long));
}

#[test]
fn values_are_escaped_in_html_and_never_read_as_places() {
    let text = Text::parse("{service}: {code}", &[Place::Service, Place::Code]).unwrap();
    let value = |place| match place {
        Place::Service => "<{code}> & Co",
        _ => "1",
    };
    assert_eq!(text.fill(value), "<{code}> & Co: 1");
    assert_eq!(text.fill_html(value), "&lt;{code}&gt; &amp; Co: 1");

    let odd = Variables {
        time: "<b>{host}".to_owned(),
        ..variables(ServiceKind::Tv)
    };
    let templates = templates();
    let words = templates.notice_words(Language::En, &odd);
    let html = templates
        .notice(Language::En, Template::NewLogin)
        .html(words);
    assert!(
        html.contains("&lt;b&gt;{host}") && !html.contains("<b>"),
        "{html}"
    );
}

#[test]
fn unknown_place_is_named() {
    let parse = |source| Text::parse(source, &[Place::Code]).unwrap_err();
    assert_eq!(parse("{name}"), "name");
    assert_eq!(parse("{code"), "code");
    assert_eq!(parse("{time}"), "time");
}
