use kabinet_domain::{Currency, Money};
use kabinet_env::id::{AccountId, BillId, ContractId};
use sqlx::PgPool;
use time::{Date, OffsetDateTime};
use uuid::Uuid;

use super::row::{corrupt, read as read_word};
use crate::domain::bill::BillState;
use crate::domain::freshness::Observation;
use crate::domain::place::BillPlace;
use crate::store::{CorruptRow, Error};

const TABLE: &str = "subscriptions.bill";

/// Bills of a contract.
pub(crate) struct StoredBills {
    /// When the list was true, and when it came; absent while the source has not said one.
    pub(crate) observation: Option<Observation>,
    /// Bills, the newest first.
    pub(crate) bills: Vec<StoredBill>,
}

/// A bill, sealed as it stands.
pub(crate) struct StoredBill {
    pub(crate) id: BillId,
    /// Sealed number.
    pub(crate) number: Vec<u8>,
    pub(crate) period_start: Date,
    pub(crate) period_end: Date,
    pub(crate) amount: Money,
    pub(crate) issue_date: Date,
    pub(crate) due_date: Date,
    pub(crate) state: BillState,
}

struct Row {
    bills_as_of: Option<OffsetDateTime>,
    bills_observe_time: Option<OffsetDateTime>,
    bill_id: Option<Uuid>,
    bill_number: Option<Vec<u8>>,
    period_start: Option<Date>,
    period_end: Option<Date>,
    nanos: Option<i64>,
    currency: Option<String>,
    issue_date: Option<Date>,
    due_date: Option<Date>,
    state: Option<String>,
}

/// Reads a contract's bills behind a place, those of its present holder; none where the account has
/// no such contract.
pub(crate) async fn read(
    pool: &PgPool,
    account_id: AccountId,
    contract_id: ContractId,
    after: BillPlace,
    limit: usize,
) -> Result<Option<StoredBills>, Error> {
    let limit = i64::try_from(limit).expect("a page is small");
    let rows = sqlx::query_as!(
        Row,
        r#"SELECT
            contract.bills_as_of,
            contract.bills_observe_time,
            bill.bill_id AS "bill_id?",
            bill.bill_number AS "bill_number?",
            bill.period_start AS "period_start?",
            bill.period_end AS "period_end?",
            bill.nanos AS "nanos?",
            bill.currency AS "currency?",
            bill.issue_date AS "issue_date?",
            bill.due_date AS "due_date?",
            bill.state AS "state?"
        FROM subscriptions.link
        INNER JOIN subscriptions.contract
            ON contract.contract_id = link.contract_id
            AND contract.holder_generation = link.holder_generation
        LEFT JOIN LATERAL (
            SELECT *
            FROM subscriptions.bill
            WHERE bill.contract_id = link.contract_id
                AND bill.holder_generation = link.holder_generation
                AND (bill.issue_date, bill.bill_id) < ($3, $4)
            ORDER BY
                bill.issue_date DESC,
                bill.bill_id DESC
            LIMIT $5
        ) AS bill
            ON TRUE
        WHERE link.account_id = $1
            AND link.state = 'ACTIVE'
            AND link.contract_id = $2
        ORDER BY
            bill.issue_date DESC,
            bill.bill_id DESC"#,
        account_id.uuid(),
        contract_id.uuid(),
        after.issue_date,
        after.bill_id.uuid(),
        limit,
    )
    .fetch_all(pool)
    .await?;
    let Some(first) = rows.first() else {
        return Ok(None);
    };
    let times = first.bills_as_of.zip(first.bills_observe_time);
    let observation = times.map(|(as_of, observe_time)| Observation {
        as_of,
        observe_time,
    });
    let bills = rows
        .into_iter()
        .filter_map(|row| row.bill_id.map(|id| row.bill(id)))
        .collect::<Result<_, CorruptRow>>()?;
    Ok(Some(StoredBills { observation, bills }))
}

impl Row {
    fn bill(self, id: Uuid) -> Result<StoredBill, CorruptRow> {
        let corrupt = |column| corrupt(TABLE, column, id);
        let currency = read_word(self.currency.as_deref(), |text| Currency::parse(text).ok())
            .ok_or_else(|| corrupt("currency"))?;
        Ok(StoredBill {
            id: BillId::from_uuid(id),
            number: self.bill_number.ok_or_else(|| corrupt("bill_number"))?,
            period_start: self.period_start.ok_or_else(|| corrupt("period_start"))?,
            period_end: self.period_end.ok_or_else(|| corrupt("period_end"))?,
            amount: Money::new(currency, self.nanos.ok_or_else(|| corrupt("nanos"))?),
            issue_date: self.issue_date.ok_or_else(|| corrupt("issue_date"))?,
            due_date: self.due_date.ok_or_else(|| corrupt("due_date"))?,
            state: read_word(self.state.as_deref(), BillState::parse)
                .ok_or_else(|| corrupt("state"))?,
        })
    }
}
