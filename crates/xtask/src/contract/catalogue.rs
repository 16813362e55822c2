//! The reasons of refusals, as programs read them.

mod code;
mod texts;

use std::collections::BTreeMap;

use anyhow::Context as _;
use prost_reflect::{DescriptorPool, EnumValueDescriptor};
use serde::Serialize;

use super::comment;
use code::Code;
use texts::Texts;

const REASON: &str = "kabinet.errors.v1.Reason";
const PREFIX: &str = "REASON_";
/// Where the texts for people stand.
pub(super) const TEXTS: &str = "proto/reason_texts.toml";

pub(super) struct Catalogue {
    pub(super) entries: Vec<Entry>,
}

/// One reason.
#[derive(Debug, Serialize)]
pub(super) struct Entry {
    /// Name, as `google.rpc.ErrorInfo` carries it.
    pub(super) reason: String,
    number: i32,
    grpc_status: String,
    http_status: u16,
    metadata: Vec<String>,
    /// Whether the same call may succeed later.
    retryable: bool,
    pub(super) meaning: String,
    texts: Texts,
}

impl Catalogue {
    /// Reads the reasons and their texts, and names what is wrong with them.
    pub(super) fn read(pool: &DescriptorPool, texts: &str) -> anyhow::Result<(Self, Vec<String>)> {
        let mut texts: BTreeMap<String, Texts> = toml::from_str(texts).context(TEXTS)?;
        let reasons = pool.get_enum_by_name(REASON).context(REASON)?;
        let (mut entries, mut faults) = (Vec::new(), Vec::new());
        for value in reasons.values().filter(|value| value.number() != 0) {
            let reason = value.name().strip_prefix(PREFIX).unwrap_or(value.name());
            let Some(texts) = texts.remove(reason) else {
                faults.push(format!("{TEXTS}: lacks {reason}"));
                continue;
            };
            match entry(&value, reason, texts) {
                Ok(entry) => {
                    faults.extend(entry.faults_of_texts());
                    entries.push(entry);
                }
                Err(fault) => {
                    let file = value.parent_enum().parent_file();
                    faults.push(format!("proto/{}: {reason}: {fault}", file.name()));
                }
            }
        }
        let surplus = texts.keys();
        faults.extend(surplus.map(|reason| format!("{TEXTS}: {reason} is no reason")));
        Ok((Self { entries }, faults))
    }

    pub(super) fn get(&self, reason: &str) -> Option<&Entry> {
        self.entries.iter().find(|entry| entry.reason == reason)
    }

    pub(super) fn json(&self) -> anyhow::Result<String> {
        Ok(serde_json::to_string_pretty(&self.entries)? + "\n")
    }
}

fn entry(value: &EnumValueDescriptor, reason: &str, texts: Texts) -> Result<Entry, String> {
    let file = value.parent_enum().parent_file();
    let comment = comment::lines(&file, value.path()).join(" ");
    let (code, meaning) = comment
        .split_once(". ")
        .ok_or("its comment is not `CODE. Meaning.`")?;
    let code = Code::named(code).ok_or_else(|| format!("{code} is no gRPC code of a refusal"))?;
    let (meaning, keys) = match meaning.split_once(" Metadata: ") {
        Some((meaning, keys)) => (meaning, metadata(keys)?),
        None => (meaning, Vec::new()),
    };
    if !meaning.ends_with('.') {
        return Err("its meaning does not end with a full stop".to_owned());
    }
    Ok(Entry {
        reason: reason.to_owned(),
        number: value.number(),
        grpc_status: code.name.to_owned(),
        http_status: code.http,
        metadata: keys,
        retryable: code.retryable || meaning.contains("repeat the call"),
        meaning: meaning.to_owned(),
        texts,
    })
}

/// Reads `` `a`, `b`. ``
fn metadata(keys: &str) -> Result<Vec<String>, String> {
    let keys = keys.strip_suffix('.').unwrap_or(keys).split(", ");
    let keys = keys.map(|key| {
        let key = key.strip_prefix('`').and_then(|key| key.strip_suffix('`'));
        key.map(str::to_owned)
            .ok_or_else(|| "its metadata are not `` `a`, `b`. ``".to_owned())
    });
    keys.collect()
}

impl Entry {
    /// Names what its texts get wrong.
    fn faults_of_texts(&self) -> Vec<String> {
        let mut known = self.metadata.clone();
        if Code::named(&self.grpc_status).is_some_and(|code| code.says_when) {
            known.push("retry_after".to_owned());
        }
        let faults = self.texts.faults(&known).into_iter();
        faults
            .map(|fault| format!("{TEXTS}: {}: {fault}", self.reason))
            .collect()
    }
}

#[cfg(test)]
mod tests;
