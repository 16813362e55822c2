//! Pages of a list.

/// Which page of a list is wanted.
#[derive(Debug)]
pub(crate) struct Page {
    /// Items per page; 0 where the caller does not say.
    pub(crate) size: i32,
    /// Token of the page; empty for the first.
    pub(crate) token: String,
}

/// How many items a page of some list has.
#[derive(Debug, Clone, Copy)]
pub(super) struct PageSize {
    /// When the caller does not say.
    pub(super) default: usize,
    /// At most.
    pub(super) max: usize,
}

impl Page {
    /// Returns how many items the page has at most.
    pub(super) fn limit(&self, size: PageSize) -> usize {
        match usize::try_from(self.size) {
            Ok(0) | Err(_) => size.default,
            Ok(wanted) => wanted.min(size.max),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn size_is_bounded_and_has_a_default() {
        let size = PageSize {
            default: 50,
            max: 200,
        };
        for (wanted, limit) in [(0, 50), (1, 1), (200, 200), (201, 200), (-1, 50)] {
            let page = Page {
                size: wanted,
                token: String::new(),
            };
            assert_eq!(page.limit(size), limit, "{wanted}");
        }
    }
}
