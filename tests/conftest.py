"""What every room's tests share."""

import signal


def pytest_configure() -> None:
    """Let tests interrupt programs also where a script runs us in its background, with SIGINT ignored."""
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.default_int_handler)
