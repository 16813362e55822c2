//! The form of the file: a line about the books, then one per contract.

use std::io::{self, Write};

use serde::{Deserialize, Serialize};
use time::Date;

use crate::{Books, Contract, calendar::iso_date};

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Head {
    seed: u64,
    #[serde(with = "iso_date")]
    day: Date,
}

/// Reads books, or names the line that is none of theirs.
pub(super) fn read(text: &str) -> Result<Books, usize> {
    let mut lines = (1_usize..).zip(text.lines());
    let head = lines
        .next()
        .and_then(|(_, line)| serde_json::from_str(line).ok());
    let Head { seed, day } = head.ok_or(1_usize)?;
    let contract =
        |(number, line): (usize, &str)| serde_json::from_str::<Contract>(line).map_err(|_| number);
    Ok(Books {
        seed,
        day,
        contracts: lines.map(contract).collect::<Result<_, _>>()?,
    })
}

pub(super) fn write(books: &Books, output: &mut impl Write) -> io::Result<()> {
    let head = Head {
        seed: books.seed,
        day: books.day,
    };
    serde_json::to_writer(&mut *output, &head)?;
    for contract in &books.contracts {
        output.write_all(b"\n")?;
        serde_json::to_writer(&mut *output, contract)?;
    }
    output.write_all(b"\n")
}
