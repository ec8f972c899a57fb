"""
Workflows: what a command does from its beginning to its end, in the order a user would tell it.

Each combines rooms that do not know each other (images, provisioning, delivery). They receive ready-made parts from
``aerostat.bootstrap`` and decide only the order.
"""
