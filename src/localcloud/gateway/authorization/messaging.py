"""Exact resources of messages: queues, topics, events, mail."""

from __future__ import annotations

from email.parser import BytesHeaderParser
from email.utils import getaddresses, parseaddr
from urllib.parse import urlsplit

from localcloud.gateway.authorization.needs import Directory, Need, Params, Place, listed

_QUEUE_ACTIONS = {
    "SendMessageBatch": "SendMessage",
    "DeleteMessageBatch": "DeleteMessage",
    "ChangeMessageVisibilityBatch": "ChangeMessageVisibility",
}


def queues(name: str, params: Params, place: Place, _: Directory) -> list[Need] | None:
    action = f"sqs:{_QUEUE_ACTIONS.get(name, name)}"
    if url := params.get("QueueUrl"):
        path = [part for part in urlsplit(str(url)).path.split("/") if part]
        if len(path) < 2:
            return [Need(action=action)]
        return [Need(action=action, resources=(place.arn("sqs", path[-1], account=path[-2]),))]
    if queue := params.get("QueueName"):
        owner = params.get("QueueOwnerAWSAccountId") or ""
        return [Need(action=action, resources=(place.arn("sqs", queue, account=owner),))]
    return None


def topics(name: str, params: Params, place: Place, _: Directory) -> list[Need] | None:
    action = "sns:Publish" if name == "PublishBatch" else f"sns:{name}"
    arn = params.get("TopicArn") or params.get("TargetArn") or params.get("SubscriptionArn")
    if arn:
        topic = ":".join(str(arn).split(":")[:6])  # a subscription's ARN is its topic's and an id
        keys = {"sns:protocol": [params["Protocol"]]} if params.get("Protocol") else {}
        keys |= {"sns:endpoint": [params["Endpoint"]]} if params.get("Endpoint") else {}
        return [Need(action=action, resources=(topic,), keys=keys)]
    return [Need(action=action)] if "PhoneNumber" in params else None


def events(name: str, params: Params, place: Place, _: Directory) -> list[Need] | None:
    if name == "PutEvents":
        buses = dict.fromkeys(_bus(entry) for entry in params.get("Entries", ()))
        arns = (bus if bus.startswith("arn:") else place.arn("events", f"event-bus/{bus}") for bus in buses)
        return [Need(action="events:PutEvents", resources=tuple(arns) or ("*",))]
    rule = params.get("Rule") or (params.get("Name") if name.endswith("Rule") else None)
    if rule is None:
        return None
    bus = _bus(params).rpartition("/")[2]
    path = rule if bus == "default" else f"{bus}/{rule}"
    return [Need(action=f"events:{name}", resources=(place.arn("events", f"rule/{path}"),))]


def _bus(params: Params) -> str:
    return str(params.get("EventBusName") or "default")


def mail(name: str, params: Params, place: Place, directory: Directory) -> list[Need] | None:
    if name not in ("SendEmail", "SendRawEmail", "SendTemplatedEmail", "SendBulkEmail", "SendBulkTemplatedEmail"):
        return None
    content = params.get("Content", {})
    raw = params.get("RawMessage") or content.get("Raw") or {}
    action = "ses:SendRawEmail" if raw else f"ses:{name}"
    sender = params.get("Source") or params.get("FromEmailAddress") or _header(raw.get("Data", b""), "From")
    display, address = parseaddr(sender)
    resources = [place.arn("ses", f"identity/{_identity(address, directory, place)}")]
    if configuration := params.get("ConfigurationSetName"):
        resources.append(place.arn("ses", f"configuration-set/{configuration}"))
    keys = {
        "ses:fromaddress": [address],
        "ses:fromdisplayname": [display],
        "ses:recipients": _recipients(params, raw.get("Data", b"")),
        "ses:apiversion": ["2" if "Content" in params else "1"],
    }
    return [Need(action=action, resources=tuple(resources), keys=keys)]


def _identity(address: str, directory: Directory, place: Place) -> str:
    """The identity that sends for an address: the address itself, its domain, or a domain above."""
    known = set(directory.identities(place))
    labels = address.rpartition("@")[2].lower().split(".")
    domains = [".".join(labels[number:]) for number in range(len(labels) - 1)]
    return next((one for one in (address, *domains) if one in known), address.rpartition("@")[2])


def _recipients(params: Params, raw: bytes) -> list[str]:
    destination = params.get("Destination") or {}
    told = [one for given in destination.values() for one in listed(given)] + listed(params.get("Destinations"))
    told = told or [_header(raw, name) for name in ("To", "Cc", "Bcc")]
    return [address for _, address in getaddresses(told) if address]


def _header(message: bytes, name: str) -> str:
    return str(BytesHeaderParser().parsebytes(message).get(name, "")) if message else ""
