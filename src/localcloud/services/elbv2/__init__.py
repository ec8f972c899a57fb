"""Elastic Load Balancing v2: the API and its records. What they mean for traffic is in ``localcloud.controllers``."""
