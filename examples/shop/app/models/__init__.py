"""What is stored: tables as classes, and the words (enumerations) that belong to them."""

from app.models.analytics_model import DailySale
from app.models.audit_model import AuditRecord
from app.models.base import Base
from app.models.message_model import HandledMessage, OutboxMessage
from app.models.order_model import CartItem, IdempotencyKey, Order, OrderLine, OrderStatus, StockHold
from app.models.payment_model import Payment, PaymentEvent, PaymentStatus
from app.models.product_model import Product
from app.models.user_model import RefreshToken, Role, User

__all__ = [
    "AuditRecord",
    "Base",
    "CartItem",
    "DailySale",
    "HandledMessage",
    "IdempotencyKey",
    "Order",
    "OrderLine",
    "OrderStatus",
    "OutboxMessage",
    "Payment",
    "PaymentEvent",
    "PaymentStatus",
    "Product",
    "RefreshToken",
    "Role",
    "StockHold",
    "User",
]
