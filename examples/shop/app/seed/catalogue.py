"""A catalogue that looks like one: the same products for the same number, on every machine."""

import random
import uuid
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

_NAMESPACE = uuid.UUID("6f1f6f0c-2a65-4d0c-9a51-5f0f6c1d9a10")
_MAKERS = (
    "Alder", "Bergfeld", "Castor", "Dunmore", "Elbe", "Fjord", "Granit", "Halden", "Isar", "Juniper", "Kestrel",
    "Lumen", "Marlow", "Nordhus", "Orrin", "Pemberton", "Quill", "Rowan", "Solvang", "Tarn",
)  # fmt: skip
_QUALITIES = ("Classic", "Compact", "Everyday", "Foldable", "Light", "Outdoor", "Premium", "Quiet", "Studio", "Travel")


@dataclass(frozen=True, kw_only=True)
class Department:
    """What one category sells. Prices in cents, evenly spread on a logarithmic scale."""

    things: tuple[str, ...]
    materials: tuple[str, ...]
    cheapest: int
    dearest: int


DEPARTMENTS: Mapping[str, Department] = {
    "kitchen": Department(
        things=("Kettle", "Pan", "Knife", "Cutting Board", "Scale", "Teapot", "Mixing Bowl", "Grater", "Mortar"),
        materials=("steel", "cast iron", "oak", "stoneware", "glass"),
        cheapest=690,
        dearest=18_900,
    ),
    "books": Department(
        things=("Field Guide", "Cookbook", "Atlas", "Novel", "Notebook", "Handbook", "Anthology"),
        materials=("cloth binding", "paperback", "recycled paper"),
        cheapest=590,
        dearest=7_900,
    ),
    "garden": Department(
        things=("Spade", "Watering Can", "Secateurs", "Planter", "Lantern", "Hammock", "Bird Feeder", "Trowel"),
        materials=("ash", "zinc", "terracotta", "bronze"),
        cheapest=890,
        dearest=24_900,
    ),
    "audio": Department(
        things=("Headphones", "Loudspeaker", "Turntable", "Microphone", "Radio", "Amplifier"),
        materials=("walnut", "aluminium", "black lacquer"),
        cheapest=2_900,
        dearest=149_000,
    ),
    "office": Department(
        things=("Desk Lamp", "Keyboard", "Chair", "Fountain Pen", "Desk", "Shelf", "Monitor Arm"),
        materials=("aluminium", "beech", "bamboo", "felt"),
        cheapest=990,
        dearest=89_000,
    ),
    "outdoor": Department(
        things=("Tent", "Backpack", "Sleeping Bag", "Stove", "Head Torch", "Water Bottle", "Rain Jacket"),
        materials=("ripstop nylon", "merino", "titanium", "canvas"),
        cheapest=1_290,
        dearest=64_900,
    ),
    "bicycle": Department(
        things=("Saddle", "Lock", "Helmet", "Pannier", "Pump", "Light Set", "Bell"),
        materials=("leather", "steel", "brass", "carbon"),
        cheapest=790,
        dearest=29_900,
    ),
    "home": Department(
        things=("Blanket", "Vase", "Candle Holder", "Rug", "Mirror", "Cushion", "Clock", "Coat Rack"),
        materials=("wool", "linen", "porcelain", "walnut", "brass"),
        cheapest=990,
        dearest=59_000,
    ),
    "toys": Department(
        things=("Building Blocks", "Puzzle", "Train Set", "Kite", "Board Game", "Marionette"),
        materials=("beech", "maple", "cotton", "cardboard"),
        cheapest=790,
        dearest=14_900,
    ),
    "tools": Department(
        things=("Hammer", "Screwdriver Set", "Plane", "Chisel", "Saw", "Spirit Level", "Toolbox"),
        materials=("hickory", "chrome vanadium", "steel", "beech"),
        cheapest=690,
        dearest=32_900,
    ),
}


def products(count: int) -> Iterator[dict[str, Any]]:
    """The first ``count`` products, as rows. Asking for more later gives the same ones first."""
    names = sorted(DEPARTMENTS)
    for number in range(count):
        yield _product(number, names[number % len(names)])


def _product(number: int, category: str) -> dict[str, Any]:
    chance = random.Random(number)  # noqa: S311 # nosec B311
    department = DEPARTMENTS[category]
    maker, quality = chance.choice(_MAKERS), chance.choice(_QUALITIES)
    thing, material = chance.choice(department.things), chance.choice(department.materials)
    share = chance.random()
    price = department.cheapest * (department.dearest / department.cheapest) ** share
    return {
        "id": uuid.uuid5(_NAMESPACE, str(number)),
        "sku": f"{category[:3].upper()}-{number:06d}",
        "name": f"{maker} {quality} {thing}",
        "description": (
            f"{thing} of {material}, made by {maker}. {_PRAISE[chance.randrange(len(_PRAISE))]} "
            f"Weighs {chance.randrange(80, 4000)} g and comes with {chance.choice((2, 3, 5, 10))} years of guarantee."
        ),
        "category": category,
        "price_cents": int(price) // 100 * 100 + chance.choice((0, 50, 90, 95)),
        "stock": 0 if chance.random() < 0.03 else chance.randrange(5, 500),
    }


_PRAISE = (
    "Simple, sturdy and easy to repair.",
    "A quiet companion for every day.",
    "Designed to be handed down.",
    "Small enough for any bag, strong enough for any weather.",
    "Our customers' favourite for years.",
    "Finished by hand, one piece at a time.",
)
