"""Variants that are no drift: nothing above info may be found on them."""

from __future__ import annotations

import gzip
from dataclasses import replace

from drifting.clips import clip
from drifting.editing import answered_with, put, refuse_if
from drifting.mutation import Mutation, on_json, on_refusal, on_success
from drifting.requests import UNSEEN
from drifting.wire import Call, Reply


def _reversed(value):
    if not isinstance(value, dict):
        return value
    return {name: _reversed(value[name]) for name in reversed(value)}


def _same(name: str, **options):
    return Mutation(name, 0, "harmless", **options)


def _packed(call: Call, reply: Reply) -> Reply:
    return replace(reply, body=gzip.compress(reply.body, 1)).with_headers(content_encoding="gzip")


def _loud(call: Call, reply: Reply) -> Reply:
    return replace(reply, headers={name.upper(): value for name, value in reply.headers.items()})


def _other_clip(width: int, **options: int):
    """Return other clips of both kinds: a square for the avatar, the photo's shape for the full body."""

    def change(call: Call, reply: Reply) -> Reply:
        height = width * 5 // 4 if call.type == "1" else width
        return on_success(put("data.video", lambda _: clip(width=width, height=height, **options)))(call, reply)

    return change


HARMLESS = (
    UNSEEN,
    Mutation(
        "a-field-more-is-understood",
        15,
        "harmless",
        call=refuse_if(lambda call: "duration" in call.parts, "UNSUPPORTED_PARAMETER_VALUES"),
    ),
    _same("keys-in-another-order", reply=on_json(_reversed)),
    _same("indented", reply=lambda call, reply: reply.with_json(reply.json, indent=2)),
    _same("charset", reply=lambda call, reply: reply.with_headers(content_type="application/json; charset=utf-8")),
    _same("media-type-in-capitals", reply=lambda call, reply: reply.with_headers(content_type="Application/JSON")),
    _same("headers-in-capitals", reply=_loud),
    _same("gzip-on-the-way", reply=_packed),
    _same("in-pieces", reply=lambda call, reply: replace(reply, pieces=True)),
    _same("other-ids", reply=on_json(lambda body: body.update(request_id=str(id(body)), log_id="log-1"))),
    _same("slashes-escaped", reply=lambda call, reply: replace(reply, body=reply.body.replace(b"/", rb"\/"))),
    _same(
        "letters-escaped", reply=lambda call, reply: replace(reply, body=reply.body.replace(b"video", rb"\u0076ideo"))
    ),
    _same("white-space-around", reply=lambda call, reply: replace(reply, body=b"\r\n " + reply.body + b"\n\n")),
    _same(
        "more-headers",
        reply=lambda call, reply: reply.with_headers(
            server="nginx",
            date="Mon, 23 Nov 2026 10:00:00 GMT",
            cache_control="no-store",
            x_request_id="7",
            via="1.1 proxy",
        ),
    ),
    _same("link-to-the-docs", reply=lambda call, reply: reply.with_headers(link='<https://example.org>; rel="help"')),
    _same("another-clip", reply=_other_clip(frames=60, rate=30, width=480)),
    _same("a-longer-clip", reply=_other_clip(frames=125, width=256)),
    _same("data-null-on-failure", reply=on_refusal(put("data", None))),
    _same("data-empty-on-failure", reply=on_refusal(put("data", lambda _: {}))),
    _same(
        "coarse-code-as-the-fine-one",
        reply=on_refusal(lambda body: body.update(error_code_str=body["error_detail"]["code"])),
    ),
    _same("another-code-for-a-bad-key", edition=answered_with("ERROR_APPLICATIONS_NOT_EXISTS", "key_missing")),
    _same("another-code-for-an-empty-image", edition=answered_with("FILE_DECODING_FAILURE", "image_empty")),
)
