import tempfile
import unittest
from pathlib import Path

import kubernetes_validate
import yaml

import agreement
import references
import readme
from manifests import DEPLOY, REPOSITORY, load, render

TESTS = DEPLOY / "tests"
OPERATOR = yaml.safe_load((TESTS / "operator.yaml").read_text())
# The oldest version that knows everything the manifests use, and the newest one.
KUBERNETES = ("1.30.0", "1.37.0")


def problems(text):
    manifests = load(text)
    return sorted([*references.problems(manifests, OPERATOR), *agreement.problems(manifests)])


def validate(text, version):
    for it in load(text).objects:
        kubernetes_validate.validate(it, version, strict=True)


class Base(unittest.TestCase):
    maxDiff = None

    @classmethod
    def setUpClass(cls):
        cls.rendered = render(DEPLOY / "base")

    def test_fields_are_those_of_kubernetes(self):
        for version in KUBERNETES:
            validate(self.rendered, version)

    def test_names_labels_and_ports_exist_and_agree_with_the_code(self):
        self.assertEqual(problems(self.rendered), [])

    def test_every_secret_of_the_operator_is_used(self):
        used = {
            secret["name"]
            for pod in load(self.rendered).pods
            for volume in pod.spec["volumes"]
            for secret in references.mounted(volume)
        }
        self.assertEqual(used, set(OPERATOR["secrets"]))

    def test_overlay_of_the_readme_renders_and_agrees(self):
        (REPOSITORY / "target/deploy").mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=REPOSITORY / "target/deploy") as directory:
            overlay = Path(directory) / "kustomization.yaml"
            overlay.write_text(readme.overlay().replace("../../base", "../../../deploy/base"))
            rendered = render(directory).replace(readme.REGISTRY, "")
        self.assertEqual(problems(rendered), [])
        left = [it for it in ("192.0.2.", "198.51.100.") if it in rendered]
        self.assertEqual(left, [], "the overlay leaves addresses of the base")


class Broken(unittest.TestCase):
    """One test for each directory of `broken`: what Kubernetes accepts is refused."""

    maxDiff = None

    def refuse(self, directory):
        lines = (directory / "kustomization.yaml").read_text().splitlines()
        mark = "# refused: "
        wanted = sorted(line.removeprefix(mark) for line in lines if line.startswith(mark))
        self.assertNotEqual(wanted, [])
        rendered = render(directory)
        validate(rendered, KUBERNETES[-1])
        self.assertEqual(problems(rendered), wanted)


def refusal(directory):
    return lambda test: test.refuse(directory)


for fixture in sorted((TESTS / "broken").iterdir()):
    setattr(Broken, f"test_{fixture.name.replace('-', '_')}", refusal(fixture))
