//! `kabinet import`.

use std::{ffi::OsString, path::PathBuf, process::ExitCode};

use clap::ValueEnum;
use kabinet_feed::{FORMS, Format};
use kabinet_proto::subscriptions::v1::SnapshotScope;
use time::{OffsetDateTime, format_description::well_known::Rfc3339};
use tonic::transport::Endpoint;

use crate::{
    import::{self, Import},
    runtime, terminal,
};

/// Where subscriptions listens unless told otherwise.
pub(crate) const ENDPOINT: &str = "http://127.0.0.1:7104";
/// Source unless told otherwise: one that `kabinet dev` takes beside its small operator.
const SOURCE: &str = "import";
/// Exit code of wrong usage, as clap has it.
pub(crate) const EXIT_CODE_USAGE: u8 = 2;

#[derive(clap::Args)]
pub(crate) struct Arguments {
    #[command(subcommand)]
    what: What,
}

#[derive(clap::Subcommand)]
enum What {
    /// Loads contracts with their services, balances and bills; the same file twice changes nothing.
    ///
    /// Exit status: 0 everything was taken, 3 some lines were rejected (the others stand), 1 nothing
    /// was taken, 2 wrong usage, 64 subscriptions is not configured for the source.
    #[command(after_long_help = FORMS)]
    Contracts(Box<Contracts>),
}

#[derive(clap::Args)]
struct Contracts {
    /// File: CSV or NDJSON, by its extension.
    #[arg(value_name = "FILE")]
    file: PathBuf,
    /// Form of a file whose extension does not tell it.
    #[arg(long)]
    format: Option<FormatName>,
    /// Billing system that the contracts come from.
    #[arg(long, default_value = SOURCE)]
    source: String,
    /// Whether the file holds every contract of the source: those that lack are closed then.
    #[arg(long, default_value = "partial")]
    scope: ScopeName,
    /// When the contracts were as the file says (RFC 3339); when the file was last changed, unless
    /// told otherwise.
    #[arg(long, value_name = "TIME", value_parser = parse_time)]
    as_of: Option<OffsetDateTime>,
    /// Where subscriptions answers: http on loopback.
    #[arg(long, value_name = "URL", default_value = ENDPOINT, value_parser = parse_endpoint)]
    endpoint: Endpoint,
    /// File for rejected lines and reasons; FILE.rejects.ndjson unless told otherwise.
    #[arg(long, value_name = "FILE")]
    rejects: Option<PathBuf>,
}

#[derive(Clone, Copy, ValueEnum)]
enum FormatName {
    Csv,
    Ndjson,
}

#[derive(Clone, Copy, ValueEnum)]
enum ScopeName {
    Partial,
    Complete,
}

pub(crate) fn run(arguments: Arguments) -> anyhow::Result<ExitCode> {
    let What::Contracts(contracts) = arguments.what;
    let Some(format) = contracts.format() else {
        terminal::error("the extension tells no form: add `--format csv` or `--format ndjson`");
        return Ok(ExitCode::from(EXIT_CODE_USAGE));
    };
    runtime::run(import::run(contracts.import(format)))
}

/// Reads where subscriptions answers.
pub(crate) fn parse_endpoint(url: &str) -> Result<Endpoint, String> {
    let form = "must be http://host:port on loopback: personal data travel there";
    kabinet_peer::parse_endpoint(url).ok_or_else(|| form.to_owned())
}

fn parse_time(text: &str) -> Result<OffsetDateTime, String> {
    let form = "must be a time such as 2026-01-31T12:00:00Z";
    OffsetDateTime::parse(text, &Rfc3339).map_err(|_| form.to_owned())
}

impl Contracts {
    fn format(&self) -> Option<Format> {
        if let Some(format) = self.format {
            return Some(match format {
                FormatName::Csv => Format::Csv,
                FormatName::Ndjson => Format::Ndjson,
            });
        }
        let extension = self.file.extension()?.to_ascii_lowercase();
        match extension.to_str()? {
            "csv" => Some(Format::Csv),
            "ndjson" | "jsonl" => Some(Format::Ndjson),
            _ => None,
        }
    }

    fn import(self, format: Format) -> Import {
        let rejects = self.rejects.unwrap_or_else(|| {
            let mut name = OsString::from(&self.file);
            name.push(".rejects.ndjson");
            name.into()
        });
        Import {
            file: self.file,
            format,
            source: self.source,
            scope: match self.scope {
                ScopeName::Partial => SnapshotScope::Partial,
                ScopeName::Complete => SnapshotScope::Complete,
            },
            as_of: self.as_of,
            endpoint: self.endpoint,
            rejects,
        }
    }
}
