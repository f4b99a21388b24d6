"""The tests' own database server: beside the demo's, and alone in waiting for no disk."""

from tests.conftest import administer

from goldenthread.config import launcher

HASTE = ("fsync=off", "synchronous_commit=off", "full_page_writes=off")


def test_it_is_another_than_the_demos_which_keeps_what_it_was_given():
    demos, ours = launcher.local_server(), launcher.tests_server()
    assert demos.folder != ours.folder
    assert all(each in ours.options() for each in HASTE)
    assert not any(each in demos.options() for each in HASTE)


def test_the_tests_run_on_it():
    assert administer("SHOW fsync") == [("off",)]
