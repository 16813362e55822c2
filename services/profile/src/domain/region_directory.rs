//! The operator's directory of regions, from a file.

use std::{collections::BTreeMap, ops::Bound};

use kabinet_domain::RegionCode;
use serde::Deserialize;

use super::local_time::RegionZone;

/// Directory that is used when the operator names none: ISO 3166-2:RU.
const DEFAULT: &str = include_str!("../../data/regions.toml");
/// Language that every region is named in.
const FALLBACK_LANGUAGE: &str = "ru";
/// Most regions of a directory.
const REGIONS_MAX: usize = 10_000;

/// Says why a directory cannot be used.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Error {
    /// It is not TOML of the expected shape.
    #[error("is not a directory of regions in TOML")]
    Malformed(#[from] toml::de::Error),
    /// A code breaks the rule for codes.
    #[error("{0:?} is not a region code")]
    Code(String),
    /// Two regions have one code.
    #[error("{0:?} stands twice")]
    Repeated(String),
    /// A region has no Russian name.
    #[error("{0:?} has no name in `ru`")]
    Unnamed(String),
    /// There is no region, or there are too many.
    #[error("a directory has 1 to {REGIONS_MAX} regions, not {0}")]
    Count(usize),
}

/// Regions by their codes.
#[derive(Debug)]
pub(crate) struct RegionDirectory {
    version: String,
    regions: BTreeMap<String, Region>,
}

/// One region.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(
    clippy::struct_field_names,
    reason = "macro-region is the operators' word"
)]
pub(crate) struct Region {
    /// Code.
    pub(crate) code: String,
    /// ISO 3166-2 code, where there is one.
    #[serde(default)]
    pub(crate) iso_code: String,
    names: BTreeMap<String, String>,
    /// Time zone.
    pub(crate) time_zone: RegionZone,
    /// Larger region that this one belongs to.
    #[serde(default)]
    pub(crate) macro_region: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    version: String,
    #[serde(rename = "region")]
    regions: Vec<Region>,
}

impl RegionDirectory {
    /// Reads a directory from TOML.
    pub(crate) fn parse(text: &str) -> Result<Self, Error> {
        let file: File = toml::from_str(text)?;
        let count = file.regions.len();
        if count == 0 || count > REGIONS_MAX {
            return Err(Error::Count(count));
        }
        let mut regions = BTreeMap::new();
        for region in file.regions {
            if RegionCode::parse(&region.code).is_err() {
                return Err(Error::Code(region.code));
            }
            if !region.names.contains_key(FALLBACK_LANGUAGE) {
                return Err(Error::Unnamed(region.code));
            }
            let code = region.code.clone();
            if regions.insert(code.clone(), region).is_some() {
                return Err(Error::Repeated(code));
            }
        }
        Ok(Self {
            version: file.version,
            regions,
        })
    }

    /// Returns the directory of the Russian Federation's subdivisions.
    pub(crate) fn russian_federation() -> Self {
        Self::parse(DEFAULT).expect("the shipped directory is checked by a test")
    }

    /// Returns the directory's version.
    pub(crate) fn version(&self) -> &str {
        &self.version
    }

    /// Finds a region by its code.
    pub(crate) fn get(&self, code: &RegionCode) -> Option<&Region> {
        self.regions.get(code.as_str())
    }

    /// Returns up to `limit` regions whose codes come after `after`.
    pub(crate) fn after(&self, after: &str, limit: usize) -> Vec<&Region> {
        self.regions
            .range::<str, _>((Bound::Excluded(after), Bound::Unbounded))
            .map(|(_, region)| region)
            .take(limit)
            .collect()
    }
}

impl Region {
    /// Returns the name in a language (BCP 47, its first part counts), else in Russian.
    pub(crate) fn name(&self, language: &str) -> &str {
        let primary = language.split('-').next().unwrap_or_default();
        self.names
            .get(&primary.to_ascii_lowercase())
            .or_else(|| self.names.get(FALLBACK_LANGUAGE))
            .map_or(self.code.as_str(), String::as_str)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ONE: &str = r#"
        version = "1"
        [[region]]
        code = "MOW"
        names = { ru = "Москва", en = "Moscow" }
        time_zone = "Europe/Moscow"
    "#;

    #[test]
    fn shipped_directory_is_sound() {
        let directory = RegionDirectory::russian_federation();
        let regions = directory.after("", 500);
        assert_eq!(regions.len(), 83);
        for region in regions {
            assert_eq!(region.iso_code, region.code);
            assert_ne!(region.name("en"), region.name("ru"), "{}", region.code);
            assert!(region.time_zone.name().contains('/') && !region.macro_region.is_empty());
        }
    }

    #[test]
    fn names_fall_back_to_russian() {
        let directory = RegionDirectory::parse(ONE).unwrap();
        let moscow = directory.after("", 1)[0];
        assert_eq!(moscow.name("en-GB"), "Moscow");
        assert_eq!(moscow.name("EN"), "Moscow");
        assert_eq!(moscow.name("pl"), "Москва");
        assert_eq!(moscow.name(""), "Москва");
    }

    #[test]
    fn pages_follow_the_codes() {
        let directory = RegionDirectory::russian_federation();
        let codes = |after, limit| -> Vec<_> {
            let regions = directory.after(after, limit);
            regions
                .into_iter()
                .map(|region| region.code.as_str())
                .collect()
        };
        assert_eq!(codes("", 2), ["RU-AD", "RU-AL"]);
        assert_eq!(codes("RU-AL", 1), ["RU-ALT"]);
        assert_eq!(codes("RU-ZAB", 1), [""; 0]);
    }

    #[test]
    fn unsound_directories_are_refused() {
        let twice = format!("{ONE}{}", ONE.split_once("\"1\"").unwrap().1);
        assert!(matches!(
            RegionDirectory::parse(&twice),
            Err(Error::Repeated(_))
        ));
        let code = ONE.replace("MOW", "mow");
        assert!(matches!(RegionDirectory::parse(&code), Err(Error::Code(_))));
        let unnamed = ONE.replace("ru =", "de =");
        assert!(matches!(
            RegionDirectory::parse(&unnamed),
            Err(Error::Unnamed(_))
        ));
        let unknown = ONE.replace("time_zone", "zone");
        assert!(matches!(
            RegionDirectory::parse(&unknown),
            Err(Error::Malformed(_))
        ));
        let nowhere = ONE.replace("Europe/Moscow", "Europe/Moskva");
        assert!(matches!(
            RegionDirectory::parse(&nowhere),
            Err(Error::Malformed(_))
        ));
        let empty = "version = \"1\"\nregion = []";
        assert!(matches!(
            RegionDirectory::parse(empty),
            Err(Error::Count(0))
        ));
    }
}
