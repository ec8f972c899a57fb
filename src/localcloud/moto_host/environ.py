"""Our request as the one moto works on (werkzeug's, over a WSGI environment)."""

from __future__ import annotations

import io
from typing import Any
from urllib.parse import unquote_to_bytes

from moto.core.request import PRESERVED_HEADER_NAMES_ENVIRON_KEY, environ_key_for_header
from moto.core.request import Request as WerkzeugRequest

from localcloud.gateway.http import Request


class MotoRequest(WerkzeugRequest):  # type: ignore[misc]
    """moto adds a Date header of its own unless a server did; ours does."""

    from_wsgi_server = True


def moto_request(request: Request, body: bytes) -> MotoRequest:
    """
    The same request for moto.

    Two things that most WSGI servers lose are kept, since S3 needs both: the path as it was sent (``RAW_URI``), and
    underscores in the names of metadata headers.
    """
    names: dict[str, str] = {}
    environ: dict[str, Any] = {
        "REQUEST_METHOD": request.method,
        "SCRIPT_NAME": "",
        "PATH_INFO": unquote_to_bytes(request.raw_path).decode("latin-1"),
        "QUERY_STRING": request.query_string,
        "RAW_URI": request.raw_path,
        "SERVER_NAME": "127.0.0.1",
        "SERVER_PORT": "80",
        "SERVER_PROTOCOL": "HTTP/1.1",
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": "http",
        "wsgi.input": io.BytesIO(body),
        "wsgi.multithread": True,
        PRESERVED_HEADER_NAMES_ENVIRON_KEY: names,
    }
    for name, value in request.headers.items():
        key = environ_key_for_header(name)
        if "_" in name:
            if key in environ:
                continue
            names[key] = name
        environ[key] = value
    environ["CONTENT_LENGTH"] = str(len(body))
    return MotoRequest(environ)
