"""
From a published package to the committed facts; a development task, never run by users.

cdktn generates JavaScript classes from the provider's schema and publishes them (PyPI ``cdktn-provider-aws``). The
classes keep nearly everything the schema says: ``javascript`` reads them, ``holes`` fills in what the generator lost,
``selection`` says which types we want, and ``python -m aerostat.terraform.schema.extraction PACKAGE`` writes the file.
"""
