use std::fs;

/// The package manager whose commands are printed or run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Platform {
    Apt,
    Dnf,
    Homebrew,
    Other,
}

impl Platform {
    pub(crate) fn detect() -> Platform {
        if cfg!(target_os = "macos") {
            return Platform::Homebrew;
        }
        Platform::from_os_release(&fs::read_to_string("/etc/os-release").unwrap_or_default())
    }

    fn from_os_release(text: &str) -> Platform {
        let families: Vec<&str> = text
            .lines()
            .filter_map(|line| {
                line.strip_prefix("ID=")
                    .or_else(|| line.strip_prefix("ID_LIKE="))
            })
            .flat_map(|value| value.trim_matches('"').split_whitespace())
            .collect();
        if families
            .iter()
            .any(|family| ["debian", "ubuntu"].contains(family))
        {
            Platform::Apt
        } else if families
            .iter()
            .any(|family| ["fedora", "rhel"].contains(family))
        {
            Platform::Dnf
        } else {
            Platform::Other
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Platform;

    #[test]
    fn package_manager_follows_the_system_family() {
        let cases = [
            (
                "PRETTY_NAME=\"Debian GNU/Linux 12\"\nID=debian\n",
                Platform::Apt,
            ),
            ("ID=linuxmint\nID_LIKE=\"ubuntu debian\"\n", Platform::Apt),
            (
                "ID=\"rocky\"\nID_LIKE=\"rhel centos fedora\"\n",
                Platform::Dnf,
            ),
            ("ID=alpine\nVERSION_ID=3.20\n", Platform::Other),
            ("", Platform::Other),
        ];
        for (text, expected) in cases {
            assert_eq!(Platform::from_os_release(text), expected, "{text}");
        }
    }
}
