"""
moto as a library of API breadth: the only package of the local cloud that knows moto's insides.

moto is written to be a test double. Here it serves real clients for as long as the laptop runs, so this package adds
what a test double can do without: direct dispatch (no Flask, no directory listings per request), locks, no leaks,
states that do not move because somebody looks, and records that survive ``kill -9``.
"""
