"""
From a project's source to an image in a registry, without Docker.

::

    image = build(service.build, command=service.command, port=service.port, cache=Path(".aerostat/images"), emit=emit)
    reference = push(image, registry_url="http://127.0.0.1:4566", repository="...", tag=image.tag, credentials=...)

An image has a dependency layer (built once per lock file, interpreter and platform), an application layer (the
project's files), and a reference to a base image. The base's own layers are not downloaded: on this machine the
project runs with the machine's interpreter; for AWS they are added below ours by the push.
"""

from aerostat.images.build import build
from aerostat.images.image import Image, described_size
from aerostat.images.layers import Cause, Layer
from aerostat.images.push import Credentials, push

__all__ = ["Cause", "Credentials", "Image", "Layer", "build", "described_size", "push"]
