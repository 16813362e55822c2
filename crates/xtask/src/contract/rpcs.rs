//! The table of RPCs.

use std::{
    collections::BTreeMap,
    fmt::{self, Display, Write as _},
};

use super::{
    catalogue::Catalogue,
    rpc::{Named, Rpc, Token},
};

const HEAD: &str = "\
<!-- Written by `cargo xtask contract` from the contracts; change those. -->

# RPCs

Every RPC of the suite: who may call it, what a repeat does, and what it refuses. Callers and tokens are
the access rules, which the servers enforce; the rest stands in the comments, where each RPC says more.

- **callers** are kinds of machines, with names where only some of a kind are let in.
- **end user's token** is the access token in `authorization: Bearer …`; an age says how long ago the
  person may have last proved who they are.
- **idempotency** is what the same call does when it is sent again.
- **reasons** are those of the call itself. [reasons.json](reasons.json) has the gRPC code, the HTTP
  status, the metadata and texts of each; [rpc_reasons.json](rpc_reasons.json) has the reasons of each RPC, those
  below included.

Beside its own reasons, an RPC may get

| reason | RPCs | meaning |
|---|---|---|
";

/// Reasons that no comment has to name.
const OF_EVERY_RPC: [(&str, Given); 9] = [
    ("INVALID_REQUEST", Given::Always),
    ("CALLER_UNKNOWN", Given::Always),
    ("CALLER_NOT_ALLOWED", Given::Always),
    ("TOKEN_INVALID", Given::WithToken),
    ("STEP_UP_REQUIRED", Given::WithTokenOfAge),
    ("OVERLOADED", Given::Always),
    ("TEMPORARILY_UNAVAILABLE", Given::Always),
    ("DEADLINE_EXCEEDED", Given::Always),
    ("INTERNAL", Given::Always),
];

/// Which RPCs give a reason without naming it.
#[derive(Clone, Copy)]
enum Given {
    Always,
    WithToken,
    WithTokenOfAge,
}

impl Given {
    fn by(self, rpc: &Rpc) -> bool {
        match self {
            Self::Always => true,
            Self::WithToken => rpc.token != Token::None,
            Self::WithTokenOfAge => matches!(rpc.token, Token::NotOlderThan(_)),
        }
    }
}

impl Display for Given {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Always => "all",
            Self::WithToken => "with a token",
            Self::WithTokenOfAge => "with a token of some age",
        })
    }
}

/// Writes every reason that each RPC may give, for programs.
pub(super) fn reasons(rpcs: &[Rpc], catalogue: &Catalogue) -> anyhow::Result<String> {
    let reasons: BTreeMap<_, _> = rpcs
        .iter()
        .map(|rpc| {
            let path = format!("{}/{}", rpc.service, rpc.name);
            let entries = catalogue.entries.iter();
            let names = entries.map(|entry| entry.reason.as_str());
            let given: Vec<_> = names.filter(|name| gives(rpc, name)).collect();
            (path, given)
        })
        .collect();
    Ok(serde_json::to_string_pretty(&reasons)? + "\n")
}

fn gives(rpc: &Rpc, reason: &str) -> bool {
    let common = OF_EVERY_RPC.iter();
    rpc.reasons.iter().any(|named| named.reason == reason)
        || common
            .filter(|(name, _)| *name == reason)
            .any(|(_, given)| given.by(rpc))
}

/// Writes the page.
pub(super) fn page(rpcs: &[Rpc], catalogue: &Catalogue) -> String {
    let mut page = HEAD.to_owned();
    for (reason, rpcs) in OF_EVERY_RPC {
        let meaning = catalogue.get(reason).map_or("", |entry| &entry.meaning);
        line(&mut page, format_args!("| {reason} | {rpcs} | {meaning} |"));
    }
    for package in rpcs.chunk_by(|a, b| a.package == b.package) {
        line(&mut page, format_args!("\n## {}", package[0].package));
        for service in package.chunk_by(|a, b| a.service == b.service) {
            let Rpc {
                service: name,
                file,
                ..
            } = &service[0];
            line(&mut page, format_args!("\n### [{name}]({file})"));
            line(
                &mut page,
                format_args!("\n| RPC | callers | end user's token | idempotency | reasons |"),
            );
            line(&mut page, format_args!("|---|---|---|---|---|"));
            for rpc in service {
                line(&mut page, format_args!("{rpc}"));
            }
        }
    }
    page
}

fn line(page: &mut String, text: fmt::Arguments<'_>) {
    writeln!(page, "{text}").expect("a string takes every text");
}

impl Display for Rpc {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let streams = match (self.requests_stream, self.answers_stream) {
            (false, false) => "",
            (true, false) => ", requests stream",
            (false, true) => ", answers stream",
            (true, true) => ", both sides stream",
        };
        let reasons: Vec<_> = self.reasons.iter().map(Named::to_string).collect();
        let reasons = if reasons.is_empty() {
            "–".to_owned()
        } else {
            reasons.join(", ")
        };
        write!(
            f,
            "| {}{streams} | {} | {} | {} | {} |",
            self.name, self.callers, self.token, self.repeat, reasons
        )
    }
}

impl Display for Token {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::None => f.write_str("none"),
            Self::Needed => f.write_str("needed"),
            Self::NotOlderThan(minutes) => write!(f, "needed, not older than {minutes} minutes"),
        }
    }
}

impl Display for Named {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.reason)?;
        match &self.why {
            Some(why) => write!(f, " ({why})"),
            None => Ok(()),
        }
    }
}
