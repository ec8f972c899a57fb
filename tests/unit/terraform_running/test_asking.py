"""What must be said before data is lost, with somebody there and without."""

import os
import pty
import subprocess
import sys

import pytest

from aerostat.cli.terraform import approved, typed
from aerostat.errors import UsageError
from aerostat.output.json_lines import JsonView

TYPED = (
    "from aerostat.cli.terraform import typed; typed(['shop-prod-db'], [], why='its data would be lost'); print('gone')"
)


def at_a_terminal(program, *lines):
    """Exit code and output of a Python program whose input is a terminal."""
    ours, theirs = pty.openpty()
    os.write(ours, "".join(f"{line}\n" for line in lines).encode())
    done = subprocess.run([sys.executable, "-c", program], stdin=theirs, capture_output=True, text=True, timeout=60)
    os.close(ours)
    os.close(theirs)
    return done.returncode, done.stdout, done.stderr


def test_names_that_were_given_need_no_typing():
    typed(["shop-prod-db", "shop-uploads"], ["shop-uploads", "shop-prod-db"], why="its data would be lost")


def test_nobody_there_is_told_what_to_say():
    """All the names that are missing, ready to be pasted; `--yes` is none of them."""
    with pytest.raises(UsageError) as caught:
        typed(["shop-prod-db", "shop-uploads"], ["yes", "shop-uploads"], why="its data would be lost")

    assert "answer on the command line: `--confirm shop-prod-db`" == caught.value.hint
    assert ("its data would be lost",) == caught.value.because


def test_a_question_needs_somebody_or_yes():
    approved("apply this plan?", is_given=True, told=JsonView(), hint="--yes")
    with pytest.raises(UsageError, match="nobody is there to be asked: apply this plan"):
        approved("apply this plan?", is_given=False, told=JsonView(), hint="--yes")


def test_the_right_name_lets_it_go():
    code, out, err = at_a_terminal(TYPED, "shop-prod-db")

    assert (0, "gone") == (code, out.strip()), err
    assert "type `shop-prod-db` to go on" in err


@pytest.mark.parametrize("answer", ["yes", "shop-prod", "SHOP-PROD-DB"])
def test_anything_else_keeps_it(answer):
    code, out, err = at_a_terminal(TYPED, answer)

    assert (1, "") == (code, out.strip())
    assert "that is not the name; nothing was changed" in err
