//! What is sold.

use kabinet_domain::Money;

use crate::{contract::Kind, money::kopecks};

/// A tariff with its monthly fee.
#[derive(Debug)]
pub(crate) struct Tariff {
    pub(crate) kind: Kind,
    pub(crate) code: &'static str,
    pub(crate) name: &'static str,
    kopecks: i64,
}

impl Tariff {
    pub(crate) fn fee(&self) -> Money {
        kopecks(self.kopecks)
    }

    pub(crate) fn by_code(code: &str) -> Option<&'static Self> {
        TARIFFS.iter().find(|tariff| tariff.code == code)
    }

    pub(crate) fn of_kind(kind: Kind) -> Vec<&'static Self> {
        let tariffs = TARIFFS.iter();
        tariffs.filter(|tariff| tariff.kind == kind).collect()
    }
}

const fn tariff(kind: Kind, code: &'static str, name: &'static str, kopecks: i64) -> Tariff {
    Tariff {
        kind,
        code,
        name,
        kopecks,
    }
}

static TARIFFS: [Tariff; 9] = [
    tariff(Kind::Mobile, "mobile-light", "Лёгкий", 35_000),
    tariff(Kind::Mobile, "mobile-family", "Семейный", 65_050),
    tariff(Kind::Mobile, "mobile-world", "Весь мир", 99_000),
    tariff(Kind::Landline, "landline-base", "Домашний телефон", 24_990),
    tariff(Kind::Landline, "landline-city", "Город без счёта", 45_900),
    tariff(Kind::Broadband, "home-100", "Домашний интернет 100", 55_000),
    tariff(Kind::Broadband, "home-500", "Домашний интернет 500", 79_000),
    tariff(Kind::Tv, "tv-base", "ТВ Основной", 29_900),
    tariff(Kind::Tv, "tv-cinema", "ТВ Кино", 49_933),
];
