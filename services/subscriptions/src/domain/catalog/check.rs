//! Turns the file into the catalog, and names every mistake on the way.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Display;

use kabinet_domain::{Channel, RegionCode};
use regex::Regex;
use thiserror::Error;

use super::file::{File, Form, Identifier, Kind, Proof};
use super::{Catalog, FALLBACK_LANGUAGE, IdentifierFormat, Offer, ProofMethod, Text};
use crate::domain::identifier;
use crate::domain::service_kind::ServiceKind;

/// Most regions of a catalog.
const REGIONS_MAX: usize = 10_000;
/// Longest name and longest instructions, in characters.
const NAME_MAX: usize = 120;
const INSTRUCTIONS_MAX: usize = 2_000;
/// Longest pattern and example, in bytes: longer than any number that a person types.
const PATTERN_MAX: usize = 200;
const EXAMPLE_MAX: usize = 64;

/// Says why a catalog cannot be used.
#[derive(Debug, Error)]
pub(crate) enum Error {
    /// It is not TOML of the expected shape.
    #[error("is not a catalog in TOML: {0}")]
    Malformed(#[from] toml::de::Error),
    /// It says what cannot be.
    #[error("{}", .0.join("; "))]
    Unsound(Vec<String>),
}

#[derive(Default)]
struct Mistakes(Vec<String>);

impl Mistakes {
    fn add(&mut self, place: impl Display, mistake: impl Display) {
        self.0.push(format!("{place} {mistake}"));
    }

    fn require(&mut self, place: impl Display, mistake: impl Display, holds: &Held) {
        if *holds == Held::No {
            self.add(place, mistake);
        }
    }
}

/// Whether a rule holds.
#[derive(PartialEq, Eq)]
enum Held {
    Yes,
    No,
}

impl From<bool> for Held {
    fn from(holds: bool) -> Self {
        if holds { Self::Yes } else { Self::No }
    }
}

pub(super) fn check(file: File) -> Result<Catalog, Error> {
    let mut mistakes = Mistakes::default();
    let served = served(&file, &mut mistakes);
    kinds_stand_once(&file.kinds, &mut mistakes);
    for kind in &file.kinds {
        check_kind(kind, &served, &mut mistakes);
    }
    let kinds: Vec<_> = file
        .kinds
        .iter()
        .map(|kind| Compiled::read(kind, &mut mistakes))
        .collect();
    if !mistakes.0.is_empty() {
        return Err(Error::Unsound(mistakes.0));
    }
    let offers = |code: &str| kinds.iter().filter_map(|kind| kind.offer(code)).collect();
    let regions: BTreeMap<String, Vec<Offer>> = served
        .iter()
        .map(|code| ((*code).to_owned(), offers(code)))
        .collect();
    Ok(Catalog {
        version: file.version,
        regions,
    })
}

/// A kind with its forms and proofs as they are used.
struct Compiled<'a> {
    kind: &'a Kind,
    identifiers: Vec<Forms<'a>>,
    proofs: Vec<(Channel, ProofMethod)>,
}

/// The forms of an identifier: everywhere, and in single regions.
struct Forms<'a> {
    general: Option<IdentifierFormat>,
    regional: BTreeMap<&'a str, Option<IdentifierFormat>>,
}

impl<'a> Compiled<'a> {
    fn read(kind: &'a Kind, mistakes: &mut Mistakes) -> Self {
        let identifiers = kind.identifiers.iter();
        Self {
            kind,
            identifiers: identifiers
                .map(|identifier| Forms::read(kind, identifier, mistakes))
                .collect(),
            proofs: proofs(kind, mistakes),
        }
    }

    fn offer(&self, region_code: &str) -> Option<Offer> {
        let kind = self.kind;
        if kind.absent_from.iter().any(|code| code == region_code) {
            return None;
        }
        let instructions = kind.regional_instructions.get(region_code);
        let identifiers = self.identifiers.iter();
        Some(Offer {
            kind: kind.kind,
            name: kind.name.clone(),
            instructions: instructions.unwrap_or(&kind.instructions).clone(),
            identifiers: identifiers
                .filter_map(|forms| forms.of(region_code).cloned())
                .collect(),
            proofs: self.proofs.clone(),
        })
    }
}

impl<'a> Forms<'a> {
    fn read(kind: &Kind, identifier: &'a Identifier, mistakes: &mut Mistakes) -> Self {
        let place = identifier_place(kind, identifier);
        let general = Form {
            pattern: identifier.pattern.clone(),
            example: identifier.example.clone(),
        };
        let general = format(identifier, &general, &place, mistakes);
        let regional = identifier.regional.iter().map(|(code, form)| {
            let place = format!("{place} in {code:?}");
            (code.as_str(), format(identifier, form, &place, mistakes))
        });
        Self {
            regional: regional.collect(),
            general,
        }
    }

    fn of(&self, region_code: &str) -> Option<&IdentifierFormat> {
        let regional = self.regional.get(region_code);
        regional.unwrap_or(&self.general).as_ref()
    }
}

fn served<'a>(file: &'a File, mistakes: &mut Mistakes) -> BTreeSet<&'a str> {
    let version = 1..=NAME_MAX;
    let holds = version.contains(&file.version.chars().count()).into();
    mistakes.require("version", "must not be empty nor long", &holds);
    let holds = (1..=REGIONS_MAX).contains(&file.regions.len()).into();
    mistakes.require("regions", format!("must be 1 to {REGIONS_MAX}"), &holds);
    let mut served = BTreeSet::new();
    for code in &file.regions {
        let holds = RegionCode::parse(code).is_ok().into();
        mistakes.require(format!("regions: {code:?}"), "is not a region code", &holds);
        let holds = served.insert(code.as_str()).into();
        mistakes.require(format!("regions: {code:?}"), "stands twice", &holds);
    }
    served
}

fn kinds_stand_once(kinds: &[Kind], mistakes: &mut Mistakes) {
    let holds = (!kinds.is_empty()).into();
    mistakes.require("kind", "must stand once at least", &holds);
    let mut seen = BTreeSet::new();
    for kind in kinds {
        let holds = seen.insert(kind.kind).into();
        mistakes.require(place(kind), "stands twice", &holds);
    }
}

fn check_kind(kind: &Kind, served: &BTreeSet<&str>, mistakes: &mut Mistakes) {
    let place = place(kind);
    text(&kind.name, NAME_MAX, &format!("{place} name"), mistakes);
    let instructions =
        std::iter::once(&kind.instructions).chain(kind.regional_instructions.values());
    for instructions in instructions {
        let place = format!("{place} instructions");
        text(instructions, INSTRUCTIONS_MAX, &place, mistakes);
    }
    let regional = kind.identifiers.iter().flat_map(|one| one.regional.keys());
    let named = kind
        .absent_from
        .iter()
        .chain(kind.regional_instructions.keys());
    for code in named.chain(regional) {
        let holds = served.contains(code.as_str()).into();
        mistakes.require(
            format!("{place}: {code:?}"),
            "is not among the regions",
            &holds,
        );
    }
    let mut seen = BTreeSet::new();
    for identifier in &kind.identifiers {
        let holds = seen.insert(identifier.identifier_type).into();
        let place = identifier_place(kind, identifier);
        mistakes.require(&place, "stands twice", &holds);
        text(
            &identifier.name,
            NAME_MAX,
            &format!("{place} name"),
            mistakes,
        );
    }
    let holds = (!kind.identifiers.is_empty()).into();
    mistakes.require(&place, "must have an identifier", &holds);
    let holds = (!kind.proofs.is_empty()).into();
    mistakes.require(&place, "must have a proof", &holds);
}

fn text(text: &Text, longest: usize, place: &str, mistakes: &mut Mistakes) {
    let holds = text.0.contains_key(FALLBACK_LANGUAGE).into();
    mistakes.require(place, "must exist in `ru`", &holds);
    for (language, content) in &text.0 {
        let plain = language.bytes().all(|byte| byte.is_ascii_lowercase());
        let holds = (plain && (2..=3).contains(&language.len())).into();
        let mistake = format!("is in {language:?}, which is no primary language subtag");
        mistakes.require(place, mistake, &holds);
        let length = content.trim().chars().count();
        let holds = (1..=longest).contains(&length).into();
        let mistake = format!("in {language:?} must have 1 to {longest} characters");
        mistakes.require(place, mistake, &holds);
    }
}

fn format(
    identifier: &Identifier,
    form: &Form,
    place: &str,
    mistakes: &mut Mistakes,
) -> Option<IdentifierFormat> {
    let pattern = pattern(form, place, mistakes)?;
    let example = identifier::Identifier::normalise(identifier.identifier_type, &form.example);
    let holds = (form.example.len() <= EXAMPLE_MAX && pattern.is_match(example.value())).into();
    let mistake = "must have an example that matches its pattern";
    mistakes.require(place, mistake, &holds);
    Some(IdentifierFormat {
        identifier_type: identifier.identifier_type,
        name: identifier.name.clone(),
        pattern,
        example: form.example.clone(),
    })
}

fn pattern(form: &Form, place: &str, mistakes: &mut Mistakes) -> Option<Regex> {
    let text = form.pattern.as_str();
    let anchored = text.starts_with('^') && text.ends_with('$') && !text.contains('|');
    let holds = (anchored && text.len() <= PATTERN_MAX).into();
    let mistake = "must have a pattern from ^ to $ without alternatives";
    mistakes.require(place, mistake, &holds);
    let pattern = Regex::new(text).ok();
    if pattern.is_none() {
        mistakes.add(place, "has a pattern that is not RE2");
    }
    pattern
}

fn proofs(kind: &Kind, mistakes: &mut Mistakes) -> Vec<(Channel, ProofMethod)> {
    let mut proofs = Vec::new();
    for proof in &kind.proofs {
        let Some(proof) = read_proof(kind, proof, mistakes) else {
            continue;
        };
        let holds = (!proofs.contains(&proof)).into();
        mistakes.require(place(kind), "has a proof twice", &holds);
        proofs.push(proof);
    }
    proofs
}

fn read_proof(
    kind: &Kind,
    proof: &Proof,
    mistakes: &mut Mistakes,
) -> Option<(Channel, ProofMethod)> {
    let Some(channel) = Channel::from_name(&proof.channel) else {
        let mistake = format!("is proven over {:?}, which is no channel", proof.channel);
        mistakes.add(place(kind), mistake);
        return None;
    };
    let to_the_number = proof.method == ProofMethod::NumberCode;
    let possible = kind.kind == ServiceKind::Mobile && channel == Channel::Sms;
    let holds = (!to_the_number || possible).into();
    let mistake = "cannot be proven by NUMBER_CODE: only a mobile number takes an SMS";
    mistakes.require(place(kind), mistake, &holds);
    Some((channel, proof.method))
}

fn place(kind: &Kind) -> String {
    format!("kind {}", kind.kind.as_str())
}

fn identifier_place(kind: &Kind, identifier: &Identifier) -> String {
    format!("{}, {}", place(kind), identifier.identifier_type.as_str())
}
