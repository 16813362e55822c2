"""Rendered manifests, and how Kubernetes looks things up in them."""

import subprocess
from dataclasses import dataclass
from pathlib import Path

import yaml

DEPLOY = Path(__file__).resolve().parent.parent
REPOSITORY = DEPLOY.parent


@dataclass(frozen=True)
class Pod:
    """The pods of one Deployment or Job."""

    owner: str
    labels: dict
    spec: dict

    @property
    def service(self):
        return self.labels["app.kubernetes.io/name"]

    @property
    def name(self):
        component = self.labels["app.kubernetes.io/component"]
        return self.service if component == "server" else f"{self.service} {component}"

    @property
    def container(self):
        (container,) = self.spec["containers"]
        return container

    def has_port(self, port):
        ports = self.container.get("ports", [])
        return any(port in (known.get("name"), known["containerPort"]) for known in ports)


class Manifests:
    def __init__(self, objects):
        self.objects = objects
        self.pods = [
            Pod(f"{it['kind']}/{it['metadata']['name']}", template["metadata"]["labels"], template["spec"])
            for it in objects
            if (template := it.get("spec", {}).get("template"))
        ]

    def of_kind(self, kind):
        return [it for it in self.objects if it["kind"] == kind]

    def names(self, kind):
        return {it["metadata"]["name"] for it in self.of_kind(kind)}

    def selected(self, selector):
        return [pod for pod in self.pods if selects(selector, pod.labels)]

    def variables(self, pod):
        """Returns the environment that the manifests give to a pod."""
        variables = {}
        for source in pod.container.get("envFrom", []):
            name = source["configMapRef"]["name"]
            for known in self.of_kind("ConfigMap"):
                if known["metadata"]["name"] == name:
                    variables |= known["data"]
        return variables | {it["name"]: it["value"] for it in pod.container.get("env", [])}


def render(directory):
    """Returns the YAML of a kustomization."""
    done = subprocess.run(
        ["kubectl", "kustomize", directory], capture_output=True, text=True, check=False
    )
    if done.returncode != 0:
        raise AssertionError(done.stderr)
    return done.stdout


def load(text):
    return Manifests(list(yaml.safe_load_all(text)))


def selects(selector, labels):
    wanted = selector.get("matchLabels", {}).items()
    return all(labels.get(key) == value for key, value in wanted) and all(
        meets(labels, expression) for expression in selector.get("matchExpressions", [])
    )


def meets(labels, expression):
    if expression["operator"] != "In":
        raise AssertionError(f"operator {expression['operator']} is not understood here")
    return labels.get(expression["key"]) in expression["values"]
