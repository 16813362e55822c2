//! Machines that call: gateways, services, operators' workloads, billing systems.

use std::fmt;
use std::str::FromStr;

use http::HeaderMap;
use kabinet_proto::errors::v1::Reason;
use kabinet_status::Refusal;

/// Metadata key that names the caller in insecure mode.
pub const CALLER_METADATA: &str = "kabinet-caller";

/// Longest name in bytes.
const MAX_NAME: usize = 63;

/// Kind of a caller.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum CallerKind {
    /// A gateway or front end of the operator.
    Gateway,
    /// A service of the suite.
    Service,
    /// A workload that a human operator works through.
    Operator,
    /// A billing system.
    Bss,
}

/// The machine that made a call. Its text form is `service/identity`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Caller {
    /// Kind of the caller.
    pub kind: CallerKind,
    /// Name among callers of its kind.
    pub name: String,
}

/// Tells that a text does not name a caller.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "a caller is gateway, service, operator or bss, a slash, and a name of lower-case letters, digits, dots, dashes and underscores"
)]
pub struct ParseCallerError;

/// Where the identity of callers comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CallerSource {
    /// Callers name themselves in metadata: on loopback only.
    Insecure,
}

impl CallerKind {
    /// Every kind.
    pub const ALL: [Self; 4] = [Self::Gateway, Self::Service, Self::Operator, Self::Bss];

    /// Returns the kind as text.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Gateway => "gateway",
            Self::Service => "service",
            Self::Operator => "operator",
            Self::Bss => "bss",
        }
    }
}

impl Caller {
    /// Returns the caller of a request that passed the access layer.
    pub fn of<T>(request: &tonic::Request<T>) -> &Self {
        let caller = request.extensions().get();
        caller.expect("the access layer names the caller of every request it lets in")
    }
}

impl CallerSource {
    pub(crate) fn caller(self, headers: &HeaderMap) -> Result<Caller, Refusal> {
        match self {
            Self::Insecure => named_in(headers),
        }
    }
}

fn named_in(headers: &HeaderMap) -> Result<Caller, Refusal> {
    let mut values = headers.get_all(CALLER_METADATA).iter();
    let Some(value) = values.next() else {
        return Ok(Caller {
            kind: CallerKind::Gateway,
            name: "anonymous".to_owned(),
        });
    };
    let caller = value.to_str().ok().and_then(|text| text.parse().ok());
    match (caller, values.next()) {
        (Some(caller), None) => Ok(caller),
        _ => Err(Refusal::unauthenticated(
            Reason::CallerUnknown,
            "metadata kabinet-caller must name one caller, for example gateway/web",
        )),
    }
}

impl FromStr for Caller {
    type Err = ParseCallerError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let (kind, name) = text.split_once('/').ok_or(ParseCallerError)?;
        let kind = CallerKind::ALL
            .into_iter()
            .find(|known| known.as_str() == kind)
            .ok_or(ParseCallerError)?;
        let allowed = |byte: u8| matches!(byte, b'a'..=b'z' | b'0'..=b'9' | b'.' | b'-' | b'_');
        if name.is_empty() || name.len() > MAX_NAME || !name.bytes().all(allowed) {
            return Err(ParseCallerError);
        }
        Ok(Self {
            kind,
            name: name.to_owned(),
        })
    }
}

impl fmt::Display for Caller {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.kind.as_str(), self.name)
    }
}

#[cfg(test)]
mod tests {
    use http::HeaderValue;

    use super::*;

    #[test]
    fn text_form_is_read_back() {
        for text in [
            "gateway/web",
            "service/identity",
            "operator/desk-1",
            "bss/a.b_c",
        ] {
            assert_eq!(text.parse::<Caller>().unwrap().to_string(), text);
        }
    }

    #[test]
    fn other_texts_name_nobody() {
        let long = format!("gateway/{}", "a".repeat(MAX_NAME + 1));
        for text in [
            "",
            "gateway",
            "gateway/",
            "root/web",
            "Gateway/web",
            "gateway/a/b",
            "gateway/a b",
            &long,
        ] {
            assert_eq!(text.parse::<Caller>(), Err(ParseCallerError), "{text}");
        }
    }

    #[test]
    fn caller_without_metadata_is_an_anonymous_gateway() {
        let caller = CallerSource::Insecure.caller(&HeaderMap::new()).unwrap();
        assert_eq!(caller.to_string(), "gateway/anonymous");
    }

    #[test]
    fn malformed_and_repeated_metadata_are_refused() {
        for values in [
            &["root/web"][..],
            &["gateway/web", "service/identity"],
            &[""],
        ] {
            let mut headers = HeaderMap::new();
            for value in values {
                headers.append(CALLER_METADATA, HeaderValue::from_static(value));
            }
            let refusal = CallerSource::Insecure.caller(&headers).unwrap_err();
            assert_eq!(refusal.reason(), Reason::CallerUnknown, "{values:?}");
        }
    }
}
