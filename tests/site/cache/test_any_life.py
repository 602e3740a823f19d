"""Whatever happens to a site: with a cache its bytes are those without, and nothing is kept of what is not live."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from living import STEPS, Life

lives = st.tuples(st.integers(0, 2**32), st.lists(st.sampled_from(STEPS), min_size=3, max_size=7))


def live(root, seed, steps):
    with pytest.MonkeyPatch.context() as patch:
        life = Life.begun(root, patch, seed)
        life.build_and_compare()
        for step in steps:
            step(life)
            life.build_and_compare()


@settings(max_examples=2, derandomize=False)
@given(st.tuples(st.integers(0, 2**32), st.lists(st.sampled_from(STEPS), min_size=2, max_size=3)))
def test_a_site_is_the_same_with_a_cache(tmp_path_factory, one):
    live(tmp_path_factory.mktemp("life") / "project", *one)


@pytest.mark.slow
@settings(max_examples=12)
@given(lives)
def test_a_site_is_the_same_with_a_cache_whatever_happens(tmp_path_factory, one):
    live(tmp_path_factory.mktemp("life") / "project", *one)


@pytest.mark.slow
@pytest.mark.parametrize("step", STEPS, ids=lambda step: step.__name__)
def test_each_step_alone_and_again(tmp_path, step):
    live(tmp_path / "project", 7, [step, step])
