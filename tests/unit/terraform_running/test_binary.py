"""Which program is run."""

import pytest

from aerostat.errors import TerraformError
from aerostat.terraform.running import find_binary
from tests.unit.terraform_running.programs import a_program


def test_terraform_comes_before_tofu(tmp_path):
    a_program(tmp_path, "tofu")
    terraform = a_program(tmp_path, "terraform")

    assert terraform == find_binary({"PATH": str(tmp_path)}).path


def test_tofu_is_as_good(tmp_path):
    tofu = a_program(tmp_path, "tofu", version="1.12.0")

    found = find_binary({"PATH": str(tmp_path)})

    assert (tofu, "tofu", "1.12.0") == (found.path, found.name, found.version)


def test_the_setting_decides(tmp_path):
    a_program(tmp_path / "a", "terraform")
    mine = a_program(tmp_path / "b", "terraform-mine")

    assert mine == find_binary({"PATH": str(tmp_path / "a"), "AEROSTAT_TERRAFORM": str(mine)}).path


def test_without_one_it_says_how_to_get_one(tmp_path):
    with pytest.raises(TerraformError, match="no `terraform` and no `tofu`") as caught:
        find_binary({"PATH": str(tmp_path)})

    assert "https://developer.hashicorp.com/terraform/install" in caught.value.hint
    assert "AEROSTAT_TERRAFORM" in caught.value.hint


def test_a_setting_that_leads_nowhere_is_told(tmp_path):
    with pytest.raises(TerraformError, match="AEROSTAT_TERRAFORM names `/nowhere/terraform`"):
        find_binary({"PATH": str(tmp_path), "AEROSTAT_TERRAFORM": "/nowhere/terraform"})


@pytest.mark.parametrize("version", ["1.10.5", "0.15.0", "garbage"])
def test_one_that_is_too_old_is_told_with_the_floor(tmp_path, version):
    a_program(tmp_path, version=version)

    with pytest.raises(TerraformError, match=r"1\.11 or newer is needed"):
        find_binary({"PATH": str(tmp_path)})


@pytest.mark.parametrize("version", ["1.11.0", "1.11.4-dev", "1.15.5", "2.0.0"])
def test_there_is_no_upper_bound(tmp_path, version):
    a_program(tmp_path, version=version)

    assert version == find_binary({"PATH": str(tmp_path)}).version


def test_something_else_of_that_name_is_told_with_its_words(tmp_path):
    file = a_program(tmp_path)
    file.write_text("#!/bin/sh\necho 'I am a teapot'\n")

    with pytest.raises(TerraformError, match="does not speak") as caught:
        find_binary({"PATH": str(tmp_path)})

    assert ("I am a teapot",) == caught.value.because
