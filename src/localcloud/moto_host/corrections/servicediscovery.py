"""The hosted zone of a DNS namespace has its name, and goes with it."""

from __future__ import annotations

from typing import Any


def correct() -> None:
    from moto.route53.models import route53_backends
    from moto.servicediscovery.models import ServiceDiscoveryBackend

    plain_delete = ServiceDiscoveryBackend.delete_namespace

    def zones_of(self: Any) -> Any:
        return route53_backends[self.account_id][self.partition]

    def zone_of(self: Any, namespace_id: str) -> str | None:
        namespace = self.namespaces.get(namespace_id)
        properties = (namespace and namespace.dns_properties) or {}
        identifier = str(properties.get("HostedZoneId") or "")
        return identifier.rpartition("/")[2] or None

    def name_zone(plain: Any) -> Any:
        def create(self: Any, name: str, *args: Any, **kwargs: Any) -> Any:
            before = set(self.namespaces)
            operation = plain(self, name, *args, **kwargs)
            for created in set(self.namespaces) - before:
                if zone := zone_of(self, created):
                    zones_of(self).zones[zone].name = f"{name}."
            return operation

        return create

    def delete_namespace(self: Any, namespace_id: str) -> Any:
        zone = zone_of(self, namespace_id)
        operation = plain_delete(self, namespace_id)
        if zone:
            zones_of(self).zones.pop(zone, None)
        return operation

    ServiceDiscoveryBackend.create_private_dns_namespace = name_zone(
        ServiceDiscoveryBackend.create_private_dns_namespace
    )
    ServiceDiscoveryBackend.create_public_dns_namespace = name_zone(ServiceDiscoveryBackend.create_public_dns_namespace)
    ServiceDiscoveryBackend.delete_namespace = delete_namespace
