"""AWS CodeCommit: repositories are kept, and nothing can be pushed to them."""

from localcloud.services.codecommit.service import Repositories

__all__ = ["Repositories"]
