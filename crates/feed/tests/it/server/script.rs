//! What goes wrong, and when.

/// Where a stream breaks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Cut {
    /// The batch is lost.
    BeforeStoring,
    /// The batch is stored and its acknowledgement lost.
    BeforeAcknowledging,
    /// The batch is stored and the stream ends as if nothing were wrong.
    Ending,
    /// The server loses everything that it has stored.
    Forgetting,
}

/// What goes wrong.
#[derive(Default)]
pub(crate) struct Script {
    /// Cuts, by how many batches go through before each.
    pub(crate) cuts: Vec<(u64, Cut)>,
    /// Acknowledges nothing before so many batches have waited at a time.
    pub(crate) awaited: usize,
    /// Answers no `BeginSnapshot`.
    pub(crate) silent: bool,
    pub(crate) lose_commit_answer: bool,
}

impl Script {
    pub(crate) fn cutting(cuts: impl IntoIterator<Item = (u64, Cut)>) -> Self {
        Self {
            cuts: cuts.into_iter().collect(),
            ..Self::default()
        }
    }

    /// Says whether the stream breaks with the batch that has come.
    pub(super) fn cut_before_next(&mut self) -> Option<Cut> {
        let (left, cut) = self.cuts.first_mut()?;
        if *left > 0 {
            *left -= 1;
            return None;
        }
        let cut = *cut;
        self.cuts.remove(0);
        Some(cut)
    }
}
