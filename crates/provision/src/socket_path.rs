use std::path::Path;

/// A unix socket's path may have 104 bytes on macOS and 108 on Linux, with a closing zero.
const LONGEST: usize = 103;

/// Tells whether a socket called `file` in `directory` can be bound, configured and put into a URL.
///
/// Postgres reads its directories as a list with separators, and a URL quotes most bytes.
pub(crate) fn fits(directory: &Path, file: &str) -> bool {
    let path = directory.join(file);
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"/._-".contains(&byte);
    path.as_os_str().len() <= LONGEST && path.to_str().is_some_and(|text| text.bytes().all(plain))
}

#[cfg(test)]
mod tests {
    use super::fits;

    #[test]
    fn long_or_odd_paths_do_not_fit() {
        assert!(fits("/srv/.kabinet/redis/socket".as_ref(), "redis.sock"));
        assert!(!fits(
            format!("/{}", "d".repeat(100)).as_ref(),
            "redis.sock"
        ));
        assert!(!fits("/srv/a,b".as_ref(), "redis.sock"));
        assert!(!fits("/srv/a b".as_ref(), "redis.sock"));
    }
}
