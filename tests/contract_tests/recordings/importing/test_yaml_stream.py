from __future__ import annotations

import tracemalloc

import pytest

from contract_tests.recordings.importing.yaml_stream import MOST_VALUES, yaml_interactions
from livephoto.recordings.model import RecordingError


@pytest.fixture
def read(tmp_path):
    def act(text: str) -> list[object]:
        file = tmp_path / "cassette.yaml"
        file.write_text(text, encoding="utf-8")
        return list(yaml_interactions(file))

    return act


def test_values_are_what_the_safe_loader_makes_of_them(read):
    (found,) = read("interactions:\n- {a: 1, b: '1', c: !!binary aGk=, d: null, e: [x, 2026-01-31]}\n")
    assert (found["a"], found["b"], found["c"], found["d"]) == (1, "1", b"hi", None)
    assert found["e"][1].year == 2026


def test_older_writers_tags_are_texts_and_bytes(read):
    (found,) = read("interactions:\n- [!!python/unicode 'a', !!python/str b, !binary aGk=]\nversion: 1\n")
    assert found == ["a", "b", b"hi"]


@pytest.mark.parametrize("tag", ["!!python/object/apply:os.system", "!!python/name:os.system", "!ruby/object:Object"])
def test_no_tag_makes_an_object(read, tag):
    with pytest.raises(RecordingError, match=r"cassette\.yaml is no cassette that can be read: line 2: .*constructor"):
        read(f"interactions:\n- {tag} ['echo no']\n")


def test_an_alias_stands_for_what_it_names(read):
    assert read("interactions:\n- {a: &x [1], b: *x}\n- {c: *x}\n") == [{"a": [1], "b": [1]}, {"c": [1]}]


def test_a_billion_laughs_are_not_laughed(read):
    lines = ["interactions:", "- a0: &a0 [ha, ha, ha, ha, ha, ha, ha, ha, ha, ha]"]
    lines += [f"  a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]" for n in range(1, 10)]
    with pytest.raises(RecordingError, match=f"more than {MOST_VALUES:,} values"):
        read("\n".join(lines))


def test_a_value_that_holds_itself_is_refused(read):
    with pytest.raises(RecordingError, match="stands for nothing before it"):
        read("interactions:\n- &a [*a]\n")


def test_deep_values_are_refused(read):
    with pytest.raises(RecordingError, match="levels"):
        read("interactions:\n- " + "[" * 5000 + "]" * 5000)


@pytest.mark.parametrize("text", ["", "just text", "[1, 2", "a: b: c", "interactions: {a: 1}", "\x01"])
def test_what_is_no_cassette_is_refused(read, text):
    with pytest.raises(RecordingError, match="is no cassette that can be read"):
        read(text)


def test_one_interaction_at_a_time_is_in_memory(tmp_path):
    file = tmp_path / "cassette.yaml"
    photo = "QUJD" * 250_000
    file.write_text("interactions:\n" + f"- body: !!binary {photo}\n" * 30)
    tracemalloc.start()
    sizes = [len(each["body"]) for each in yaml_interactions(file)]
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert sizes == [750_000] * 30
    assert peak < 12_000_000
