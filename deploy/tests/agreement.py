"""Where manifests say something else than the services' code."""

import source


def problems(manifests):
    found = [*edges(manifests)]
    for pod in manifests.pods:
        found += settings(manifests, pod)
        found += versions(pod)
        if pod.owner.startswith("Deployment/"):
            found += addresses(manifests, pod)
            found += end(pod)
    return found


def settings(manifests, pod):
    known, secrets = source.keys(pod.service), source.secrets(pod.service)
    given = set()
    for name in manifests.variables(pod):
        section, _, key = name.lower().partition("_")
        if section == "telemetry":
            continue
        given.add(key)
        if section != pod.service or key not in known:
            yield f"{pod.owner}: {name} is no setting of {pod.service}"
        if key in secrets:
            yield f"{pod.owner}: the secret {name} stands in clear"
    for key in source.required_secrets(pod.service):
        if f"{key}_file" not in given:
            yield f"{pod.owner} lacks {key}_file"
    if "keys_dir" not in given:
        yield f"{pod.owner} lacks keys_dir"


def addresses(manifests, pod):
    variables, prefix = manifests.variables(pod), f"{pod.service.upper()}_"
    listen = f"0.0.0.0:{source.port(pod.service)}"
    if variables.get(f"{prefix}LISTEN") != listen or not pod.has_port(source.port(pod.service)):
        yield f"{pod.owner} does not listen on {listen}"
    services = {it["metadata"]["name"]: it["spec"]["ports"] for it in manifests.of_kind("Service")}
    for peer in source.peers(pod.service):
        url = variables.get(f"{prefix}{peer.upper()}_URL")
        if url not in (f"https://{peer}:{port['port']}" for port in services.get(peer, [])):
            yield f"{pod.owner} finds {peer} at {url}"


def edges(manifests):
    services = source.SERVICES
    inside = {(caller, peer) for caller in services for peer in source.peers(caller)}
    ingress, egress = set(inside), set(inside)
    for service in services:
        callers, keys = source.caller_kinds(service), source.keys(service)
        for outside, kind in (("gateways", "GATEWAY"), ("billing", "BSS"), ("operators", "OPERATOR")):
            ingress |= {(outside, service)} if kind in callers else set()
        for outside, key in (
            ("redis", "redis_url"),
            ("mail-server", "smtp_host"),
            ("message-centre", "smpp_address"),
        ):
            egress |= {(service, outside)} if key in keys else set()
        for pod in (service, f"{service} migrate"):
            egress |= {(pod, "postgres"), (pod, "kube-system")}
    yield from difference("in", allowed(manifests, "ingress"), ingress)
    yield from difference("out", allowed(manifests, "egress"), egress)


def difference(way, allowed, wanted):
    yield from (f"{caller} may not reach {callee} ({way})" for caller, callee in sorted(wanted - allowed))
    yield from (f"{caller} may reach {callee} ({way})" for caller, callee in sorted(allowed - wanted))


def allowed(manifests, direction):
    """Returns who may call whom by the policies of one direction."""
    found = set()
    for policy in manifests.of_kind("NetworkPolicy"):
        for rule in policy["spec"].get(direction, []):
            for peer in rule["from" if direction == "ingress" else "to"]:
                for name in names(manifests, policy, peer):
                    for pod in manifests.selected(policy["spec"]["podSelector"]):
                        found.add((name, pod.name) if direction == "ingress" else (pod.name, name))
    return found


def names(manifests, policy, peer):
    if "ipBlock" in peer:
        return [policy["metadata"]["name"]]
    if "namespaceSelector" in peer:
        return [peer["namespaceSelector"]["matchLabels"]["kubernetes.io/metadata.name"]]
    return [pod.name for pod in manifests.selected(peer["podSelector"])]


def end(pod):
    wait = pod.container["lifecycle"]["preStop"]["sleep"]["seconds"]
    # Spans are flushed within five seconds, and something is left for the rest.
    needed = wait + source.drain_seconds() + 10
    if pod.spec["terminationGracePeriodSeconds"] < needed:
        yield f"{pod.owner} is killed before it has ended: it needs {needed} s"


def versions(pod):
    image = f"kabinet-{pod.service}:{source.version()}"
    if pod.container["image"] != image:
        yield f"{pod.owner} does not run {image}"
    job = f"Job/{pod.service}-migrate-{source.version().replace('.', '-')}"
    if pod.owner.startswith("Job/") and pod.owner != job:
        yield f"{pod.owner} is not named {job}"
