"""What can be done to orders: place them."""

from songda.records.delivery.orders.place import OrderDraft, place_order, place_orders

__all__ = ["OrderDraft", "place_order", "place_orders"]
