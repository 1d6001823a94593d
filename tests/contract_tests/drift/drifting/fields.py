"""Mutations of the envelope's fields and of the headers."""

from __future__ import annotations

import codecs
from dataclasses import replace

from drifting.editing import as_text, camel_case, drop, page, put, renamed
from drifting.mutation import Mutation, on_json, on_refusal, on_success


def _header(**headers: str):
    return lambda call, reply: reply.with_headers(**headers)


def _flat(body):
    body.update(body.pop("error_detail"))


def _to_result(body):
    body["result"] = body.pop("data")


MISSING = (
    Mutation("request-id-missing", 3, "breaking", reply=on_json(drop("request_id"))),
    Mutation("error-code-missing", 3, "breaking", reply=on_json(drop("error_code"))),
    Mutation("error-detail-missing", 3, "breaking", reply=on_json(drop("error_detail"))),
    Mutation("error-detail-missing-in-success", 3, "breaking", reply=on_success(drop("error_detail"))),
    Mutation("status-code-missing", 3, "breaking", reply=on_json(drop("error_detail.status_code"))),
    Mutation("data-missing", 3, "breaking", reply=on_success(drop("data"))),
    Mutation("video-missing", 3, "breaking", reply=on_success(drop("data.video"))),
    Mutation("video-renamed", 3, "breaking", reply=on_success(renamed("data.video", "mp4"))),
    Mutation("video-called-base64", 3, "breaking", reply=on_success(renamed("data.video", "video_base64"))),
    Mutation("all-in-camel-case", 3, "breaking", reply=on_json(camel_case)),
    Mutation("request-id-renamed", 3, "breaking", reply=on_json(renamed("request_id", "trace_id"))),
    Mutation("coarse-code-dropped", 4, "compatible", reply=on_json(drop("error_code_str"))),
    Mutation("error-msg-dropped", 4, "compatible", reply=on_json(drop("error_msg"))),
    Mutation("video-under-result", 5, "breaking", reply=on_success(_to_result)),
    Mutation("video-at-the-top", 5, "breaking", reply=on_success(lambda body: body.update(body.pop("data")))),
    Mutation("video-one-deeper", 5, "breaking", reply=on_success(put("data", lambda data: {"result": data}))),
    Mutation("data-is-a-list", 5, "breaking", reply=on_success(put("data", lambda data: [data]))),
    Mutation("all-under-result", 5, "breaking", reply=on_json(lambda body: {"result": body})),
    Mutation("refusals-under-error", 5, "breaking", reply=on_refusal(lambda body: {"error": body})),
    Mutation("detail-flattened", 5, "breaking", reply=on_json(_flat)),
)

RETYPED = (
    Mutation("error-code-a-string", 6, "breaking", reply=on_json(put("error_code", str))),
    Mutation("error-code-a-float", 6, "breaking", reply=on_json(put("error_code", float))),
    Mutation("error-code-false-in-success", 6, "breaking", reply=on_success(put("error_code", False))),
    Mutation("status-code-a-string", 6, "breaking", reply=on_json(put("error_detail.status_code", str))),
    Mutation("request-id-a-number", 6, "breaking", reply=on_json(put("request_id", hash))),
    Mutation("detail-a-string", 6, "breaking", reply=on_json(put("error_detail", as_text))),
    Mutation("detail-a-list", 6, "breaking", reply=on_json(put("error_detail", lambda detail: [detail]))),
    Mutation("code-a-number", 6, "breaking", reply=on_refusal(put("error_detail.code", len))),
    Mutation("video-an-object", 6, "breaking", reply=on_success(put("data.video", lambda video: {"base64": video}))),
    Mutation("video-a-list", 6, "breaking", reply=on_success(put("data.video", lambda video: [video]))),
    Mutation("data-nulled", 7, "breaking", reply=on_success(put("data", None))),
    Mutation("video-nulled", 7, "breaking", reply=on_success(put("data.video", None))),
    Mutation("video-emptied", 7, "breaking", reply=on_success(put("data.video", ""))),
    Mutation("detail-nulled-in-success", 7, "breaking", reply=on_success(put("error_detail", None))),
    Mutation("code-nulled-in-success", 7, "breaking", reply=on_success(put("error_detail.code", None))),
    Mutation("request-id-nulled", 7, "breaking", reply=on_json(put("request_id", None))),
    Mutation("error-code-nulled-in-success", 7, "breaking", reply=on_success(put("error_code", None))),
    Mutation("ids-emptied", 7, "info", reply=on_json(lambda body: body.update(request_id="", log_id=""))),
    Mutation("field-added", 9, "info", reply=on_json(lambda body: body.update(region="eu"))),
    Mutation("field-added-in-detail", 9, "info", reply=on_json(put("error_detail.docs", "https://example.org"))),
    Mutation("object-added", 9, "info", reply=on_json(lambda body: body.update(usage={"credits": 22, "ms": id(body)}))),
    Mutation("cover-beside-the-video", 9, "info", reply=on_success(put("data.cover", "https://example.org/1.jpg"))),
    Mutation("task-id-added", 9, "compatible", reply=on_success(lambda body: body.update(task_id=str(id(body))))),
    Mutation("data-on-failure", 9, "compatible", reply=on_refusal(lambda body: body.update(data={"reason": "x"}))),
)

MEDIA = (
    Mutation("text-plain", 23, "breaking", reply=_header(content_type="text/plain")),
    Mutation(
        "problem-json",
        23,
        "breaking",
        reply=lambda call, reply: (
            reply if reply.status == 200 else reply.with_headers(content_type="application/problem+json")
        ),
    ),
    Mutation("no-media-type", 23, "breaking", reply=lambda call, reply: replace(reply, headers={})),
    Mutation(
        "refusals-are-pages",
        23,
        "breaking",
        reply=lambda call, reply: reply if reply.status == 200 else page(reply.status),
    ),
    Mutation(
        "success-is-a-page",
        23,
        "breaking",
        reply=lambda call, reply: page(200) if call.live and reply.status == 200 else reply,
    ),
    Mutation(
        "json-in-a-callback",
        23,
        "breaking",
        reply=lambda call, reply: replace(reply, body=b"callback(" + reply.body + b")"),
    ),
    Mutation(
        "utf-16", 23, "breaking", reply=lambda call, reply: replace(reply, body=reply.body.decode().encode("utf-16"))
    ),
    Mutation(
        "byte-order-mark", 23, "compatible", reply=lambda call, reply: replace(reply, body=codecs.BOM_UTF8 + reply.body)
    ),
    Mutation("body-cut-short", 23, "breaking", reply=lambda call, reply: replace(reply, body=reply.body[:-20])),
    Mutation(
        "retry-after",
        23,
        "info",
        reply=lambda call, reply: reply if reply.status == 200 else reply.with_headers(retry_after="30"),
    ),
)
