//! Points at which a test may kill the process, to prove that what was acknowledged survives.
//!
//! Without the cargo feature `crash-points` nothing of this is compiled in.

/// Kills the process without any cleanup when `FAILPOINTS` arms the point (`name=return`).
///
/// `crash.tell=return` makes every point say its name on standard error, so that a test can find
/// them all.
#[inline]
pub fn point(name: &str) {
    #[cfg(feature = "crash-points")]
    {
        tell(name);
        fail::fail_point!(name, |_| std::process::abort());
    }
    #[cfg(not(feature = "crash-points"))]
    let _ = name;
}

#[cfg(feature = "crash-points")]
fn tell(name: &str) {
    use std::io::Write as _;

    fail::fail_point!("crash.tell", |_| {
        // Nobody who listens is no reason to die here.
        let _ = writeln!(std::io::stderr(), "crash point {name}");
    });
}

/// Arms the points that the variable `FAILPOINTS` names, until the guard is dropped.
#[must_use = "the points are disarmed when the guard is dropped"]
pub fn arm() -> Armed {
    Armed {
        #[cfg(feature = "crash-points")]
        _scenario: fail::FailScenario::setup(),
    }
}

/// Keeps the crash points armed.
pub struct Armed {
    #[cfg(feature = "crash-points")]
    _scenario: fail::FailScenario<'static>,
}

#[cfg(test)]
mod tests {
    use std::io::Write as _;
    use std::process::Command;

    use super::*;

    const CHILD: &str = "crash::tests::child_passes_the_point";
    const DONE: &str = "passed the point";

    // Run as a test it does nothing of interest; the tests below run it as a process of its own.
    #[test]
    fn child_passes_the_point() {
        let _armed = arm();
        point("env.test");
        writeln!(std::io::stderr(), "{DONE}").unwrap();
    }

    fn passes_the_point(failpoints: &str) -> bool {
        output_of_child(failpoints).contains(DONE)
    }

    fn output_of_child(failpoints: &str) -> String {
        let executable = std::env::current_exe().unwrap();
        let output = Command::new(executable)
            .args(["--exact", CHILD, "--nocapture"])
            .env("FAILPOINTS", failpoints)
            .output()
            .unwrap();
        String::from_utf8(output.stderr).unwrap()
    }

    #[test]
    fn point_that_is_not_armed_is_passed() {
        assert!(passes_the_point("env.other=return"));
    }

    #[test]
    fn point_says_its_name_when_asked() {
        let said = output_of_child("crash.tell=return").contains("crash point env.test");
        assert_eq!(said, cfg!(feature = "crash-points"));
    }

    #[test]
    fn armed_point_kills_only_builds_with_the_feature() {
        assert_eq!(
            passes_the_point("env.test=return"),
            cfg!(not(feature = "crash-points"))
        );
    }
}
