"""What Kubernetes accepts although it cannot work: names, labels and ports that nothing has."""

import re


def problems(manifests, operator):
    found = [*selectors(manifests), *connections(manifests, operator)]
    for policy in manifests.of_kind("NetworkPolicy"):
        found += peers(manifests, operator, policy)
    for pod in manifests.pods:
        found += accounts(manifests, pod)
        found += settings(manifests, pod)
        found += secrets(operator, pod)
        found += probes(pod)
        found += hardening(pod)
    return found


def selectors(manifests):
    for kind in ("Service", "PodDisruptionBudget", "NetworkPolicy", "Deployment"):
        for it in manifests.of_kind(kind):
            name, spec = f"{kind}/{it['metadata']['name']}", it["spec"]
            selector = spec.get("podSelector", spec.get("selector"))
            if kind == "Service":
                selector = {"matchLabels": selector}
            pods = manifests.selected(selector)
            if not pods:
                yield f"{name} selects no pod"
            if kind == "Deployment":
                yield from (f"{name} selects {pod.owner}" for pod in pods if pod.owner != name)
            if kind == "Service":
                yield from unserved(name, spec["ports"], pods)
    for pod in manifests.pods:
        for spread in pod.spec.get("topologySpreadConstraints", []):
            if [it.owner for it in manifests.selected(spread["labelSelector"])] != [pod.owner]:
                yield f"{pod.owner} is spread among other pods than its own"


def unserved(name, ports, pods):
    for port in ports:
        target = port.get("targetPort", port["port"])
        for pod in pods:
            if not pod.has_port(target):
                yield f"{name}: {pod.owner} has no port {target}"


def peers(manifests, operator, policy):
    name = f"NetworkPolicy/{policy['metadata']['name']}"
    receivers = manifests.selected(policy["spec"]["podSelector"])
    for rule in policy["spec"].get("ingress", []):
        yield from unknown_peers(manifests, operator, name, rule["from"])
        yield from unserved(name, rule["ports"], receivers)
    for rule in policy["spec"].get("egress", []):
        yield from unknown_peers(manifests, operator, name, rule["to"])
        for peer in rule["to"]:
            if "podSelector" in peer and "namespaceSelector" not in peer:
                yield from unserved(name, rule["ports"], manifests.selected(peer["podSelector"]))


def unknown_peers(manifests, operator, name, known_as):
    for peer in known_as:
        if "namespaceSelector" in peer:
            namespace = peer["namespaceSelector"]["matchLabels"]["kubernetes.io/metadata.name"]
            if namespace not in operator["namespaces"]:
                yield f"{name} names the namespace {namespace}, which nobody makes"
        elif "podSelector" in peer and not manifests.selected(peer["podSelector"]):
            yield f"{name} names a peer that is no pod"


def accounts(manifests, pod):
    account = pod.spec.get("serviceAccountName", "default")
    if account not in manifests.names("ServiceAccount"):
        yield f"{pod.owner} runs as {account}, which nobody makes"


def settings(manifests, pod):
    for source in pod.container.get("envFrom", []):
        name = source["configMapRef"]["name"]
        if name not in manifests.names("ConfigMap"):
            yield f"{pod.owner} takes settings from {name}, which nobody makes"


def secrets(operator, pod):
    files, directories = set(), set()
    volumes = {volume["name"]: volume for volume in pod.spec["volumes"]}
    for mount in pod.container["volumeMounts"]:
        if mount["name"] not in volumes:
            yield f"{pod.owner} mounts {mount['name']}, which is no volume"
            continue
        directories.add(mount["mountPath"])
        for secret in mounted(volumes[mount["name"]]):
            keys = operator["secrets"].get(secret["name"])
            if keys is None:
                yield f"{pod.owner} mounts the Secret {secret['name']}, which nobody makes"
                continue
            items = secret.get("items") or [{"key": it, "path": it} for it in keys if keys != "any"]
            for item in items:
                if keys != "any" and item["key"] not in keys:
                    yield f"{pod.owner}: the Secret {secret['name']} has no {item['key']}"
                files.add(f"{mount['mountPath']}/{item['path']}")
    for variable in pod.container.get("env", []):
        known = files if variable["name"].endswith("_FILE") else directories
        if variable["value"] not in known:
            yield f"{pod.owner}: {variable['name']} names {variable['value']}, which is not mounted"


def mounted(volume):
    if "secret" in volume:
        secret = volume["secret"]
        return [{"name": secret["secretName"], "items": secret.get("items")}]
    return [source["secret"] for source in volume["projected"]["sources"]]


def probes(pod):
    for kind in ("readinessProbe", "livenessProbe", "startupProbe"):
        probe = pod.container.get(kind, {})
        for how in ("grpc", "tcpSocket"):
            if how in probe and not pod.has_port(probe[how]["port"]):
                yield f"{pod.owner}: {kind} asks port {probe[how]['port']}, which it does not have"


def hardening(pod):
    spec, container = pod.spec, pod.container
    security, own = spec.get("securityContext", {}), container.get("securityContext", {})
    promises = {
        "runs as root": security.get("runAsNonRoot") is True and security.get("runAsUser", 0) > 0,
        "has no seccomp profile": security.get("seccompProfile") == {"type": "RuntimeDefault"},
        "can write to its root": own.get("readOnlyRootFilesystem") is True,
        "has capabilities": own.get("capabilities") == {"drop": ["ALL"]},
        "can gain privileges": own.get("allowPrivilegeEscalation") is False,
        "has a token": spec.get("automountServiceAccountToken") is False,
        "has service links": spec.get("enableServiceLinks") is False,
        "has no bounds": container.get("resources", {}).keys() == {"limits", "requests"},
    }
    return [f"{pod.owner} {breach}" for breach, kept in promises.items() if not kept]


def connections(manifests, operator):
    postgres = operator["postgres"]
    most = len(manifests.of_kind("Job"))
    for deployment in manifests.of_kind("Deployment"):
        spec = deployment["spec"]
        pods = spec["replicas"] + spec["strategy"]["rollingUpdate"]["maxSurge"]
        (pod,) = (it for it in manifests.pods if it.owner == f"Deployment/{deployment['metadata']['name']}")
        variables = manifests.variables(pod).items()
        pools = [int(value) for name, value in variables if re.search("_DATABASE_MAX_CONNECTIONS$", name)]
        if len(pools) != 1:
            yield f"{pod.owner} does not say how many connections it takes"
        most += pods * sum(pools)
    if most > postgres["max_connections"] - postgres["reserved_connections"]:
        yield f"{most} connections are more than PostgreSQL has"
