use time::OffsetDateTime;

use super::{Codes, Error};
use crate::domain::Tag;

const HOUR: time::Duration = time::Duration::HOUR;
const DAY: time::Duration = time::Duration::DAY;
/// Keys that one call writes.
const BATCH: usize = 500;

/// Counters as the ledger knows them.
pub(crate) enum Seed {
    /// Messages to a destination: those of open verifications, of concealed ones, and of concealed
    /// ones of known subjects, oldest first.
    Destination {
        tag: Tag,
        open: Vec<OffsetDateTime>,
        concealed: Vec<OffsetDateTime>,
        known_subject: Vec<OffsetDateTime>,
    },
    /// Verifications of a subject, oldest first.
    Subject(Tag, Vec<OffsetDateTime>),
    /// Wrong codes of a subject: how many in a row, and the times of the last day, oldest first.
    Failures(Tag, u32, Vec<OffsetDateTime>),
}

impl Codes {
    /// Writes counters that are missing. Does nothing once the epoch is open.
    pub(crate) async fn reseed(&self, seeds: &[Seed], now: OffsetDateTime) -> Result<(), Error> {
        let entries: Vec<[String; 3]> = seeds
            .iter()
            .flat_map(|seed| self.entries(seed, now))
            .collect();
        for batch in entries.chunks(BATCH) {
            let arguments: Vec<&[u8]> = batch.iter().flatten().map(String::as_bytes).collect();
            self.call("otp_reseed", &[&self.epoch()], &arguments)
                .await?;
        }
        Ok(())
    }

    /// Lets verifications start.
    pub(crate) async fn open_epoch(&self) -> Result<(), Error> {
        self.call("otp_epoch", &[&self.epoch()], &[]).await?;
        Ok(())
    }

    fn entries(&self, seed: &Seed, now: OffsetDateTime) -> Vec<[String; 3]> {
        match seed {
            Seed::Destination {
                tag,
                open,
                concealed,
                known_subject,
            } => [("", open), ("c:", concealed), ("k:", known_subject)]
                .into_iter()
                .flat_map(|(prefix, times)| self.messages(&format!("{prefix}{tag}"), times, now))
                .collect(),
            Seed::Subject(tag, times) => self.logs("subject", &tag.to_string(), times, now),
            Seed::Failures(tag, in_a_row, times) => vec![[
                self.failures(*tag),
                format!("{in_a_row}:{}", join(times)),
                life(30 * DAY, times, now),
            ]],
        }
    }

    fn messages(
        &self,
        counted_tag: &str,
        times: &[OffsetDateTime],
        now: OffsetDateTime,
    ) -> Vec<[String; 3]> {
        let Some(last) = times.last() else {
            return Vec::new();
        };
        let within_hour = times.iter().filter(|time| now - **time < HOUR).count();
        let mut entries = self.logs("destination", counted_tag, times, now);
        entries.push([
            format!("{}cd:{counted_tag}", self.prefix),
            format!("{}:{}", within_hour.max(1), milliseconds(*last)),
            life(HOUR, times, now),
        ]);
        entries
    }

    fn logs(
        &self,
        dimension: &str,
        tag: &str,
        times: &[OffsetDateTime],
        now: OffsetDateTime,
    ) -> Vec<[String; 3]> {
        [("hour", HOUR), ("day", DAY)]
            .into_iter()
            .map(|(name, period)| {
                let within = times.partition_point(|time| now - *time >= period);
                [
                    format!("{}rl:{dimension}_per_{name}:{tag}", self.prefix),
                    join(&times[within..]),
                    life(period, times, now),
                ]
            })
            .collect()
    }
}

fn milliseconds(time: OffsetDateTime) -> i128 {
    time.unix_timestamp_nanos() / 1_000_000
}

fn join(times: &[OffsetDateTime]) -> String {
    let texts: Vec<_> = times
        .iter()
        .map(|time| milliseconds(*time).to_string())
        .collect();
    texts.join(",")
}

/// A counter lives for its period from now, and from its last time where that is still to come.
fn life(period: time::Duration, times: &[OffsetDateTime], now: OffsetDateTime) -> String {
    let last = times.last().copied().unwrap_or(now).max(now);
    (last - now + period).whole_milliseconds().to_string()
}
