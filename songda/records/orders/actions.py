"""What can be done to orders: place them, and write down what the law says of their services."""

from songda.records.orders.place import OrderDraft, place_order, place_orders
from songda.records.orders.settle import Ruling, settle_effect

__all__ = ["OrderDraft", "Ruling", "place_order", "place_orders", "settle_effect"]
