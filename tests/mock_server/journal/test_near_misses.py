from __future__ import annotations

import pytest

from contract_tests.photos import PhotoSpec, build
from livephoto.contract import load_edition
from mock_server.journal.near_misses import _EXPLAINERS, near_miss
from mock_server.rules import DETECTORS

EDITION = load_edition()
LIVE = EDITION.request.path
PHOTO = build(PhotoSpec())
BASE64 = b"/9j/4AAQSkZJRgABAQAAAQABAAD/2wBDAAgGBgcG" * 40
_URL_SENT = (
    "`image_target` is text, not a file: a URL was sent; the API fetches nothing, send the image's bytes as a file"
)
_SLASH_TOO_MANY = (
    f"you called /api//portrait/effects/live-photo; the API has {LIVE}: "
    "there is a slash too many, perhaps at the end of the base URL"
)
FORM = "multipart/form-data; boundary=b"


def said(mock, method="POST", path=LIVE, key="k", **request) -> list[str]:
    """What the mock says of a request that was really sent to it."""
    headers = {**({EDITION.request.key_header: key} if key else {}), **request.pop("headers", {})}
    assert mock.http.request(method, path, headers=headers, **request).status_code >= 400
    return mock.http.get("/__admin/requests/unmatched/near-misses").json()["nearMisses"][0]["says"]


def file(name="image_target", data=PHOTO, filename="a.jpg", **fields):
    return {"files": {name: (filename, data)}, "data": fields}


def part(name, data, filename=None):
    name_of_file = f'; filename="{filename}"' if filename else ""
    return (
        f'--b\r\nContent-Disposition: form-data; name="{name}"{name_of_file}\r\n\r\n'.encode() + data + b"\r\n--b--\r\n"
    )


@pytest.mark.parametrize(
    ("request_", "says"),
    [
        (file("image"), "you sent `image`, expected `image_target`"),
        (file("imageTarget"), "you sent `imageTarget`, expected `image_target`"),
        ({"files": {"type": (None, "0")}}, "the form has no file; send the photo as the file `image_target`"),
        (
            {"files": {"image_target": (None, BASE64)}},
            "`image_target` is text, not a file: base64 was sent as a string; send the image's bytes as a file",
        ),
        (
            {"files": {"image_target": (None, "https://example.org/a.jpg")}},
            _URL_SENT,
        ),
        ({"files": {"image_target": (None, "hello")}}, "`image_target` is text, not a file: give the part a file name"),
        (
            {"headers": {"content-type": "multipart/form-data"}, "content": part("image_target", PHOTO, "a")},
            "Content-Type was set by hand, without a boundary; leave it to the HTTP library",
        ),
        (
            {
                "headers": {"content-type": "multipart/form-data; boundary=x"},
                "content": part("image_target", PHOTO, "a"),
            },
            "no part was found: the boundary in Content-Type is not the one in the body, or was set by hand",
        ),
        (
            {"headers": {"content-type": FORM}, "content": part("image_target", PHOTO, "a")[:-20]},
            "the form was cut off or damaged: its closing boundary never came",
        ),
        (
            {"json": {"image_target": "..."}},
            "the body is JSON; the API takes multipart/form-data, with the photo as a file, not as base64",
        ),
        (
            {"data": {"image_target": "..."}},
            "the body is application/x-www-form-urlencoded; the API takes multipart/form-data",
        ),
        ({}, "the request had no body; send multipart/form-data with the file `image_target`"),
        (file(type="2"), "`type` = 2; it takes 0 (avatar) or 1 (full body)"),
        (file(type="abc"), "`type` = abc; it takes 0 (avatar) or 1 (full body)"),
        (file(type=""), "`type` is empty; it takes 0 (avatar) or 1 (full body)"),
        (file(data=b""), "`image_target` has no bytes: was the file read to its end before it was sent?"),
        (
            file(data=PHOTO + bytes(5_242_881 - len(PHOTO))),
            "the photo has 5,242,881 bytes, 1 more than the 5,242,880 allowed",
        ),
        (file(data=build(PhotoSpec(format="webp"))), "this is a WebP; taken are JPEG, PNG, BMP"),
        (file(data=b"\x00\x00\x00\x20ftypavif"), "this is an AVIF; taken are JPEG, PNG, BMP"),
        (file(data=b"hello there"), "this is no image that we know; taken are JPEG, PNG, BMP"),
        (file(data=BASE64), "the file holds base64, not an image: send the decoded bytes; taken are JPEG, PNG, BMP"),
        (file(data=PHOTO[:-500]), f"the JPEG is damaged or cut short after {len(PHOTO) - 500:,} bytes"),
        (
            file(data=build(PhotoSpec(width=4096, height=64))),
            "the photo is 4096 x 64 px; both sides must be under 4096 px",
        ),
        ({"key": None, **file()}, "no key was sent; put it into the header ailabapi-api-key"),
        (
            {"key": None, "headers": {"Authorization": "Bearer x"}, **file()},
            "the key was sent in the header authorization; the API looks at the header ailabapi-api-key only",
        ),
        (
            {"key": None, "headers": {"X-Api-Key": "x"}, **file()},
            "the key was sent in the header x-api-key; the API looks at the header ailabapi-api-key only",
        ),
        (
            {"key": None, "params": {"api_key": "x"}, **file()},
            "the key was sent in the query parameter api_key; the API looks at the header ailabapi-api-key only",
        ),
        (
            {"key": None, **file(api_key="x")},
            "the key was sent as the form field `api_key`; the API looks at the header ailabapi-api-key only",
        ),
        ({"path": LIVE + "/", **file()}, f"you called {LIVE}/; the API has {LIVE}: leave the slash at the end out"),
        (
            {"path": "/portrait/effects/live-photo", **file()},
            f"you called /portrait/effects/live-photo; the API has {LIVE}: /api is missing before it",
        ),
        (
            {"path": "/v1" + LIVE, **file()},
            f"you called /v1{LIVE}; the API has {LIVE}: /v1 is too much before it",
        ),
        (
            {"path": "/api//portrait/effects/live-photo", **file()},
            _SLASH_TOO_MANY,
        ),
        ({"method": "PUT", **file()}, f"you sent PUT; {LIVE} takes POST"),
        (
            {"method": "POST", "path": "/api/common/query-credits"},
            "you sent POST; /api/common/query-credits takes GET",
        ),
    ],
    ids=lambda value: value[:40] if isinstance(value, str) else "",
)
def test_what_was_wrong_is_said_in_plain_words(mock, request_, says):
    assert said(mock, **request_)[0] == says


def test_a_name_that_belies_the_content_is_told_too(mock):
    says = said(mock, **file(data=build(PhotoSpec(format="gif", mode="palette"))))
    assert says == ["this is a GIF; taken are JPEG, PNG, BMP", "its name says jpg, but the content counts"]


def test_a_text_part_under_a_wrong_name_is_both(mock):
    says = said(mock, files={"image": (None, BASE64)})
    assert says == ["you sent `image`, expected `image_target`", "`image` is text, not a file: give it a file name"]


def test_an_unknown_key_is_told_by_its_pseudonym(mock):
    (says,) = said(mock, key="invalid-secret", **file())
    assert says.startswith("the key (key-")
    assert "secret" not in says


@pytest.mark.parametrize(
    "changes", [{}, {"asked": "code=400", "rule": "image_missing"}, {"asked": "scenario", "rule": "image_missing"}]
)
def test_what_succeeded_or_was_told_to_fail_is_no_near_miss(entry, changes):
    assert near_miss(entry(**changes), EDITION) is None


def test_every_rule_that_a_request_can_break_by_its_form_is_explained():
    states = {"user_locked", "endpoint_retired", "credits_short"}
    assert set(_EXPLAINERS) == set(DETECTORS) - states


@pytest.mark.parametrize("rule", sorted(filter(None, _EXPLAINERS)))
def test_every_explainer_manages_with_an_entry_that_tells_nothing(entry, rule):
    empty = {"photo": None, "key": None, "contentType": None, "bodyBytes": 0, "path": "", "method": ""}
    miss = near_miss(entry(rule=rule, **empty), EDITION)
    assert miss is not None
    assert miss.distance == len(miss.says) >= 1
