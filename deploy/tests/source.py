"""What the services' own code says about their settings, peers and callers."""

import re
import tomllib

from manifests import REPOSITORY

SERVICES = ("identity", "profile", "subscriptions", "verification")


def read(path):
    return (REPOSITORY / path).read_text()


def configuration(service):
    """Returns the code that reads a service's section, without its tests."""
    root = REPOSITORY / "services" / service / "src"
    own = [root / "config.rs", *sorted((root / "config").glob("**/*.rs"))]
    shared = [REPOSITORY / "crates" / crate / "src" / "config.rs" for crate in ("database", "server")]
    return "\n".join(path.read_text().split("#[cfg(test)]")[0] for path in own + shared)


def keys(service):
    """Returns the names of a service's settings; those of files with secrets included."""
    code = configuration(service)
    return set(re.findall(r'"([a-z][a-z0-9_]*)"', code)) | {f"{name}_file" for name in secrets(service)}


def secrets(service):
    return set(re.findall(r'secret\(\s*"(\w+)"', configuration(service)))


def required_secrets(service):
    return set(re.findall(r'\.secret\(\s*"(\w+)"', configuration(service)))


def peers(service):
    return set(re.findall(r'read_endpoint\([^,]*,\s*"(\w+)_url"', configuration(service)))


def port(service):
    (port,) = re.findall(r"LOCALHOST\), (\d+)\)", configuration(service))
    return int(port)


def drain_seconds():
    (seconds,) = re.findall(r'"drain_seconds", (\d+)', read("crates/server/src/config.rs"))
    return int(seconds)


def caller_kinds(service):
    contracts = (REPOSITORY / "proto" / "kabinet" / service).glob("**/*.proto")
    return {kind for path in contracts for kind in re.findall(r"CALLER_KIND_(\w+)", path.read_text())}


def version():
    return tomllib.loads(read("Cargo.toml"))["workspace"]["package"]["version"]


def toolchain():
    return tomllib.loads(read("rust-toolchain.toml"))["toolchain"]["channel"]
