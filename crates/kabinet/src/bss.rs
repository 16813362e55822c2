//! The small operator beside the suite: its books, and what subscriptions is told of them.

mod change;
mod list;
mod load;

use std::{io, path::Path};

use anyhow::Context as _;
use kabinet_feed::{Observer, Progress, Reject};
use kabinet_refbss::{Books, Directory};

use crate::terminal;

pub(crate) use change::{Deed, Order, change};
pub(crate) use list::list;
pub(crate) use load::load;

/// Name under which the small operator feeds contracts.
const SOURCE: &str = "demo";
/// Directory of the books below that of `kabinet dev`.
pub(crate) const BOOKS: &str = "bss";

/// Opens books that `kabinet dev` has made.
fn open(directory: &Directory, path: &Path) -> anyhow::Result<Books> {
    directory.open()?.with_context(|| {
        format!(
            "{} holds no books: `kabinet dev` makes them",
            path.display()
        )
    })
}

/// Says what is wrong with records that are ours.
struct Complaints;

impl Observer for Complaints {
    fn rejected(&mut self, reject: Reject) -> io::Result<()> {
        let id = reject.external_id.unwrap_or_default();
        for violation in reject.violations {
            terminal::error(&format!(
                "{id}: {} {} ({})",
                violation.field, violation.description, violation.reason
            ));
        }
        Ok(())
    }

    fn progress(&mut self, _: Progress) {}
}
