"""Exact resources of what applications read and write: secrets, parameters, keys, logs, tables, functions."""

from __future__ import annotations

from localcloud.gateway.authorization.needs import Directory, Keys, Need, Params, Place, listed


def secrets(name: str, params: Params, place: Place, directory: Directory) -> list[Need] | None:
    if name == "CreateSecret":
        # The six letters that AWS puts behind the name are not known before.
        return [
            Need(
                action="secretsmanager:CreateSecret",
                resources=(place.arn("secretsmanager", f"secret:{params.get('Name')}-??????"),),
            )
        ]
    if name == "BatchGetSecretValue":
        each = [
            Need(action="secretsmanager:GetSecretValue", resources=(_secret(one, place, directory),))
            for one in listed(params.get("SecretIdList"))
        ]
        return [Need(action=f"secretsmanager:{name}"), *each]
    if not params.get("SecretId"):
        return None
    stage = {"secretsmanager:versionstage": [params["VersionStage"]]} if params.get("VersionStage") else {}
    return [
        Need(action=f"secretsmanager:{name}", resources=(_secret(params["SecretId"], place, directory),), keys=stage)
    ]


def _secret(identifier: str, place: Place, directory: Directory) -> str:
    if found := directory.secret(place, identifier):
        return found
    return identifier if identifier.startswith("arn:") else place.arn("secretsmanager", f"secret:{identifier}")


def parameters(name: str, params: Params, place: Place, _: Directory) -> list[Need] | None:
    if "Parameter" not in name or name == "DescribeParameters":
        return None
    if name in ("AddTagsToResource", "RemoveTagsFromResource", "ListTagsForResource"):
        return None
    names = listed(params.get("Names") or params.get("Name") or params.get("Path"))
    resources = tuple(_parameter(str(one), place) for one in names)
    keys = {"ssm:recursive": [str(bool(params.get("Recursive"))).lower()]} if name == "GetParametersByPath" else {}
    return [Need(action=f"ssm:{name}", resources=resources or ("*",), keys=keys)]


def _parameter(name: str, place: Place) -> str:
    if name.startswith("arn:"):
        return name
    path = name if name.startswith("/") else f"/{name}"
    plain, _, _ = path.partition(":")  # a version or label may follow
    return place.arn("ssm", f"parameter{plain}")


def keys_of_kms(name: str, params: Params, place: Place, directory: Directory) -> list[Need] | None:
    context = {
        f"kms:encryptioncontext:{key.lower()}": [str(value)]
        for key, value in (params.get("EncryptionContext") or {}).items()
    }
    if name == "ReEncrypt":
        ends = (("SourceKeyId", "From"), ("DestinationKeyId", "To"))
        return [_of_key(f"ReEncrypt{end}", params.get(field), place, directory, context) for field, end in ends]
    identifier = params.get("KeyId") or params.get("TargetKeyId") or params.get("AliasName")
    if identifier is None:
        return None
    if "KeyId" in params and str(identifier).startswith("alias/"):
        context["kms:requestalias"] = [identifier]
    needs = [_of_key(name, identifier, place, directory, context)]
    if alias := params.get("AliasName"):
        needs.append(Need(action=f"kms:{name}", resources=(place.arn("kms", alias),)))
    return needs


def _of_key(name: str, identifier: str | None, place: Place, directory: Directory, keys: Keys) -> Need:
    if identifier is None:
        return Need(action=f"kms:{name}", resources=(place.arn("kms", "key/*"),), keys=keys)
    known = directory.key(place, identifier)
    arn = known or (identifier if identifier.startswith("arn:") else place.arn("kms", f"key/{identifier}"))
    return Need(action=f"kms:{name}", resources=(arn,), keys=keys)


#: These name a group without what follows it.
_OF_GROUPS = frozenset({"ListTagsForResource", "TagResource", "UntagResource", "StartLiveTail"})


def logs(name: str, params: Params, place: Place, _: Directory) -> list[Need] | None:
    if name in _OF_GROUPS:
        return None
    groups = listed(params.get("logGroupName") or params.get("logGroupIdentifier") or params.get("logGroupNames"))
    groups = groups or listed(params.get("logGroupIdentifiers"))
    if not groups:
        if name not in ("DescribeLogGroups", "ListLogGroups"):
            return None
        return [Need(action=f"logs:{name}", resources=(place.arn("logs", "log-group::log-stream:"),))]
    streams = params.get("logStreamName") or ""
    names = [str(group).partition(":log-group:")[2].removesuffix(":*") or str(group) for group in groups]
    resources = tuple(place.arn("logs", f"log-group:{group}:log-stream:{streams}") for group in names)
    return [Need(action=f"logs:{name}", resources=resources)]


_ITEM_ACTIONS = {
    "Put": "PutItem",
    "Update": "UpdateItem",
    "Delete": "DeleteItem",
    "ConditionCheck": "ConditionCheckItem",
    "Get": "GetItem",
}


def tables(name: str, params: Params, place: Place, _: Directory) -> list[Need] | None:
    if name in ("TransactWriteItems", "TransactGetItems"):
        return [
            Need(action=f"dynamodb:{_ITEM_ACTIONS[kind]}", resources=(_table(item["TableName"], place),))
            for entry in params.get("TransactItems", ())
            for kind, item in entry.items()
        ]
    if name in ("BatchGetItem", "BatchWriteItem"):
        names = tuple(_table(table, place) for table in params.get("RequestItems", {}))
        return [Need(action=f"dynamodb:{name}", resources=names or ("*",))]
    if not params.get("TableName"):
        return None
    table = _table(params["TableName"], place)
    index = params.get("IndexName")
    return [
        Need(
            action=f"dynamodb:{name}", resources=(f"{table}/index/{index}" if index else table,), keys=_leading(params)
        )
    ]


def _table(name: str, place: Place) -> str:
    return name if name.startswith("arn:") else place.arn("dynamodb", f"table/{name}")


def _leading(params: Params) -> Keys:
    attributes = listed(params.get("AttributesToGet"))
    return {"dynamodb:attributes": attributes} if attributes else {}


_FUNCTION_ACTIONS = {
    "Invoke": "InvokeFunction",
    "InvokeAsync": "InvokeFunction",
    "InvokeWithResponseStream": "InvokeFunction",
}


def functions(name: str, params: Params, place: Place, _: Directory) -> list[Need] | None:
    action = f"lambda:{_FUNCTION_ACTIONS.get(name, name)}"
    given = params.get("FunctionName")
    if not given or "EventSourceMapping" in name:
        return None
    return [Need(action=action, resources=(_function(str(given), params.get("Qualifier") or "", place),))]


def _function(given: str, qualifier: str, place: Place) -> str:
    """A function's ARN, from an ARN, ``account:function:name``, or a name, with ``:qualifier`` or without."""
    plain = given.partition(":function:")[2] or given
    account = (
        given.split(":")[4]
        if given.startswith("arn:")
        else given.partition(":function:")[0]
        if ":function:" in given
        else ""
    )
    suffix = f":{qualifier}" if qualifier and ":" not in plain else ""
    return place.arn("lambda", f"function:{plain}{suffix}", account=account)
