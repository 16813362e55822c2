//! Reads one rule from a method's options.

use std::time::Duration;

use kabinet_proto::access::v1 as pb;
use prost_reflect::MethodDescriptor;

use super::{CallerPattern, EndUserRule, Rule};
use crate::CallerKind;

const OPTION: &str = "kabinet.access.v1.rule";

pub(super) fn rule(method: &MethodDescriptor) -> Result<Rule, &'static str> {
    let pool = method.parent_pool();
    let options = method.options();
    let option = pool
        .get_extension_by_name(OPTION)
        .filter(|option| options.has_extension(option))
        .ok_or("has no rule")?;
    let rule: pb::Rule = options
        .get_extension(&option)
        .as_message()
        .and_then(|rule| rule.transcode_to().ok())
        .ok_or("has a rule of another type")?;

    let callers: Vec<_> = rule.callers.iter().map(pattern).collect::<Result<_, _>>()?;
    if callers.is_empty() {
        return Err("lets nobody in");
    }
    Ok(Rule::new(callers, end_user(&rule)?))
}

fn pattern(caller: &pb::Caller) -> Result<CallerPattern, &'static str> {
    let kind = match pb::CallerKind::try_from(caller.kind) {
        Ok(pb::CallerKind::Gateway) => CallerKind::Gateway,
        Ok(pb::CallerKind::Service) => CallerKind::Service,
        Ok(pb::CallerKind::Operator) => CallerKind::Operator,
        Ok(pb::CallerKind::Bss) => CallerKind::Bss,
        Ok(pb::CallerKind::Unspecified) | Err(_) => {
            return Err("lets in an unknown kind of caller");
        }
    };
    if caller.names.iter().any(String::is_empty) {
        return Err("lets in a caller without a name");
    }
    Ok(CallerPattern {
        kind,
        names: caller.names.clone(),
    })
}

fn end_user(rule: &pb::Rule) -> Result<EndUserRule, &'static str> {
    let age = rule.max_authentication_age.as_ref();
    match (pb::EndUser::try_from(rule.end_user), age) {
        (Ok(pb::EndUser::Unspecified), None) => Ok(EndUserRule::None),
        (Ok(pb::EndUser::Unspecified), Some(_)) => {
            Err("bounds the age of a token that it does not ask for")
        }
        (Ok(pb::EndUser::Required), None) => Ok(EndUserRule::Required {
            max_authentication_age: None,
        }),
        (Ok(pb::EndUser::Required), Some(age)) => match u64::try_from(age.seconds) {
            Ok(seconds @ 1..) if age.nanos == 0 => Ok(EndUserRule::Required {
                max_authentication_age: Some(Duration::from_secs(seconds)),
            }),
            _ => Err("bounds the age by something else than whole seconds"),
        },
        (Err(_), _) => Err("says something unknown about end users"),
    }
}

#[cfg(test)]
mod tests {
    use kabinet_proto::access::v1::Caller;
    use prost_types::Duration as Age;

    use super::*;

    #[test]
    fn age_needs_a_token_and_whole_seconds() {
        let required = pb::EndUser::Required.into();
        for (need, seconds, nanos, is_right) in [
            (required, 300, 0, true),
            (required, 0, 0, false),
            (required, -1, 0, false),
            (required, 1, 1, false),
            (0, 300, 0, false),
            (77, 300, 0, false),
        ] {
            let rule = pb::Rule {
                end_user: need,
                max_authentication_age: Some(Age { seconds, nanos }),
                ..pb::Rule::default()
            };
            assert_eq!(end_user(&rule).is_ok(), is_right, "{rule:?}");
        }
    }

    #[test]
    fn callers_of_unknown_kinds_or_without_a_name_are_refused() {
        for (kind, names, is_right) in [
            (2, vec!["identity".to_owned()], true),
            (0, Vec::new(), false),
            (77, Vec::new(), false),
            (2, vec![String::new()], false),
        ] {
            let caller = Caller { kind, names };
            assert_eq!(pattern(&caller).is_ok(), is_right, "{caller:?}");
        }
    }
}
