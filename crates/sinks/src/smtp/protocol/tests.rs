use kabinet_env::Env;
use proptest::prelude::*;

use super::*;

struct Client {
    protocol: Protocol,
    messages: Messages,
    behaviour: Arc<Switch<SmtpBehaviour>>,
}

impl Client {
    fn new() -> Self {
        let messages = Messages::new(Env::system());
        let behaviour = Arc::new(Switch::default());
        Self {
            protocol: Protocol::new(messages.clone(), Arc::clone(&behaviour)),
            messages,
            behaviour,
        }
    }

    fn ready() -> Self {
        let mut client = Self::new();
        client.send("EHLO client.example.com\r\n");
        client
    }

    fn send(&mut self, text: &str) -> (Vec<String>, Next) {
        let mut replies = String::new();
        let next = self.protocol.take(text.as_bytes(), &mut replies);
        (replies.lines().map(str::to_owned).collect(), next)
    }

    /// Sends commands and returns the codes of the replies.
    fn codes(&mut self, text: &str) -> Vec<String> {
        let (replies, _) = self.send(text);
        let is_last = |reply: &String| reply.as_bytes().get(3) == Some(&b' ');
        replies
            .into_iter()
            .filter(is_last)
            .map(|reply| reply[..3].to_owned())
            .collect()
    }

    fn texts(&self) -> Vec<String> {
        let kept = self.messages.list(None, None, 100);
        kept.iter().map(|message| message.text.clone()).collect()
    }
}

const ENVELOPE: &str = "MAIL FROM:<a@example.com>\r\nRCPT TO:<b@example.com>\r\nDATA\r\n";

#[test]
fn pipelined_commands_are_answered_in_their_order() {
    let mut client = Client::ready();
    assert_eq!(
        client.codes(
            "MAIL FROM:<a@example.com> SIZE=10\r\nRCPT TO:<b@example.com>\r\nRCPT TO:<c@example.com>\r\nDATA\r\n"
        ),
        ["250", "250", "250", "354"]
    );
    assert_eq!(
        client.codes("Subject: s\r\n\r\ntext\r\n.\r\nNOOP\r\nQUIT\r\n"),
        ["250", "250", "221"]
    );
    assert_eq!(client.texts(), ["text\r\n", "text\r\n"]);
}

#[test]
fn stuffed_dots_are_taken_out() {
    let mut client = Client::ready();
    client.send(ENVELOPE);
    client.send("Subject: s\r\n\r\n..one\r\nt.wo\r\n...\r\n.\r\n");
    assert_eq!(client.texts(), [".one\r\nt.wo\r\n..\r\n"]);
}

#[test]
fn input_may_be_cut_anywhere() {
    let session = format!("EHLO x\r\n{ENVELOPE}Subject: s\r\n\r\n..a\r\n.\r\nQUIT\r\n");
    for cut in 1..session.len() {
        let mut client = Client::new();
        let mut codes = client.codes(&session[..cut]);
        codes.extend(client.codes(&session[cut..]));
        assert_eq!(codes, ["250", "250", "250", "354", "250", "221"], "{cut}");
        assert_eq!(client.texts(), [".a\r\n"], "{cut}");
    }
}

#[test]
fn commands_out_of_order_are_refused() {
    let mut client = Client::new();
    assert_eq!(client.codes("MAIL FROM:<a@example.com>\r\n"), ["503"]);
    assert_eq!(client.codes("HELO x\r\n"), ["250"]);
    assert_eq!(
        client.codes("RCPT TO:<b@example.com>\r\nDATA\r\n"),
        ["503", "503"]
    );
    assert_eq!(
        client.codes("MAIL FROM:<a@example.com>\r\nMAIL FROM:<a@example.com>\r\nDATA\r\n"),
        ["250", "503", "503"]
    );
    assert_eq!(client.codes("RSET\r\nMAIL FROM:<>\r\n"), ["250", "250"]);
}

#[test]
fn commands_that_are_not_spoken_here_are_refused() {
    let mut client = Client::ready();
    assert_eq!(
        client.codes("STARTTLS\r\nAUTH PLAIN AGEAYg==\r\nEXPN list\r\nVRFY a\r\nBLAH\r\n"),
        ["502", "502", "502", "252", "500"]
    );
    assert_eq!(
        client.codes("MAIL FROM:<not an address>\r\nMAIL <a@example.com>\r\n"),
        ["501", "501"]
    );
}

#[test]
fn international_addresses_need_the_extension() {
    let mut client = Client::ready();
    assert_eq!(
        client.codes("MAIL FROM:<a@example.com>\r\nRCPT TO:<иван@example.com>\r\nRSET\r\n"),
        ["250", "553", "250"]
    );
    assert_eq!(
        client.codes("MAIL FROM:<a@example.com> SMTPUTF8\r\nRCPT TO:<иван@example.com>\r\n"),
        ["250", "250"]
    );
}

#[test]
fn too_large_a_message_is_refused_and_the_session_goes_on() {
    let mut client = Client::ready();
    assert_eq!(
        client.codes("MAIL FROM:<a@example.com> SIZE=1048577\r\n"),
        ["552"]
    );
    client.send(ENVELOPE);
    let line = format!("{}\r\n", "x".repeat(998));
    for _ in 0..=reply::MAX_MESSAGE_OCTETS / line.len() {
        assert_eq!(client.codes(&line), [""; 0]);
    }
    assert_eq!(client.codes(".\r\nNOOP\r\n"), ["552", "250"]);
    assert!(client.texts().is_empty());
    assert_eq!(client.codes(ENVELOPE), ["250", "250", "354"]);
}

#[test]
fn line_without_end_closes_the_session() {
    let mut client = Client::ready();
    let mut next = Next::Read;
    for _ in 0..10 {
        next = client.send(&"x".repeat(1_000)).1;
        if next != Next::Read {
            break;
        }
    }
    assert_eq!(next, Next::Close);
}

#[test]
fn receivers_are_bounded() {
    let mut client = Client::ready();
    client.send("MAIL FROM:<a@example.com>\r\n");
    let codes = client.codes(&"RCPT TO:<b@example.com>\r\n".repeat(101));
    assert_eq!(codes.iter().filter(|code| *code == "250").count(), 100);
    assert_eq!(codes.last().unwrap(), "452");
}

#[test]
fn client_that_talks_nonsense_is_sent_away() {
    let mut client = Client::ready();
    let (replies, next) = client.send(&"BLAH\r\n".repeat(100));
    assert_eq!(next, Next::Close);
    assert_eq!(replies.len(), MAX_ERRORS + 1);
    assert!(replies.last().unwrap().starts_with("421"));
}

#[test]
fn behaviour_decides_about_receivers() {
    let mut client = Client::ready();
    client.send("MAIL FROM:<a@example.com>\r\n");
    for (behaviour, code) in [
        (SmtpBehaviour::Temporary, "451"),
        (SmtpBehaviour::Permanent, "550"),
        (SmtpBehaviour::Normal, "250"),
    ] {
        client.behaviour.set(behaviour);
        assert_eq!(client.codes("RCPT TO:<b@example.com>\r\n"), [code]);
    }
}

#[test]
fn message_is_kept_though_the_connection_is_cut() {
    let mut client = Client::ready();
    client.behaviour.set(SmtpBehaviour::CutAfterData);
    client.send(ENVELOPE);
    let (replies, next) = client.send("Subject: s\r\n\r\ntext\r\n.\r\n");
    assert_eq!((replies.len(), next), (0, Next::Close));
    assert_eq!(client.texts(), ["text\r\n"]);
}

#[test]
fn black_hole_says_nothing() {
    let mut client = Client::ready();
    client.behaviour.set(SmtpBehaviour::BlackHole);
    assert_eq!(client.send("NOOP\r\n"), (Vec::new(), Next::FallSilent));
    let mut replies = String::new();
    assert_eq!(client.protocol.greet(&mut replies), Next::FallSilent);
    assert_eq!(replies, "");
}

proptest! {
    #[test]
    fn no_input_panics(chunks in prop::collection::vec(prop::collection::vec(any::<u8>(), 0..64), 0..16)) {
        let mut client = Client::ready();
        client.send(ENVELOPE);
        let mut replies = String::new();
        for chunk in chunks {
            client.protocol.take(&chunk, &mut replies);
        }
        client.protocol.take(b"\r\n.\r\n", &mut replies);
    }

    #[test]
    fn no_command_panics(line in "(EHLO|MAIL FROM:|RCPT TO:|BDAT|AUTH|NOOP)[ -~а-я]{0,40}\r\n") {
        Client::ready().send(&line);
    }
}
