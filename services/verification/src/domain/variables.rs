use std::fmt;

use kabinet_domain::is_deceptive;
use serde::{Deserialize, Serialize};

use super::{ServiceKind, Template};

const TIME: &str = "time";
const SERVICE_KIND: &str = "service_kind";

/// What a template leaves open; `Debug` does not show it.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Variables {
    /// When it happened, as the person reads it.
    pub time: String,
    /// Kind of the service, where the template names one.
    pub service_kind: Option<ServiceKind>,
}

/// A variable that is not as its template wants it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct WrongVariable {
    /// Its name.
    pub name: String,
    /// What is wrong.
    pub wrong: Wrong,
}

/// What is wrong with a variable.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Wrong {
    /// The template wants it.
    Absent,
    /// The template has no place for it.
    Unknown,
    /// It is given more than once.
    Repeated,
    /// Its value is of no use here.
    Unacceptable,
}

impl Variables {
    /// Reads the variables of a template, or names every one that is wrong.
    pub(crate) fn read(
        template: Template,
        given: &[(String, String)],
    ) -> Result<Self, Vec<WrongVariable>> {
        let wanted: &[&str] = if template.names_service() {
            &[TIME, SERVICE_KIND]
        } else {
            &[TIME]
        };
        let mut wrong = Vec::new();
        let mut note = |name: &str, what| {
            wrong.push(WrongVariable {
                name: name.to_owned(),
                wrong: what,
            });
        };
        for (place, (name, _)) in given.iter().enumerate() {
            let first = given.iter().position(|(other, _)| other == name);
            if first != Some(place) {
                note(name, Wrong::Repeated);
            } else if !wanted.contains(&name.as_str()) {
                note(name, Wrong::Unknown);
            }
        }
        let value = |wanted: &str| given.iter().find(|(name, _)| name == wanted);
        let time = match value(TIME) {
            Some((_, time)) if is_line(time) => time.clone(),
            Some(_) => {
                note(TIME, Wrong::Unacceptable);
                String::new()
            }
            None => {
                note(TIME, Wrong::Absent);
                String::new()
            }
        };
        let service_kind = match value(SERVICE_KIND) {
            _ if !template.names_service() => None,
            Some((_, name)) => {
                let kind = ServiceKind::from_name(name);
                if kind.is_none() {
                    note(SERVICE_KIND, Wrong::Unacceptable);
                }
                kind
            }
            None => {
                note(SERVICE_KIND, Wrong::Absent);
                None
            }
        };
        if wrong.is_empty() {
            Ok(Self { time, service_kind })
        } else {
            Err(wrong)
        }
    }

    /// Says that the time does not fit into the message.
    pub(crate) fn time_too_long() -> WrongVariable {
        WrongVariable {
            name: TIME.to_owned(),
            wrong: Wrong::Unacceptable,
        }
    }
}

impl fmt::Debug for Variables {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Variables([redacted])")
    }
}

/// A line break, or letters that turn their direction, could pass for another message.
fn is_line(text: &str) -> bool {
    !text.trim().is_empty() && !text.chars().any(is_deceptive)
}

#[cfg(test)]
mod tests {
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
                time: "22.11.2026 14:50".to_owned(),
                service_kind: Some(ServiceKind::Tv),
            })
        );
        assert!(read(Template::NewLogin, &[("time", "14:50")]).is_ok());
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
}
