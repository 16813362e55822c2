//! The table of RPCs.

use std::fmt::{self, Display, Write as _};

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
  status, the metadata and texts of each.

Beside its own reasons, an RPC may get

| reason | RPCs | meaning |
|---|---|---|
";

/// Reasons that no comment has to name.
const OF_EVERY_RPC: [(&str, &str); 9] = [
    ("INVALID_REQUEST", "all"),
    ("CALLER_UNKNOWN", "all"),
    ("CALLER_NOT_ALLOWED", "all"),
    ("TOKEN_INVALID", "with a token"),
    ("STEP_UP_REQUIRED", "with a token of some age"),
    ("OVERLOADED", "all"),
    ("TEMPORARILY_UNAVAILABLE", "all"),
    ("DEADLINE_EXCEEDED", "all"),
    ("INTERNAL", "all"),
];

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
