"""What listeners need to know of the certificates in ACM and IAM."""

from __future__ import annotations

from collections.abc import Sequence

from localcloud.api import ApiError, Caller
from localcloud.services.neighbours import Neighbours


def domains_of(neighbours: Neighbours, arn: str) -> Sequence[str]:
    """
    The domain names of a certificate; of one in IAM, which does not tell them, ``localhost``.

    Raises:
        ApiError: CertificateNotFound.
    """
    _, _, service, region, account, resource = arn.split(":", 5)
    try:
        if service == "iam":
            caller = Caller(account=account, region="us-east-1")
            name = {"ServerCertificateName": resource.rpartition("/")[2]}
            neighbours.call(caller, "iam", "GetServerCertificate", name)
            return ["localhost"]
        caller = Caller(account=account, region=region)
        answer = neighbours.call(caller, "acm", "DescribeCertificate", {"CertificateArn": arn})
    except ApiError as error:
        raise ApiError("CertificateNotFound", f"Certificate '{arn}' not found") from error
    certificate = answer["Certificate"]
    return certificate.get("SubjectAlternativeNames") or [certificate["DomainName"]]
