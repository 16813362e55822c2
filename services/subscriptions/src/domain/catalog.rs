//! The operator's catalog: what can be linked where, what it is identified by, how it is proven.

mod check;
mod file;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

use kabinet_domain::Channel;
use regex::Regex;
use serde::Deserialize;

use super::identifier::{Identifier, IdentifierType};
use super::service_kind::ServiceKind;

pub(crate) use check::Error;

/// Catalog that is used when the operator names none.
const DEFAULT: &str = include_str!("../../data/service_kinds.toml");
/// Language that every text exists in.
const FALLBACK_LANGUAGE: &str = "ru";

/// How ownership is proven.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub(crate) enum ProofMethod {
    /// A code to the number that is added.
    NumberCode,
    /// A code to a contact that the contract has had for some time.
    ContactCode,
}

impl ProofMethod {
    /// Tells which method a code over the channel is: only an SMS to a mobile number goes to what is
    /// added; everything else goes to the contact of record.
    pub(crate) fn of(kind: ServiceKind, identifier: IdentifierType, channel: Channel) -> Self {
        match (kind, identifier, channel) {
            (ServiceKind::Mobile, IdentifierType::PhoneNumber, Channel::Sms) => Self::NumberCode,
            _ => Self::ContactCode,
        }
    }
}

/// A text in several languages, Russian always among them.
#[derive(Clone, Debug, Deserialize)]
#[serde(transparent)]
pub(crate) struct Text(BTreeMap<String, String>);

impl Text {
    /// Returns the text in a language (BCP 47, its first part counts), else in Russian.
    pub(crate) fn in_language(&self, language: &str) -> &str {
        let primary = language.split(['-', '_']).next().unwrap_or_default();
        self.0
            .get(&primary.to_ascii_lowercase())
            .or_else(|| self.0.get(FALLBACK_LANGUAGE))
            .map_or("", String::as_str)
    }
}

/// Form of an identifier.
#[derive(Clone, Debug)]
pub(crate) struct IdentifierFormat {
    /// Type.
    pub(crate) identifier_type: IdentifierType,
    /// Name.
    pub(crate) name: Text,
    /// What the identifier has to match in its one spelling.
    pub(crate) pattern: Regex,
    /// An example that belongs to nobody.
    pub(crate) example: String,
}

/// A kind of service that a region offers.
#[derive(Clone, Debug)]
pub(crate) struct Offer {
    /// Kind.
    pub(crate) kind: ServiceKind,
    /// Name.
    pub(crate) name: Text,
    /// The operator's instructions.
    pub(crate) instructions: Text,
    /// What a service can be identified by.
    pub(crate) identifiers: Vec<IdentifierFormat>,
    /// How ownership can be proven.
    pub(crate) proofs: Vec<(Channel, ProofMethod)>,
}

/// What can be linked, by region.
#[derive(Clone, Debug)]
pub(crate) struct Catalog {
    version: String,
    regions: BTreeMap<String, Vec<Offer>>,
}

/// Tells why something cannot be linked, whoever's it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Unavailable {
    /// The operator does not serve the region.
    Region,
    /// The region does not offer the kind.
    Kind,
    /// The kind is not identified so.
    IdentifierType,
    /// The kind is not proven so.
    Channel,
    /// The identifier has another form.
    Identifier,
}

impl Catalog {
    /// Reads a catalog from TOML; every mistake is named.
    pub(crate) fn parse(text: &str) -> Result<Self, Error> {
        check::check(toml::from_str(text)?)
    }

    /// Returns the catalog of the Russian Federation's subdivisions.
    pub(crate) fn russian_federation() -> Self {
        Self::parse(DEFAULT).expect("the shipped catalog is checked by a test")
    }

    /// Returns the catalog's version.
    pub(crate) fn version(&self) -> &str {
        &self.version
    }

    /// Tells whether the operator serves the region.
    pub(crate) fn serves(&self, region_code: &str) -> bool {
        self.regions.contains_key(region_code)
    }

    /// Returns what a region offers, in the operator's order; none where the region is not served.
    pub(crate) fn offers(&self, region_code: &str) -> Option<&[Offer]> {
        self.regions.get(region_code).map(Vec::as_slice)
    }

    /// Reads an identifier as somebody typed it.
    pub(crate) fn read(
        &self,
        region_code: &str,
        kind: ServiceKind,
        identifier_type: IdentifierType,
        text: &str,
    ) -> Result<Identifier, Unavailable> {
        let format = self.format(region_code, kind, identifier_type)?;
        let identifier = Identifier::normalise(identifier_type, text);
        if format.pattern.is_match(identifier.value()) {
            Ok(identifier)
        } else {
            Err(Unavailable::Identifier)
        }
    }

    /// Finds how a code over the channel would prove the service.
    pub(crate) fn method(
        &self,
        region_code: &str,
        kind: ServiceKind,
        identifier_type: IdentifierType,
        channel: Channel,
    ) -> Result<ProofMethod, Unavailable> {
        let method = ProofMethod::of(kind, identifier_type, channel);
        let offer = self.offer(region_code, kind)?;
        if offer.proofs.contains(&(channel, method)) {
            Ok(method)
        } else {
            Err(Unavailable::Channel)
        }
    }

    fn format(
        &self,
        region_code: &str,
        kind: ServiceKind,
        identifier_type: IdentifierType,
    ) -> Result<&IdentifierFormat, Unavailable> {
        self.offer(region_code, kind)?
            .identifiers
            .iter()
            .find(|format| format.identifier_type == identifier_type)
            .ok_or(Unavailable::IdentifierType)
    }

    fn offer(&self, region_code: &str, kind: ServiceKind) -> Result<&Offer, Unavailable> {
        self.offers(region_code)
            .ok_or(Unavailable::Region)?
            .iter()
            .find(|offer| offer.kind == kind)
            .ok_or(Unavailable::Kind)
    }
}
