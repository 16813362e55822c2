use std::fmt;
use std::time::Duration;

/// What was measured: rows per second of each thing, and milliseconds of small imports.
pub(crate) struct Report {
    contracts: usize,
    lines: Vec<(&'static str, Vec<f64>)>,
    small: Vec<f64>,
}

impl Report {
    pub(crate) fn new(contracts: usize) -> Self {
        Self {
            contracts,
            lines: Vec::new(),
            small: Vec::new(),
        }
    }

    pub(crate) fn add(&mut self, what: &'static str, time: Duration) {
        let contracts = u32::try_from(self.contracts).unwrap();
        let rate = f64::from(contracts) / time.as_secs_f64();
        match self.lines.iter_mut().find(|(name, _)| *name == what) {
            Some((_, rates)) => rates.push(rate),
            None => self.lines.push((what, vec![rate])),
        }
    }

    pub(crate) fn add_small(&mut self, times: &[Duration]) {
        let milliseconds = times.iter().map(|time| time.as_secs_f64() * 1e3);
        self.small.extend(milliseconds);
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "| what | median | min | max | µs per contract |")?;
        writeln!(f, "|---|---|---|---|---|")?;
        for (what, rates) in &self.lines {
            let [median, min, max] = spread(rates);
            let cost = 1e6 / median;
            writeln!(
                f,
                "| {what} | {median:.0} | {min:.0} | {max:.0} | {cost:.1} |"
            )?;
        }
        let [median, min, max] = spread(&self.small);
        write!(
            f,
            "\none contract alone: {median:.1} ms ({min:.1}–{max:.1})"
        )
    }
}

/// Returns median, minimum and maximum.
fn spread(values: &[f64]) -> [f64; 3] {
    let mut values = values.to_vec();
    values.sort_by(f64::total_cmp);
    let last = values.len() - 1;
    [values[values.len() / 2], values[0], values[last]]
}
