use std::error::Error;
use std::iter;
use std::path::Path;

use kabinet_config::Reader;

use super::KeyRing;

impl KeyRing {
    /// Loads the ring from the directory that the key names; what is wrong is noted in the reader.
    pub fn read(reader: &mut Reader<'_>, name: &str) -> Self {
        let directory = reader.path(name);
        load(reader, name, &directory)
    }

    /// Loads a ring like [`KeyRing::read`] whose key may be absent.
    pub fn read_optional(reader: &mut Reader<'_>, name: &str) -> Option<Self> {
        let directory = reader.optional_path(name)?;
        Some(load(reader, name, &directory))
    }
}

fn load(reader: &mut Reader<'_>, name: &str, directory: &Path) -> KeyRing {
    KeyRing::load(directory).unwrap_or_else(|error| {
        // An absent path has been reported already.
        if !directory.as_os_str().is_empty() {
            reader.problem(name, chain(&error));
        }
        // Never used: a configuration with a problem does not start.
        KeyRing::from_secret("none", [0; 32])
    })
}

fn chain(error: &(dyn Error + 'static)) -> String {
    let causes = iter::successors(Some(error), |error| (*error).source());
    let texts: Vec<_> = causes.map(ToString::to_string).collect();
    texts.join(": ")
}

#[cfg(test)]
mod tests {
    use kabinet_config::Sources;
    use kabinet_env::manual::ManualClock;

    use super::*;

    fn problems(read: impl FnOnce(&mut Reader<'_>), pairs: &[(&str, &str)]) -> Vec<String> {
        let sources = Sources::from_pairs(pairs.iter().copied());
        let mut reader = sources.section("profile");
        read(&mut reader);
        reader.finish();
        let problems = sources.problems();
        problems.iter().map(ToString::to_string).collect()
    }

    #[test]
    fn ring_is_loaded_from_its_directory() {
        let directory = tempfile::tempdir().unwrap();
        KeyRing::generate(directory.path(), &ManualClock::new(1).0, "k1").unwrap();
        let path = directory.path().to_str().unwrap();
        let problems = problems(
            |reader| {
                assert_eq!(*KeyRing::read(reader, "keys_dir").current().kid(), "k1");
                assert!(KeyRing::read_optional(reader, "index_keys_dir").is_none());
            },
            &[("PROFILE_KEYS_DIR", path)],
        );
        assert_eq!(problems, [""; 0]);
    }

    #[test]
    fn ring_that_cannot_be_loaded_is_one_problem_with_its_cause() {
        let read = |reader: &mut Reader<'_>| {
            KeyRing::read(reader, "keys_dir");
        };
        assert_eq!(problems(read, &[]).len(), 1);
        let problems = problems(read, &[("PROFILE_KEYS_DIR", "/nonexistent/keys")]);
        assert_eq!(problems.len(), 1, "{problems:?}");
        assert!(problems[0].contains("/nonexistent/keys"), "{problems:?}");
        assert!(problems[0].contains("os error 2"), "{problems:?}");
    }
}
