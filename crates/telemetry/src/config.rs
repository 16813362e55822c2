use kabinet_config::Reader;
use tracing_subscriber::EnvFilter;

/// What is logged unless configured otherwise: statements and wire details never.
const DEFAULT_FILTER: &str = "info,sqlx::query=off,sqlx::postgres::notice=warn,h2=warn,hyper=warn,tonic=warn,opentelemetry=warn";

/// Form of a log line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LogFormat {
    /// One JSON object a line.
    Json,
    /// One readable line.
    Text,
}

/// What is logged, and where spans go.
#[derive(Clone, Debug)]
pub struct TelemetryConfig {
    /// Form of a log line.
    pub log_format: LogFormat,
    /// Which events are logged, in the syntax of `tracing`'s `EnvFilter`.
    pub log_filter: String,
    /// Collector that takes spans over OTLP/gRPC; without it none are exported.
    pub otlp_endpoint: Option<String>,
    /// Share of new traces that is recorded, from 0 to 1; a caller's own decision is kept.
    pub sample_ratio: f64,
}

impl Default for TelemetryConfig {
    fn default() -> Self {
        Self {
            log_format: LogFormat::Json,
            log_filter: DEFAULT_FILTER.to_owned(),
            otlp_endpoint: None,
            sample_ratio: 1.0,
        }
    }
}

impl TelemetryConfig {
    /// Reads the section; what is wrong is reported by the reader.
    pub fn read(reader: &mut Reader<'_>) -> Self {
        Self {
            log_format: match reader
                .choice("log_format", &["json", "text"], "json")
                .as_str()
            {
                "text" => LogFormat::Text,
                _ => LogFormat::Json,
            },
            log_filter: filter(reader),
            otlp_endpoint: reader.optional_url("otlp_endpoint"),
            sample_ratio: reader.number("sample_ratio", 1.0, 0.0..=1.0),
        }
    }
}

fn filter(reader: &mut Reader<'_>) -> String {
    let filter = reader.text("log_filter", Some(DEFAULT_FILTER));
    if EnvFilter::builder().parse(&filter).is_err() {
        reader.problem(
            "log_filter",
            "must be directives such as info,kabinet_identity=debug",
        );
    }
    filter
}

#[cfg(test)]
mod tests {
    use kabinet_config::Sources;

    use super::*;

    fn read(key: &str, value: &str) -> (TelemetryConfig, usize) {
        let sources = Sources::from_pairs([(key, value)]);
        let config = TelemetryConfig::read(&mut sources.section("telemetry"));
        (config, sources.problems().len())
    }

    #[test]
    fn defaults_are_valid() {
        let (config, problems) = read("OTHER", "");
        assert_eq!(problems, 0);
        assert_eq!(config.log_format, LogFormat::Json);
        assert_eq!(config.otlp_endpoint, None);
    }

    #[test]
    fn a_filter_that_does_not_parse_is_a_problem() {
        assert_eq!(read("TELEMETRY_LOG_FILTER", "a=nonsense").1, 1);
        assert_eq!(
            read("TELEMETRY_LOG_FILTER", "warn,kabinet_identity=debug").1,
            0
        );
    }

    #[test]
    fn a_share_above_one_is_a_problem() {
        assert_eq!(read("TELEMETRY_SAMPLE_RATIO", "1.5").1, 1);
        assert_eq!(read("TELEMETRY_SAMPLE_RATIO", "0.25").1, 0);
    }
}
