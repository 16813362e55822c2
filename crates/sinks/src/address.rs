use kabinet_domain::EmailAddress;

/// Returns the form under which a receiver is looked up: SMPP writes numbers without the plus sign,
/// and people write them with spaces.
pub(crate) fn lookup_key(address: &str) -> String {
    let address = address.trim();
    if address.contains('@') {
        return EmailAddress::parse(address)
            .map_or_else(|_| address.to_lowercase(), |address| address.normalised());
    }
    let is_separator = |character| matches!(character, '+' | ' ' | '-' | '(' | ')' | '\u{a0}');
    let digits = address.replace(is_separator, "");
    if !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit()) {
        digits
    } else {
        address.to_lowercase()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_receiver_has_one_key_however_it_is_written() {
        for text in ["+79000000001", "79000000001", " +7 (900) 000-00-01 "] {
            assert_eq!(lookup_key(text), "79000000001", "{text}");
        }
        for text in ["Ivan@Example.com", "ivan@example.com", " IVAN@EXAMPLE.COM "] {
            assert_eq!(lookup_key(text), "ivan@example.com", "{text}");
        }
        assert_eq!(
            lookup_key("иван@пример.рф"),
            lookup_key("ИВАН@xn--e1afmkfd.xn--p1ai")
        );
    }

    #[test]
    fn names_that_are_no_numbers_stay_apart() {
        assert_eq!(lookup_key("Kabinet"), "kabinet");
        assert_eq!(lookup_key("+"), "+");
        assert_ne!(lookup_key("k-1"), lookup_key("k1"));
    }
}
