use kabinet_domain::Language;
use kabinet_env::id::AccountId;

use super::CorruptRow;

/// Reads the tag of a language from an account's row.
pub(super) fn read(
    account_id: AccountId,
    table: &'static str,
    tag: &str,
) -> Result<Language, CorruptRow> {
    let known = Language::ALL
        .into_iter()
        .find(|known| known.as_str() == tag);
    known.ok_or(CorruptRow {
        table,
        column: "language",
        row: account_id.uuid(),
    })
}
