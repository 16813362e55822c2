use std::time::Duration;

/// Says how the mail sink treats its clients.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum SmtpBehaviour {
    /// Takes every message.
    #[default]
    Normal,
    /// Refuses every receiver for now (451).
    Temporary,
    /// Refuses every receiver for good (550).
    Permanent,
    /// Accepts connections and says nothing.
    BlackHole,
    /// Takes every message, and so long for each answer.
    Slow(Duration),
    /// Takes the message and cuts the connection instead of saying so.
    CutAfterData,
}
