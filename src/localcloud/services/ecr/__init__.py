"""
ECR: repositories and their images, with the registry that docker and Aerostat push to.

``repositoryUri`` is ``127.0.0.1:<port>/<account>/<region>/<name>``: docker speaks plain HTTP to 127.0.0.1, and the path
says what AWS's host name says. References in AWS's form, ``<account>.dkr.ecr.<region>.amazonaws.com/<name>``, name the
same repositories when a task definition uses them.
"""

from localcloud.services.ecr.distribution import Distribution
from localcloud.services.ecr.images import Images
from localcloud.services.ecr.service import Ecr
from localcloud.services.ecr.tokens import Tokens

__all__ = ["Distribution", "Ecr", "Images", "Tokens"]
