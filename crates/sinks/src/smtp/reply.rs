/// Octets of a message (RFC 1870), its headers included.
pub(super) const MAX_MESSAGE_OCTETS: usize = 1024 * 1024;

pub(super) const GREETING: &str = "220 localhost ESMTP kabinet sink\r\n";
pub(super) const HELLO: &str = "250 localhost\r\n";
pub(super) const EXTENDED_HELLO: &str = concat!(
    "250-localhost\r\n",
    "250-PIPELINING\r\n",
    "250-SIZE 1048576\r\n",
    "250-8BITMIME\r\n",
    "250-SMTPUTF8\r\n",
    "250 ENHANCEDSTATUSCODES\r\n",
);
pub(super) const OK: &str = "250 2.0.0 OK\r\n";
pub(super) const SENDER_OK: &str = "250 2.1.0 OK\r\n";
pub(super) const RECEIVER_OK: &str = "250 2.1.5 OK\r\n";
pub(super) const START_INPUT: &str = "354 end with <CR><LF>.<CR><LF>\r\n";
pub(super) const BYE: &str = "221 2.0.0 bye\r\n";
pub(super) const CANNOT_VERIFY: &str = "252 2.1.5 send some mail and see\r\n";
pub(super) const IDLE: &str = "421 4.4.2 idle for too long\r\n";
pub(super) const TOO_MANY_ERRORS: &str = "421 4.7.0 too many errors\r\n";
pub(super) const TEMPORARY: &str = "451 4.3.0 not now, as this sink was told\r\n";
pub(super) const TOO_MANY_RECEIVERS: &str = "452 4.5.3 too many receivers\r\n";
pub(super) const UNKNOWN_COMMAND: &str = "500 5.5.2 not a command\r\n";
pub(super) const LINE_TOO_LONG: &str = "500 5.5.2 line too long\r\n";
pub(super) const SYNTAX: &str = "501 5.5.4 syntax error\r\n";
pub(super) const BAD_ADDRESS: &str = "501 5.1.3 not an address\r\n";
pub(super) const NOT_IMPLEMENTED: &str = "502 5.5.1 not implemented\r\n";
pub(super) const BAD_SEQUENCE: &str = "503 5.5.1 out of order\r\n";
pub(super) const PERMANENT: &str = "550 5.1.1 no such receiver, as this sink was told\r\n";
pub(super) const TOO_LARGE: &str = "552 5.3.4 message too large\r\n";
pub(super) const NEEDS_SMTPUTF8: &str = "553 5.6.7 the address needs SMTPUTF8\r\n";
pub(super) const NO_MESSAGE: &str = "554 5.6.0 not a message\r\n";
pub(super) const PARAMETER: &str = "555 5.5.4 parameter not known\r\n";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn announced_size_is_the_enforced_one() {
        assert!(EXTENDED_HELLO.contains(&format!("SIZE {MAX_MESSAGE_OCTETS}\r\n")));
    }
}
