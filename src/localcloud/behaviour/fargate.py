"""Which sizes of task Fargate sells (ECS guide, "task size")."""

from __future__ import annotations

_GB = 1024
_SIZES: dict[int, range] = {
    512: range(1 * _GB, 4 * _GB + 1, _GB),
    1024: range(2 * _GB, 8 * _GB + 1, _GB),
    2048: range(4 * _GB, 16 * _GB + 1, _GB),
    4096: range(8 * _GB, 30 * _GB + 1, _GB),
    8192: range(16 * _GB, 60 * _GB + 1, 4 * _GB),
    16384: range(32 * _GB, 120 * _GB + 1, 8 * _GB),
}


def memory_choices(cpu: int) -> tuple[int, ...]:
    """The memory sizes (MiB) that go with so many CPU units (1024 = one vCPU); none when there is no such CPU size."""
    if cpu == 256:
        return (512, 1 * _GB, 2 * _GB)
    return tuple(_SIZES.get(cpu, ()))


def is_size(cpu: int, memory: int) -> bool:
    return memory in memory_choices(cpu)


def cpu_units(text: str) -> int | None:
    """``"512"`` and ``"0.5 vCPU"`` are both 512."""
    number, _, unit = text.strip().lower().partition(" ")
    return _amount(number, 1024 if unit == "vcpu" else 1 if not unit else None)


def memory_mib(text: str) -> int | None:
    """``"1024"`` and ``"1 GB"`` (also ``"1GB"``) are both 1024."""
    trimmed = text.strip().lower()
    if trimmed.endswith("gb"):
        return _amount(trimmed.removesuffix("gb").strip(), _GB)
    return _amount(trimmed, 1)


def _amount(number: str, factor: int | None) -> int | None:
    try:
        return None if factor is None else round(float(number) * factor)
    except ValueError:
        return None
