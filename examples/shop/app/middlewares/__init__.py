"""What happens around every request, as plain ASGI: none of it buffers a body."""
