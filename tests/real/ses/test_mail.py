"""Mail that SES accepts can be read; mail from strangers is refused."""

import json
import urllib.request

import boto3
import pytest

from localcloud.cloud import Cloud
from localcloud.settings import Settings

pytestmark = [pytest.mark.real]


@pytest.fixture
def cloud(tmp_path):
    running = Cloud(Settings(state=tmp_path / "state", port=0))
    running.start()
    yield running
    running.stop()


def client(cloud, service="ses"):
    return boto3.client(
        service,
        endpoint_url=cloud.settings.endpoint_url,
        region_name="us-east-1",
        aws_access_key_id="test",
        aws_secret_access_key="test",
    )


def mailbox(cloud, path="", accept="application/json"):
    request = urllib.request.Request(
        f"{cloud.settings.endpoint_url}/_localcloud/mailbox{path}", headers={"Accept": accept}
    )
    with urllib.request.urlopen(request) as answer:
        return answer.read()


def send(ses, sender="shop <no-reply@mail.example.com>", subject="Grüße <b>", text="<script>alert(1)</script>"):
    return ses.send_email(
        Source=sender,
        Destination={"ToAddresses": ["Ann <ann@example.org>"], "BccAddresses": ["secret@example.org"]},
        Message={"Subject": {"Data": subject}, "Body": {"Text": {"Data": text}, "Html": {"Data": f"<p>{text}</p>"}}},
    )["MessageId"]


def test_a_mail_from_a_verified_domain_is_kept(cloud):
    """The domain covers its subdomains; the blind recipient is in the envelope, not in the mail."""
    ses = client(cloud)
    ses.verify_domain_identity(Domain="example.com")

    id_ = send(ses)

    listed = json.loads(mailbox(cloud))[0]
    assert (id_, "Grüße <b>", ["ann@example.org", "secret@example.org"]) == (
        listed["id"],
        listed["subject"],
        listed["to"],
    )
    assert b"secret@example.org" not in mailbox(cloud, f"/{id_}.eml")
    assert "<script>alert(1)</script>" in json.loads(mailbox(cloud, f"/{id_}"))["parts"][0]["text"]


def test_a_stranger_is_refused(cloud):
    """MessageRejected, in AWS's words; nothing is kept."""
    ses = client(cloud)
    ses.verify_domain_identity(Domain="example.com")

    with pytest.raises(ses.exceptions.MessageRejected, match="Email address is not verified"):
        send(ses, sender="no-reply@example.org")

    assert [] == json.loads(mailbox(cloud))


def test_what_a_mail_says_is_never_run(cloud):
    """Pages show markup as text, and may load nothing."""
    ses = client(cloud)
    ses.verify_email_identity(EmailAddress="a@example.com")
    id_ = send(ses, sender="a@example.com")

    page = mailbox(cloud, f"/{id_}", accept="text/html").decode()

    assert "<script>" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page


def test_version_two_sends_raw_mail(cloud):
    """Sender and recipients come from the headers where the call names none."""
    client(cloud).verify_domain_identity(Domain="example.com")
    raw = b"From: a@example.com\r\nTo: b@example.org\r\nSubject: raw\r\n\r\nhello\r\n"

    client(cloud, "sesv2").send_email(Content={"Raw": {"Data": raw}})

    assert [("raw", ["b@example.org"])] == [(one["subject"], one["to"]) for one in json.loads(mailbox(cloud))]


def test_mail_survives_a_restart(tmp_path):
    """What was accepted is there again."""
    settings = Settings(state=tmp_path / "state", port=0)
    first = Cloud(settings)
    first.start()
    client(first).verify_domain_identity(Domain="example.com")
    send(client(first), subject="kept")
    first.stop()

    again = Cloud(settings)
    again.start()
    try:
        assert ["kept"] == [one["subject"] for one in json.loads(mailbox(again))]
    finally:
        again.stop()
