"""
Which arguments force a replacement: no schema says it, so the real provider is asked; a development task as well.

For each argument the provider plans a change of a resource that has it, and tells whether that needs a new resource.
It calls no AWS for that, or the little that it calls fails and the argument is written down as not asked.

``bodies`` (its schema) → ``samples`` with ``plausible`` (values that it takes) → ``asking`` (before and after) →
``findings`` (what is written down). ``python -m aerostat.terraform.schema.extraction.replacements [PROGRAM]`` writes
``replacements.json`` of the folder above; the facts file is then extracted again.
"""
