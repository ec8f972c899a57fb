"""
From the document of one environment to the model: defaults filled in, paths absolute, durations as timedelta.

References between things are kept as names, in the order written; whether they lead anywhere is for the checks.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from aerostat import model
from aerostat.blueprint.document import Document
from aerostat.blueprint.document.section import Renamable
from aerostat.blueprint.resolution import compute, data, edge, functions, messaging, monitoring, operations, storage
from aerostat.blueprint.resolution import network as networks
from aerostat.blueprint.resolution.place import Place


def environment(document: Document, *, name: str, file: Path) -> model.Environment:
    """The model of the environment ``name``, whose document this is."""
    regions = networks.regions(document.regions, document.network)
    place = Place(
        application=document.application, environment=name, region=next(iter(regions)), folder=file.absolute().parent
    )
    return model.Environment(
        application=document.application,
        name=name,
        region=place.region,
        blueprint=file.absolute(),
        regions=regions,
        services={key: compute.service(key, one, place) for key, one in document.services.items()},
        functions={key: functions.function(key, one, document, place) for key, one in document.functions.items()},
        schedules={key: functions.schedule(key, one) for key, one in document.schedules.items()},
        databases={key: data.database(key, one) for key, one in document.databases.items()},
        caches={key: data.cache(key, one) for key, one in document.caches.items()},
        search={key: data.search(key, one) for key, one in document.search.items()},
        buckets={key: storage.bucket(key, one) for key, one in document.buckets.items()},
        queues={key: messaging.queue(key, one) for key, one in document.queues.items()},
        topics={key: messaging.topic(key, one) for key, one in document.topics.items()},
        email={key: messaging.email(key, one) for key, one in document.email.items()},
        secrets={key: storage.secret(key, one, place) for key, one in document.secrets.items()},
        network=networks.network(document.network),
        domain=edge.domain(document.domain) if document.domain is not None else None,
        cdn=edge.cdn(document.cdn) if document.cdn is not None else None,
        waf=edge.waf(document.waf) if document.waf is not None else None,
        monitoring=monitoring.monitoring(document.monitoring, document.tracing),
        audit=operations.audit(document.audit) if document.audit is not None else None,
        backups=operations.backups(document.backups) if document.backups is not None else None,
        budget=operations.budget(document.budget) if document.budget is not None else None,
        encryption=model.Encryption(key=document.encryption),
        state=operations.state(document.state, place),
        ci=operations.ci(document.ci) if document.ci is not None else None,
        tags={key: place.filled(value) for key, value in document.tags.items()},
        renamed=_renamed(document),
    )


def _renamed(document: Document) -> Mapping[str, str]:
    """Former names, by those of now."""
    sections: tuple[Mapping[str, Renamable], ...] = (
        document.services,
        document.functions,
        document.databases,
        document.caches,
        document.search,
        document.buckets,
        document.queues,
        document.topics,
    )
    return {key: one.renamed_from for section in sections for key, one in section.items() if one.renamed_from}
