//! The access rule of an RPC.

use prost_reflect::{DynamicMessage, MethodDescriptor};

const OPTION: &str = "kabinet.access.v1.rule";

/// Who may call.
pub(super) struct Rule {
    pub(super) callers: Vec<Callers>,
    pub(super) token: Token,
}

/// Callers of one kind.
pub(super) struct Callers {
    pub(super) kind: Kind,
    /// Empty means every name.
    pub(super) names: Vec<String>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Gateway,
    Service,
    Operator,
    Bss,
}

/// Whether a call carries the end user's access token.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in super::super) enum Token {
    None,
    Needed,
    /// The person proved who they are so many minutes ago at most.
    NotOlderThan(i64),
}

impl Rule {
    pub(super) fn of(method: &MethodDescriptor) -> Result<Self, String> {
        let options = method.options();
        let option = method.parent_pool().get_extension_by_name(OPTION);
        let option = option
            .filter(|option| options.has_extension(option))
            .ok_or("has no access rule")?;
        let rule = options.get_extension(&option);
        let rule = rule.as_message().ok_or("has a rule of another type")?;
        let callers = rule.get_field_by_name("callers");
        let callers = callers.iter().filter_map(|callers| callers.as_list());
        Ok(Self {
            callers: callers
                .flatten()
                .filter_map(|caller| caller.as_message())
                .map(Callers::of)
                .collect::<Result<_, _>>()?,
            token: token(rule)?,
        })
    }

    /// Names the callers as the table does.
    pub(super) fn callers_in_words(&self) -> String {
        let callers = self.callers.iter().map(|callers| {
            let kind = callers.kind.plural();
            match callers.names.as_slice() {
                [] => kind.to_owned(),
                [name] => format!("{} {name}", kind.trim_end_matches('s')),
                names => format!("{kind} {}", names.join(", ")),
            }
        });
        callers.collect::<Vec<_>>().join("; ")
    }
}

impl Callers {
    fn of(caller: &DynamicMessage) -> Result<Self, String> {
        let names = caller.get_field_by_name("names");
        let names = names.iter().filter_map(|names| names.as_list()).flatten();
        Ok(Self {
            kind: Kind::of(number(caller, "kind"))?,
            names: names
                .filter_map(|name| name.as_str())
                .map(str::to_owned)
                .collect(),
        })
    }
}

impl Kind {
    /// Knows the numbers of `kabinet.access.v1.CallerKind`.
    fn of(number: i64) -> Result<Self, String> {
        match number {
            1 => Ok(Self::Gateway),
            2 => Ok(Self::Service),
            3 => Ok(Self::Operator),
            4 => Ok(Self::Bss),
            _ => Err(format!("lets in an unknown kind of caller: {number}")),
        }
    }

    pub(super) fn plural(self) -> &'static str {
        match self {
            Self::Gateway => "gateways",
            Self::Service => "services",
            Self::Operator => "operators",
            Self::Bss => "billing systems",
        }
    }
}

fn token(rule: &DynamicMessage) -> Result<Token, String> {
    let age = rule.get_field_by_name("max_authentication_age");
    let age = age.iter().find_map(|age| age.as_message());
    let age = age.map_or(0, |age| number(age, "seconds"));
    match (number(rule, "end_user"), age) {
        (0, 0) => Ok(Token::None),
        (1, 0) => Ok(Token::Needed),
        (1, age) if age > 0 && age % 60 == 0 => Ok(Token::NotOlderThan(age / 60)),
        (need, age) => Err(format!(
            "says end_user {need} with an age of {age} seconds: tell a token and whole minutes"
        )),
    }
}

/// Returns a field that is a number or an enum.
fn number(message: &DynamicMessage, field: &str) -> i64 {
    let value = message.get_field_by_name(field);
    let number = value.iter().find_map(|value| {
        let number = value.as_enum_number().map(i64::from);
        number.or_else(|| value.as_i64())
    });
    number.unwrap_or_default()
}
