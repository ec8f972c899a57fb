"""The letters that customers get, as text."""

from dataclasses import dataclass

from app.models import Order, User


@dataclass(frozen=True, kw_only=True)
class Letter:
    subject: str
    body: str


def money(cents: int) -> str:
    """``1234567`` as ``12,345.67 €``."""
    return f"{cents // 100:,}.{cents % 100:02d} €"


def welcome(user: User) -> Letter:
    return Letter(subject="Welcome to the shop", body=_letter(user, "your account is ready."))


def order_paid(user: User, order: Order) -> Letter:
    text = f"thank you for your order. We have received {money(order.total_cents)} and will send:\n\n"
    return Letter(subject=f"Your order {_short(order)} is paid", body=_letter(user, text + _lines(order)))


def order_shipped(user: User, order: Order) -> Letter:
    text = f"your order is on its way to\n\n{order.shipping_address}\n\n{_lines(order)}"
    return Letter(subject=f"Your order {_short(order)} is on its way", body=_letter(user, text))


def order_cancelled(user: User, order: Order) -> Letter:
    text = f"your order has been cancelled:\n\n{_lines(order)}"
    return Letter(subject=f"Your order {_short(order)} is cancelled", body=_letter(user, text))


def order_refunded(user: User, order: Order) -> Letter:
    text = f"we are sending you back {money(order.total_cents)} for:\n\n{_lines(order)}"
    return Letter(subject=f"Your order {_short(order)} is refunded", body=_letter(user, text))


def _letter(user: User, text: str) -> str:
    return f"Dear {user.full_name},\n\n{text.rstrip()}\n\nYour shop\n"


def _short(order: Order) -> str:
    return str(order.id)[:8]


def _lines(order: Order) -> str:
    lines = [f"{line.quantity:3} × {line.name}, {money(line.unit_price_cents)} each" for line in order.lines]
    return "\n".join([*lines, "", f"Total: {money(order.total_cents)}"])
