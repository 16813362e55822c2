//! Callers as a comment names them, against those of the rule.

use std::collections::BTreeSet;

use super::rule::{Kind, Rule, Token};

const TOKEN: &str = " with the person's access token";
const AGE: &str = ", not older than ";
/// Names services by what they did: which ones, only the code knows.
const SOME_SERVICE: &str = "the service that ";

/// Says how the sentence contradicts the rule, if it does.
pub(super) fn contradiction(sentence: &str, rule: &Rule) -> Option<String> {
    let (callers, token) = match sentence.split_once(TOKEN) {
        Some((callers, rest)) => (callers, token(rest)),
        None => (sentence, Some(Token::None)),
    };
    if token != Some(rule.token) {
        return Some(format!(
            "`Called by {sentence}` contradicts its rule: the access token is {}",
            rule.token
        ));
    }
    let fits = if callers.starts_with(SOME_SERVICE) {
        rule.callers
            .iter()
            .all(|callers| callers.kind == Kind::Service)
    } else {
        told(callers) == allowed(rule)
    };
    (!fits).then(|| {
        format!(
            "`Called by {sentence}` contradicts its rule, which lets in {}",
            rule.callers_in_words()
        )
    })
}

/// Reads what follows the words on the token: nothing, or its age in minutes.
fn token(rest: &str) -> Option<Token> {
    let Some(age) = rest.strip_prefix(AGE) else {
        return Some(Token::Needed);
    };
    let (minutes, _) = age.split_once(" minutes")?;
    minutes.parse().ok().map(Token::NotOlderThan)
}

fn told(callers: &str) -> BTreeSet<String> {
    let (callers, _) = callers.split_once(", which ").unwrap_or((callers, ""));
    let callers = callers.replace(" and ", ", ");
    callers.split(", ").map(str::to_owned).collect()
}

fn allowed(rule: &Rule) -> BTreeSet<String> {
    let callers = rule.callers.iter().flat_map(|callers| {
        if callers.names.is_empty() {
            vec![callers.kind.plural().to_owned()]
        } else if callers.kind == Kind::Service {
            callers.names.clone()
        } else {
            let kind = callers.kind.plural();
            let names = callers.names.iter();
            names.map(|name| format!("{kind} {name}")).collect()
        }
    });
    callers.collect()
}

#[cfg(test)]
mod tests {
    use super::{super::rule::Callers, *};

    fn rule(kind: Kind, names: &[&str], token: Token) -> Rule {
        let names = names.iter().map(|name| (*name).to_owned()).collect();
        Rule {
            callers: vec![Callers { kind, names }],
            token,
        }
    }

    #[test]
    fn sentence_and_rule_agree() {
        for (sentence, rule) in [
            ("gateways", rule(Kind::Gateway, &[], Token::None)),
            ("billing systems", rule(Kind::Bss, &[], Token::None)),
            (
                "gateways with the person's access token",
                rule(Kind::Gateway, &[], Token::Needed),
            ),
            (
                "gateways with the person's access token, not older than 10 minutes",
                rule(Kind::Gateway, &[], Token::NotOlderThan(10)),
            ),
            (
                "profile, which bounds how often",
                rule(Kind::Service, &["profile"], Token::None),
            ),
            (
                "identity, profile and subscriptions",
                rule(
                    Kind::Service,
                    &["identity", "profile", "subscriptions"],
                    Token::None,
                ),
            ),
            (
                "the service that started it",
                rule(Kind::Service, &["identity", "profile"], Token::None),
            ),
        ] {
            assert_eq!(contradiction(sentence, &rule), None);
        }
    }

    #[test]
    fn contradictions_are_told() {
        for (sentence, rule) in [
            ("services", rule(Kind::Gateway, &[], Token::None)),
            ("services", rule(Kind::Service, &["identity"], Token::None)),
            (
                "gateways and services",
                rule(Kind::Gateway, &[], Token::None),
            ),
            ("gateways", rule(Kind::Gateway, &[], Token::Needed)),
            (
                "gateways with the person's access token",
                rule(Kind::Gateway, &[], Token::None),
            ),
            (
                "gateways with the person's access token, not older than 15 minutes",
                rule(Kind::Gateway, &[], Token::NotOlderThan(10)),
            ),
            (
                "gateways with the person's access token, not older than ten minutes",
                rule(Kind::Gateway, &[], Token::NotOlderThan(10)),
            ),
            (
                "the service that started it",
                rule(Kind::Gateway, &[], Token::None),
            ),
        ] {
            assert!(contradiction(sentence, &rule).is_some(), "{sentence}");
        }
    }
}
