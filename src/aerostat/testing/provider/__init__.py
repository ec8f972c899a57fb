"""
A Terraform provider that takes ``hashicorp/aws``'s place in tests: its schema, its plans, no AWS.

It serves the committed facts over Terraform's plugin protocol 6, so that the real ``terraform`` validates, plans,
applies, imports and destroys generated projects offline. It knows what is read-only, write-only or needs a
replacement, and some rules of values; it does not know whether AWS would do what is asked.

``servicer`` (the calls) → ``planning``, ``inventing``, ``reading``, ``rules`` (pure) → ``schemas``, ``values``,
``protocol`` (the wire). ``serving`` is the process around them.
"""
