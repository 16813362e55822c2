/// Sessions or events per page unless the caller wants another number.
const DEFAULT_SIZE: i32 = 50;

/// Which page of a list is wanted.
pub(crate) struct Page {
    pub(crate) size: i32,
    pub(crate) token: String,
}

impl Page {
    pub(super) fn is_first(&self) -> bool {
        self.token.is_empty()
    }

    /// Returns how many rows the page has at most.
    pub(super) fn limit(&self) -> usize {
        let size = if self.size > 0 {
            self.size
        } else {
            DEFAULT_SIZE
        };
        usize::try_from(size).expect("the size is positive")
    }

    /// Returns how many rows to ask for: one more than the page has tells that there is another.
    pub(super) fn rows(&self) -> i64 {
        i64::try_from(self.limit()).expect("a page is small") + 1
    }
}
