import re
import subprocess
import unittest

import readme
import source
from manifests import DEPLOY


class Image(unittest.TestCase):
    def test_containerfile_has_no_finding(self):
        done = subprocess.run(
            ["hadolint", DEPLOY / "images/Containerfile"], capture_output=True, text=True, check=False
        )
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)

    def test_toolchain_is_the_one_of_the_project(self):
        containerfile = (DEPLOY / "images/Containerfile").read_text()
        self.assertIn(f"ARG RUST_VERSION={source.toolchain()}\n", containerfile)

    def test_user_is_the_one_of_the_pods(self):
        containerfile = (DEPLOY / "images/Containerfile").read_text()
        pod = (DEPLOY / "base/patches/pod.yaml").read_text()
        (user,) = re.findall(r"runAsUser: (\d+)", pod)
        self.assertIn(f"USER {user}:{user}\n", containerfile)


class Roles(unittest.TestCase):
    def test_every_service_gets_its_roles(self):
        script = (DEPLOY / "postgres/roles.sql").read_text()
        named = re.findall(r"kabinet\.service = '(\w+)';\n\\ir \.\./\.\./(\S+)\n", script)
        self.assertEqual(named, [(name, "crates/database/roles.sql") for name in source.SERVICES])
        (known,) = re.findall(r"SERVICES: .* = \[(.*)\];", source.read("crates/database/src/roles.rs"))
        self.assertEqual(re.findall(r"\w+", known), list(source.SERVICES))


class Readme(unittest.TestCase):
    """README.md says that pods cannot serve each other. Whoever changes that changes README.md."""

    def test_servers_still_refuse_to_leave_loopback(self):
        self.assertIn("`listen` takes a loopback address only", readme.text())
        self.assertIn("!listen.ip().is_loopback()", source.read("crates/server/src/config.rs"))

    def test_peers_are_still_called_on_loopback_only(self):
        self.assertIn("Peers are called by `http` on loopback only", readme.text())
        self.assertIn("uri.host().is_some_and(is_loopback)", source.read("crates/peer/src/endpoint.rs"))
