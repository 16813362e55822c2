"""What README.md promises."""

import re

from manifests import DEPLOY

REGISTRY = "registry.example.com/"


def text():
    return (DEPLOY / "README.md").read_text()


def overlay():
    """Returns the kustomization that README.md gives as an example."""
    (found,) = re.findall(r"```yaml\n(.*?)```", text(), re.DOTALL)
    return found
