"""
Secrets Manager's rotation of the keys that tokens are signed with: nobody is logged out.

Each rotation makes the key current that came last time, which every running task knows by now, and adds one to be
current next time. Two older keys still verify: tokens outlive a rotation, and so do tasks that have not been replaced.
"""

import hashlib
import json
import os
from contextlib import suppress

import boto3

KEPT_KEYS = 4
KEY_LENGTH = 64


def handler(event, context):
    secrets = boto3.client("secretsmanager")
    secret, token, step = event["SecretId"], event["ClientRequestToken"], event["Step"]
    if step == "createSecret":
        create(secrets, secret, token)
    elif step == "finishSecret":
        finish(secrets, secret, token)
        restart(boto3.client("ecs"))


def create(secrets, secret, token):
    """The new version, unless an earlier attempt has made it."""
    try:
        secrets.get_secret_value(SecretId=secret, VersionId=token, VersionStage="AWSPENDING")
    except secrets.exceptions.ResourceNotFoundException:
        current = secrets.get_secret_value(SecretId=secret, VersionStage="AWSCURRENT")["SecretString"]
        key = secrets.get_random_password(PasswordLength=KEY_LENGTH, ExcludePunctuation=True)["RandomPassword"]
        ring = json.dumps(rotated(current, key))
        secrets.put_secret_value(
            SecretId=secret, ClientRequestToken=token, SecretString=ring, VersionStages=["AWSPENDING"]
        )


def rotated(text, key):
    """The ring with its last key current and ``key`` behind it; one plain text is a ring of that key alone."""
    keys = json.loads(text)["keys"] if text.lstrip().startswith("{") else {key_id(text): text}
    current = list(keys)[-1]
    kept = [*keys.items(), (key_id(key), key)][-KEPT_KEYS:]
    return {"current": current, "keys": dict(kept)}


def key_id(key):
    """As the shop calls a key that has no name (app/services/tokens.py)."""
    return hashlib.sha256(key.encode()).hexdigest()[:12]


def finish(secrets, secret, token):
    versions = secrets.describe_secret(SecretId=secret)["VersionIdsToStages"]
    current = next(version for version, stages in versions.items() if "AWSCURRENT" in stages)
    if current != token:
        secrets.update_secret_version_stage(
            SecretId=secret, VersionStage="AWSCURRENT", MoveToVersionId=token, RemoveFromVersionId=current
        )


def restart(ecs):
    """Tasks read the ring when they start: a rolling deployment of the same revision gives it to all of them."""
    nothing_yet = ecs.exceptions.ServiceNotFoundException, ecs.exceptions.ClusterNotFoundException
    for service in os.environ["SERVICES"].split():
        with suppress(*nothing_yet):  # the first rotation comes with the secret, before there are tasks
            ecs.update_service(cluster=os.environ["CLUSTER"], service=service, forceNewDeployment=True)
