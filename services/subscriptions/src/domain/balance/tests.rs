use proptest::prelude::*;
use time::macros::datetime;

use super::*;

const NOW: OffsetDateTime = datetime!(2026-01-02 03:04:05 UTC);

fn amount(nanos: i64, currency: &str, age: Duration) -> Amount {
    Amount {
        money: Money::new(Currency::parse(currency).unwrap(), nanos),
        observation: Observation {
            as_of: NOW - age,
            observe_time: NOW,
        },
    }
}

fn roubles(nanos: i64) -> Amount {
    amount(nanos, "RUB", Duration::ZERO)
}

fn sums(amounts: &[Option<Amount>]) -> Vec<String> {
    let totals = Totals::of(amounts.iter().copied());
    totals
        .known
        .iter()
        .map(|total| total.sum.to_string())
        .collect()
}

#[test]
fn sums_are_exact() {
    for (amounts, sum) in [
        // What binary fractions make 0.30000000000000004.
        (&[100_000_000, 200_000_000][..], "0.30 RUB"),
        (&[1, 1, 1], "0.000000003 RUB"),
        (&[-1, 1], "0.00 RUB"),
        (&[-1_500_000_000, 200_000_000], "-1.30 RUB"),
        (&[i64::MAX, i64::MAX], "18446744073.709551614 RUB"),
        (&[i64::MIN, i64::MIN], "-18446744073.709551616 RUB"),
        (&[i64::MAX, i64::MIN], "-0.000000001 RUB"),
    ] {
        let amounts: Vec<_> = amounts.iter().copied().map(roubles).map(Some).collect();
        assert_eq!(sums(&amounts), [sum]);
    }
}

#[test]
fn currencies_are_never_added_to_each_other() {
    let amounts = [
        Some(roubles(1_000_000_000)),
        Some(amount(5_000_000_000, "PLN", Duration::ZERO)),
        Some(roubles(2_000_000_000)),
    ];
    assert_eq!(sums(&amounts), ["5.00 PLN", "3.00 RUB"]);
}

#[test]
fn what_was_never_loaded_is_counted_and_is_no_zero() {
    let totals = Totals::of([None, None]);
    assert_eq!((totals.known, totals.unknown_count), (Vec::new(), 2));
    let totals = Totals::of([None, Some(roubles(0))]);
    assert_eq!((totals.known.len(), totals.unknown_count), (1, 1));
    assert_eq!(totals.known[0].contract_count, 1);
}

#[test]
fn total_is_as_old_as_its_oldest_amount() {
    let totals = Totals::of([
        Some(amount(1, "RUB", Duration::MINUTE)),
        Some(amount(1, "RUB", Duration::HOUR)),
        Some(amount(1, "RUB", Duration::SECOND)),
        Some(amount(1, "PLN", Duration::DAY)),
    ]);
    let oldest: Vec<_> = totals
        .known
        .iter()
        .map(|total| total.oldest_as_of)
        .collect();
    assert_eq!(oldest, [NOW - Duration::DAY, NOW - Duration::HOUR]);
}

#[test]
fn balance_is_judged_by_how_the_account_is_paid_unless_the_caller_says() {
    let old = Some(amount(1, "RUB", Duration::minutes(5)));
    let by_kind = Demand {
        now: NOW,
        max_staleness: None,
    };
    let asked = Demand {
        max_staleness: Some(Duration::HOUR),
        ..by_kind
    };
    for (amount, rating_type, demand, expected) in [
        (old, RatingType::Prepaid, by_kind, Freshness::Stale),
        (old, RatingType::Postpaid, by_kind, Freshness::Fresh),
        (old, RatingType::Prepaid, asked, Freshness::Fresh),
        (None, RatingType::Prepaid, asked, Freshness::Unknown),
    ] {
        let balance = Balance::judge(amount, rating_type, demand);
        assert_eq!(
            balance,
            Balance {
                amount,
                freshness: expected
            }
        );
    }
}

proptest! {
    #[test]
    fn order_of_the_balances_does_not_matter(
        amounts in prop::collection::vec(prop::option::of(any::<i64>()), 0..50),
    ) {
        let amounts: Vec<_> = amounts.into_iter().map(|nanos| nanos.map(roubles)).collect();
        let backwards = amounts.iter().rev().copied();
        prop_assert_eq!(Totals::of(amounts.iter().copied()), Totals::of(backwards));
    }
}
