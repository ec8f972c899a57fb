"""One blueprint: the same architecture on a laptop in seconds and on AWS through Terraform."""

__version__ = "0.1.0"
