use std::time::Duration;

use kabinet_domain::ContactKind;
use kabinet_env::id::AccountId;
use kabinet_proof::action::{Action, ActionKind};
use kabinet_seal::KeyRing;
use kabinet_seal::signing::SigningKeys;
use time::OffsetDateTime;
use uuid::Uuid;

use super::placeholders::{Place, Text};
use super::*;
use crate::domain::{Policy, ServiceKind, Variable};

const LIFE: Duration = Duration::from_secs(541);

fn wording() -> Wording {
    Wording {
        service_name: "Kabinet".to_owned(),
        web_host: "kabinet.example.com".to_owned(),
        action_url: "https://kabinet.example.com/a".to_owned(),
    }
}

fn policies() -> Policies {
    Policies {
        registration: Policy::default(),
        ownership: Policy::ownership(),
        recovery: Policy::recovery(),
        contact: Policy::contact(),
    }
}

fn templates() -> Templates {
    Templates::load(&wording(), &policies()).unwrap()
}

fn variables(service: ServiceKind, contact: ContactKind) -> Variables {
    Variables {
        time: Some("22.11.2026 14:50".to_owned()),
        service_kind: Some(service),
        contact_kind: Some(contact),
        login: Some("ivan.petrov".to_owned()),
    }
}

/// Every language with every template.
fn notices() -> impl Iterator<Item = (Language, Template)> {
    let templates = |language| Template::ALL.map(|template| (language, template));
    Language::ALL.into_iter().flat_map(templates)
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
        let texts = Purpose::ALL.map(|purpose| templates.code(language, purpose).text(&words));
        for (place, text) in texts.iter().enumerate() {
            assert!(!texts[..place].contains(text), "{text}");
            let kinds = ServiceKind::ALL.map(|kind| templates.of(language).service_kind(kind));
            assert!(kinds.iter().all(|kind| !text.contains(kind)), "{text}");
        }
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
        ..wording()
    };
    assert!(Templates::load(&long, &policies()).is_err());
}

#[test]
fn action_url_that_makes_a_message_too_long_is_refused() {
    let long = Wording {
        action_url: format!("https://kabinet.example.com/{}", "a".repeat(200)),
        ..wording()
    };
    let error = Templates::load(&long, &policies()).unwrap_err();
    assert!(
        matches!(error, TemplateError::TooLong { limit: 396, .. }),
        "{error}"
    );
}

/// Loads the English texts after a change of them.
fn changed(from: &str, to: &str) -> Result<(), TemplateError> {
    let english = include_str!("../../../templates/en.toml");
    assert!(english.contains(from), "{from}");
    let texts = Texts::parse("en", &english.replacen(from, to, 1))?;
    texts.lint("en", &wording(), &policies())
}

#[test]
fn text_without_its_link_is_refused() {
    assert!(changed("new login on", "a login on").is_ok());
    for (from, to) in [
        ("makes the password void: {link}", "makes the password void"),
        ("then you set a new one:\n{link}", "then you set a new one"),
    ] {
        let error = changed(from, to).unwrap_err();
        let template = "NEW_LOGIN";
        assert!(
            matches!(error, TemplateError::NoLink { template: told, .. } if told == template),
            "{error}"
        );
    }
}

#[test]
fn link_of_a_template_without_an_action_is_refused() {
    let error = changed("Set a new one at {host}", "Set a new one: {link}").unwrap_err();
    let TemplateError::Placeholder { template, name, .. } = error else {
        panic!("{error}");
    };
    assert_eq!((template, name.as_str()), ("ACCESS_ENDED", "link"));
}

#[test]
fn notice_that_could_take_another_part_is_refused() {
    for (from, letters, limit) in [
        // Without a link: one segment.
        ("Set a new one at {host}", 160, 160),
        ("your login name is", 70, 70),
        // With one: six parts.
        ("new login on", 912, 912),
    ] {
        let error = changed(from, &format!("{from}{}", "a".repeat(letters))).unwrap_err();
        assert!(
            matches!(error, TemplateError::TooLong { limit: told, .. } if told == limit),
            "{error}"
        );
    }
}

#[test]
fn notice_tells_what_its_template_leaves_open_and_nothing_else() {
    const LINK: &str = "https://kabinet.example.com/a#t";
    let templates = templates();
    for (language, template) in notices() {
        for (service, contact) in [
            (ServiceKind::Tv, ContactKind::Mobile),
            (ServiceKind::Landline, ContactKind::Email),
        ] {
            let variables = variables(service, contact);
            let words = templates.notice_words(language, &variables, LINK);
            let texts = templates.notice(language, template);
            let told = |variable: Variable| template.variables().contains(&variable);
            for text in [texts.sms(words), texts.text(words), texts.html(words)] {
                for (value, is_told) in [
                    (words.time, told(Variable::Time)),
                    (words.service_kind, told(Variable::ServiceKind)),
                    (words.contact_kind, told(Variable::ContactKind)),
                    (words.login, told(Variable::Login)),
                    (LINK, template.action().is_some()),
                ] {
                    assert_eq!(text.contains(value), is_told, "{value}: {text}");
                }
            }
            let subject = texts.subject(words);
            assert!(subject.starts_with("Kabinet: "), "{subject}");
            for value in [words.service_kind, words.contact_kind, words.login] {
                assert!(!subject.contains(value), "{subject}");
            }
        }
    }
}

#[test]
fn text_message_without_an_action_is_one_segment() {
    let templates = templates();
    for (language, template) in notices() {
        let size = templates.notice(language, template).size();
        assert_eq!(size == Size::Segment, template.action().is_none());
    }
}

#[test]
fn english_and_polish_do_with_the_default_alphabet() {
    let templates = templates();
    let variables = variables(ServiceKind::Landline, ContactKind::Email);
    let link = longest_link(&wording());
    for (language, template) in notices() {
        let words = templates.notice_words(language, &variables, &link);
        let (alphabet, _) = Alphabet::of(&templates.notice(language, template).sms(words));
        assert_eq!(alphabet == Alphabet::Ucs2, language == Language::Ru);
    }
}

#[test]
fn longest_token_is_as_long_as_any() {
    let kid = "k".repeat(32);
    let keys = SigningKeys::new(KeyRing::from_secret(&kid, [1; 32]));
    let action = Action {
        kind: ActionKind::ReportNotMe,
        account_id: AccountId::from_uuid(Uuid::max()),
        object_id: Uuid::max(),
        expire_time: OffsetDateTime::from_unix_timestamp(i64::from(u32::MAX)).unwrap(),
    };
    let token = kabinet_proof::action::sign(&keys.current(), &action);
    let longest = longest_link(&wording()).len();
    assert_eq!(longest, link(&wording(), Some(&token)).len());
}

#[test]
fn value_that_would_cut_a_text_message_in_two_has_no_room() {
    let templates = templates();
    let short = variables(ServiceKind::Tv, ContactKind::Email);
    let long = Variables {
        time: Some("0".repeat(64)),
        login: Some("\u{20000}".repeat(32)),
        ..short.clone()
    };
    let room = |channel, template, variables: &Variables| {
        templates.has_room(channel, Language::Ru, template, variables)
    };
    for template in [Template::ServiceLinked, Template::LoginReminder] {
        assert!(room(Channel::Sms, template, &short));
        assert!(!room(Channel::Sms, template, &long));
        assert!(room(Channel::Email, template, &long));
    }
    // Six parts have room for any time.
    assert!(room(Channel::Sms, Template::NewLogin, &long));
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
        time: Some("<b>{host}".to_owned()),
        ..Variables::default()
    };
    let templates = templates();
    let words = templates.notice_words(Language::En, &odd, "https://k.example/a#t");
    let html = templates
        .notice(Language::En, Template::NewLogin)
        .html(words);
    assert!(
        html.contains("&lt;b&gt;{host}") && !html.contains("<b>"),
        "{html}"
    );
    let link = "<a href=\"https://k.example/a#t\">https://k.example/a#t</a>";
    assert!(html.contains(link), "{html}");
}

#[test]
fn unknown_place_is_named() {
    let parse = |source| Text::parse(source, &[Place::Code]).unwrap_err();
    assert_eq!(parse("{name}"), "name");
    assert_eq!(parse("{code"), "code");
    assert_eq!(parse("{time}"), "time");
}
