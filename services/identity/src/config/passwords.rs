use std::num::NonZero;
use std::thread;

use kabinet_config::Reader;

use super::optional_file;
use crate::domain::blocklist::Blocklist;
use crate::domain::password_policy::PasswordPolicy;
use crate::passwords::{Cost, MAX_MEMORY_KIB, MAX_PASSES, Sizes};

/// Longest password that an operator may allow, in code points.
const MAX_LENGTH: usize = 512;

/// Which passwords are taken, and how they are hashed.
#[derive(Debug)]
pub(crate) struct PasswordConfig {
    pub(crate) policy: PasswordPolicy,
    pub(crate) cost: Cost,
    pub(crate) sizes: Sizes,
}

impl PasswordConfig {
    pub(super) fn read(reader: &mut Reader<'_>) -> Self {
        Self {
            policy: policy(reader),
            cost: cost(reader),
            sizes: Sizes {
                threads: reader.number("password_threads", default_threads(), 1..=64),
                queue: reader.number("password_queue", 128, 1..=4_096),
                wait: reader.duration_seconds("password_queue_wait_seconds", 5, 1..=60),
            },
        }
    }
}

fn policy(reader: &mut Reader<'_>) -> PasswordPolicy {
    let blocked = optional_file(reader, "blocked_passwords_file");
    let words = reader.optional_text("operator_words").unwrap_or_default();
    let policy = PasswordPolicy {
        min_length: reader.number("password_min_length", 8, 8..=64),
        max_length: reader.number("password_max_length", 128, 64..=MAX_LENGTH),
        min_strength: reader.number("password_min_strength", 3, 0..=4),
        min_character_kinds: reader.number("password_min_character_kinds", 0, 0..=4),
        blocklist: blocked
            .map_or_else(Blocklist::embedded, |list| Blocklist::with_passwords(&list)),
        operator_words: words.split_whitespace().map(str::to_owned).collect(),
    };
    if policy.min_length > policy.max_length {
        reader.problem(
            "password_min_length",
            "must not be greater than password_max_length",
        );
    }
    policy
}

fn cost(reader: &mut Reader<'_>) -> Cost {
    let memory = reader.number("argon2_memory_kib", 19_456, 64..=MAX_MEMORY_KIB);
    let passes = reader.number("argon2_passes", 2, 1..=MAX_PASSES);
    let lanes = reader.number("argon2_lanes", 1, 1..=4);
    Cost::new(memory, passes, lanes).expect("the ranges are within the bounds")
}

/// One core stays free for cheap calls.
fn default_threads() -> usize {
    let cores = thread::available_parallelism().map_or(1, NonZero::get);
    cores.saturating_sub(1).clamp(1, 64)
}
