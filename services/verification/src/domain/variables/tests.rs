use super::*;

fn read(template: Template, given: &[(&str, &str)]) -> Result<Variables, Vec<(String, Wrong)>> {
    let given: Vec<_> = given
        .iter()
        .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
        .collect();
    Variables::read(template, &given).map_err(|wrong| {
        let wrong = wrong.into_iter().map(|wrong| (wrong.name, wrong.wrong));
        wrong.collect()
    })
}

#[test]
fn variables_of_the_template_are_read() {
    let variables = read(
        Template::ServiceLinked,
        &[("service_kind", "TV"), ("time", "22.11.2026 14:50")],
    );
    assert_eq!(
        variables,
        Ok(Variables {
            time: Some("22.11.2026 14:50".to_owned()),
            service_kind: Some(ServiceKind::Tv),
            ..Variables::default()
        })
    );
    assert!(read(Template::NewLogin, &[("time", "14:50")]).is_ok());
    let variables = read(
        Template::ContactChanged,
        &[("contact_kind", "EMAIL"), ("time", "14:50")],
    );
    assert_eq!(variables.unwrap().contact_kind, Some(ContactKind::Email));
}

#[test]
fn every_wrong_variable_is_named() {
    for (template, given, wrong) in [
        (
            Template::HolderChanged,
            vec![],
            vec![("time", Wrong::Absent), ("service_kind", Wrong::Absent)],
        ),
        (
            Template::NewLogin,
            vec![("time", "14:50"), ("service_kind", "TV"), ("device", "x")],
            vec![("service_kind", Wrong::Unknown), ("device", Wrong::Unknown)],
        ),
        (
            Template::NewLogin,
            vec![("time", "14:50"), ("time", "14:51")],
            vec![("time", Wrong::Repeated)],
        ),
        (
            Template::ServiceLinked,
            vec![("time", "14:50\nhttp"), ("service_kind", "tv")],
            vec![
                ("time", Wrong::Unacceptable),
                ("service_kind", Wrong::Unacceptable),
            ],
        ),
        (
            Template::ContactChangeUndone,
            vec![("time", "14:50"), ("contact_kind", "FAX")],
            vec![("contact_kind", Wrong::Unacceptable)],
        ),
        (
            Template::LoginReminder,
            vec![("time", "14:50")],
            vec![("time", Wrong::Unknown), ("login", Wrong::Absent)],
        ),
        (
            Template::NewLogin,
            vec![("time", " ")],
            vec![("time", Wrong::Unacceptable)],
        ),
    ] {
        let wrong: Vec<_> = wrong
            .into_iter()
            .map(|(name, wrong)| (name.to_owned(), wrong))
            .collect();
        assert_eq!(read(template, &given), Err(wrong));
    }
}

#[test]
fn time_that_reads_otherwise_than_it_is_written_is_refused() {
    for time in [
        "14:50\r",
        "14:50\u{2028}x",
        "\u{202e}05:41",
        "14:50\u{200b}",
        "14:50\u{a0}",
    ] {
        let wrong = vec![("time".to_owned(), Wrong::Unacceptable)];
        assert_eq!(
            read(Template::NewLogin, &[("time", time)]),
            Err(wrong),
            "{time:?}"
        );
    }
    assert!(read(Template::NewLogin, &[("time", "22 ноя 2026, 14:50 (МСК)")]).is_ok());
}

#[test]
fn values_are_not_shown() {
    let variables = read(Template::NewLogin, &[("time", "14:50")]).unwrap();
    assert!(!format!("{variables:?}").contains("14:50"));
}

#[test]
fn login_is_read_where_identity_could_have_taken_it() {
    let login = |text: &str| read(Template::LoginReminder, &[("login", text)]);
    for taken in ["ivan", "иван.петров-1_", &"ж".repeat(32), "i"] {
        assert_eq!(login(taken).unwrap().login.as_deref(), Some(taken));
    }
    for refused in [
        "",
        "ivan petrov",
        "evil.com/x",
        "http:x",
        "ivan@example.com",
        "ivan\n",
        "½",
        "\u{202e}navi",
        &"i".repeat(33),
    ] {
        let wrong = vec![("login".to_owned(), Wrong::Unacceptable)];
        assert_eq!(login(refused), Err(wrong), "{refused:?}");
    }
}

#[test]
fn stored_form_is_read_back_and_so_is_an_older_one() {
    let variables = Variables {
        time: Some("14:50".to_owned()),
        contact_kind: Some(ContactKind::Mobile),
        ..Variables::default()
    };
    let json = serde_json::to_string(&variables).unwrap();
    assert_eq!(serde_json::from_str::<Variables>(&json).unwrap(), variables);
    let older = r#"{"time":"14:50","service_kind":"TV"}"#;
    let older: Variables = serde_json::from_str(older).unwrap();
    assert_eq!(older.service_kind, Some(ServiceKind::Tv));
    let odd = r#"{"time":"14:50","contact_kind":"FAX"}"#;
    assert!(serde_json::from_str::<Variables>(odd).is_err());
}

#[test]
fn every_template_has_a_variable_to_blame_for_its_length() {
    for template in Template::ALL {
        let to_blame = Variables::too_long(template).name;
        assert!(["time", "login"].contains(&to_blame.as_str()), "{to_blame}");
    }
}
