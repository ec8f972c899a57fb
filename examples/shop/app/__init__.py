"""The shop: a catalogue, carts, orders, payments, and a worker that does what may happen a little later."""
