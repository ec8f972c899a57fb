"""A task trusts what this cloud signs, besides what the machine trusts."""

from __future__ import annotations

import ssl
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier

from localcloud.running.certificates import Certificates
from localcloud.running.tasks_trust import trust_variables


def test_a_cloud_without_certificates_says_nothing(tmp_path: Path):
    """Then a task's trust is its own business."""
    assert {} == trust_variables(tmp_path / "certificates")


def test_the_clouds_authority_is_trusted_beside_the_machines(tmp_path: Path):
    """One file for OpenSSL and requests with all of them; Node adds the one to its own."""
    Certificates(tmp_path, lambda _: ["127.0.0.1"]).certificate_of("front/127.0.0.1")

    variables = trust_variables(tmp_path)

    trusted = ssl.create_default_context(cafile=variables["SSL_CERT_FILE"])
    names = [dict(part[0] for part in one["subject"]).get("commonName") for one in trusted.get_ca_certs()]
    assert "Local cloud certificate authority" in names
    assert len(names) > 50
    assert variables["SSL_CERT_FILE"] == variables["REQUESTS_CA_BUNDLE"]
    assert (tmp_path / "authority.pem").samefile(variables["NODE_EXTRA_CA_CERTS"])


def test_tasks_that_start_together_all_trust_it(tmp_path: Path):
    """None of them stumbles over what another is writing, and nothing half written stays."""
    Certificates(tmp_path, lambda _: ["127.0.0.1"]).certificate_of("front/127.0.0.1")
    before = {one.name for one in tmp_path.iterdir()}
    together = Barrier(8)

    def start(_: int) -> dict[str, str]:
        together.wait()
        return trust_variables(tmp_path)

    with ThreadPoolExecutor(8) as pool:
        for _ in range(20):
            (tmp_path / "trusted.pem").unlink(missing_ok=True)
            answers = list(pool.map(start, range(8)))
            assert all(one == answers[0] for one in answers)
            assert {"trusted.pem"} == {one.name for one in tmp_path.iterdir()} - before
