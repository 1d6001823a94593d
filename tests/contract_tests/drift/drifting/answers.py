"""Mutations of outcomes: retirement, statuses, codes, retries, what a success looks like."""

from __future__ import annotations

from dataclasses import replace

from drifting.editing import answered_with, drop, moved, page, put, refuse, renamed
from drifting.mutation import Mutation, on_json, on_refusal, on_success
from drifting.wire import Call, Reply

GONE = "ERROR_AI_NOT_EXISTS"


def _if_live(reply: Reply):
    return lambda call: reply if call.live else call


def _if_good(reply: Reply):
    return lambda call, answered: reply if call.live and answered.status == 200 else answered


def _with_status(status: int, *codes: str):
    """Change the status line of some refusals, and leave their bodies alone."""
    return lambda call, reply: (
        replace(reply, status=status) if reply.status != 200 and (reply.code in codes or not codes) else reply
    )


def _accepted(call: Call, reply: Reply) -> Reply:
    if not call.live or reply.status != 200:
        return reply
    body = {name: value for name, value in reply.json.items() if name != "data"} | {"task_id": str(len(call.earlier))}
    return replace(reply, status=202).with_json(body)


def _all_200(*codes: str):
    return lambda call, reply: replace(reply, status=200) if not codes or reply.code in codes else reply


def _recoded(old: str, new: str):
    def edit(body):
        if body["error_detail"]["code"] == old:
            body["error_detail"]["code"] = new

    return on_refusal(edit)


RETIREMENT = (
    Mutation("retired-everywhere", 1, "breaking", call=_if_live(refuse(GONE))),
    Mutation("retired-with-410", 1, "breaking", call=_if_live(refuse(GONE, 410))),
    Mutation("retired-for-good-calls-only", 1, "breaking", reply=_if_good(refuse(GONE))),
    Mutation("retired-410-for-good-calls-only", 1, "breaking", reply=_if_good(refuse("ERROR_RESOURCE_RECLAIMED"))),
    Mutation("live-path-answers-a-page", 1, "breaking", call=_if_live(page(404))),
    Mutation("everything-answers-a-page", 1, "breaking", call=lambda call: page(404)),
    Mutation("everything-is-empty", 1, "breaking", call=lambda call: Reply(404, {}, b"")),
    Mutation(
        "moved-elsewhere",
        1,
        "breaking",
        call=_if_live(Reply(308, {"location": "https://example.org/v2"}, b"")),
    ),
    Mutation("good-calls-get-502", 1, "breaking", reply=_if_good(refuse("AI_SERVICE_ERROR"))),
    Mutation(
        "sunset-header", 2, "compatible", reply=lambda c, r: r.with_headers(sunset="Mon, 09 Feb 2026 00:00:00 GMT")
    ),
    Mutation("deprecation-header", 2, "compatible", reply=lambda c, r: r.with_headers(deprecation="@1770595200")),
    Mutation(
        "sunset-link",
        2,
        "compatible",
        reply=lambda c, r: r.with_headers(link='<https://example.org/end>; rel="sunset"'),
    ),
)

STATUSES = (
    Mutation("parameter-faults-422", 11, "breaking", edition=moved("UNSUPPORTED_PARAMETER_VALUES", 422)),
    Mutation("too-large-400", 11, "breaking", edition=moved("FILE_SIZE_EXCEEDS_LIMIT", 400)),
    Mutation("wrong-format-400", 11, "breaking", edition=moved("UNSUPPORTED_FILE_TYPES", 400)),
    Mutation("undecodable-400", 11, "breaking", edition=moved("FILE_DECODING_FAILURE", 400)),
    Mutation("too-wide-422", 11, "breaking", edition=moved("FILE_RESOLUTION_EXCEEDS_LIMITS", 422)),
    Mutation("bad-key-403", 11, "breaking", edition=moved("ERROR_USER_NOT_EXISTS", 403)),
    Mutation("unknown-path-400", 11, "breaking", edition=moved(GONE, 400)),
    Mutation("status-line-alone-moved", 11, "breaking", reply=_with_status(422, "FILE_SIZE_EXCEEDS_LIMIT")),
    Mutation("every-refusal-400", 11, "breaking", reply=_with_status(400)),
    Mutation("every-refusal-500", 11, "breaking", reply=_with_status(500)),
    Mutation("one-refusal-in-200", 12, "breaking", reply=_all_200("UNSUPPORTED_FILE_TYPES")),
    Mutation("every-refusal-in-200", 12, "breaking", reply=_all_200()),
    Mutation(
        "refusals-in-200-with-error-code-0",
        12,
        "breaking",
        reply=lambda call, reply: replace(on_refusal(put("error_code", 0))(call, reply), status=200),
    ),
    Mutation("accepted-with-a-task", 12, "breaking", reply=_accepted),
    Mutation(
        "created-201",
        12,
        "breaking",
        reply=lambda call, reply: replace(reply, status=201) if call.live and reply.status == 200 else reply,
    ),
    Mutation(
        "success-in-500",
        12,
        "breaking",
        reply=lambda call, reply: replace(reply, status=500) if call.live and reply.status == 200 else reply,
    ),
    Mutation("empty-204", 12, "breaking", reply=_if_good(Reply(204, {}, b""))),
    Mutation("success-code-in-success", 12, "breaking", reply=on_success(put("error_detail.code", "SUCCESS"))),
    Mutation("error-code-200-in-success", 12, "breaking", reply=on_success(put("error_code", 200))),
)

CODES = (
    Mutation(
        "decoding-and-format-swapped",
        11,
        "breaking",
        edition=answered_with("UNSUPPORTED_FILE_TYPES", "image_undecodable"),
    ),
    Mutation(
        "too-wide-as-too-large", 11, "breaking", edition=answered_with("FILE_SIZE_EXCEEDS_LIMIT", "image_too_wide")
    ),
    Mutation(
        "too-large-as-body-too-large",
        11,
        "breaking",
        edition=answered_with("ERROR_REQUEST_BODY_TOO_LARGE", "image_too_large"),
    ),
    Mutation(
        "format-as-illegal-file",
        11,
        "breaking",
        edition=answered_with("ERROR_ILLEGAL_FILE", "image_format_unsupported"),
    ),
    Mutation(
        "unknown-path-as-illegal-operation",
        11,
        "breaking",
        edition=answered_with("ERROR_ILLEGAL_OPERATION", "path_unknown"),
    ),
    Mutation(
        "unseen-code-same-status", 10, "compatible", reply=_recoded("UNSUPPORTED_FILE_TYPES", "FILE_FORMAT_RETIRED")
    ),
    Mutation("code-in-lower-case", 10, "breaking", reply=_recoded("UNSUPPORTED_FILE_TYPES", "unsupported_file_types")),
    Mutation(
        "codes-are-numbers", 10, "breaking", reply=on_refusal(put("error_detail.code", lambda code: str(len(code))))
    ),
    Mutation(
        "unseen-code-other-class",
        10,
        "breaking",
        reply=lambda call, reply: (
            refuse("UNSUPPORTED_FILE_TYPES", 500).with_json(
                put("error_detail.code", "FILE_SERVICE_DOWN")(body := refuse("UNSUPPORTED_FILE_TYPES", 500).json)
                or body
            )
            if reply.status == 415
            else reply
        ),
    ),
    Mutation("code-missing", 3, "breaking", reply=on_refusal(drop("error_detail.code"))),
    Mutation("code-emptied", 7, "breaking", reply=on_refusal(put("error_detail.code", ""))),
    Mutation(
        "code-moved-to-the-top",
        5,
        "breaking",
        reply=on_refusal(lambda body: body.update(code=body["error_detail"].pop("code"))),
    ),
    Mutation("status-code-wrong", 11, "breaking", reply=on_refusal(put("error_detail.status_code", 200))),
    Mutation("error-code-minus-1", 11, "breaking", reply=on_refusal(put("error_code", -1))),
    Mutation("error-code-0-in-refusals", 11, "breaking", reply=on_refusal(put("error_code", 0))),
    Mutation(
        "client-faults-503",
        13,
        "breaking",
        edition=answered_with(
            "AI_SERVICE_FLOW_RESTRICTION",
            "image_missing",
            "image_empty",
            "image_as_text",
            "body_not_multipart",
            "type_out_of_range",
        ),
    ),
    Mutation(
        "missing-image-alone-503", 13, "breaking", edition=answered_with("AI_SERVICE_FLOW_RESTRICTION", "image_missing")
    ),
    Mutation("too-large-429", 13, "breaking", edition=answered_with("EXCEEDING_LIMITS", "image_too_large")),
    Mutation("undecodable-500", 13, "breaking", edition=answered_with("SERVICE_INTERNAL_ERROR", "image_undecodable")),
    Mutation("coarse-code-changed", 10, "compatible", reply=on_refusal(put("error_code_str", "GENERAL_FAILURE"))),
    Mutation(
        "bad-key-as-no-application",
        22,
        "info",
        edition=answered_with("ERROR_APPLICATIONS_NOT_EXISTS", "key_missing", "key_unknown"),
    ),
    Mutation("missing-image-named-so", 10, "info", edition=answered_with("MISSING_PARAMETERS", "image_missing")),
    Mutation("wrong-method-405", 11, "info", edition=answered_with("ERROR_ILLEGAL_OPERATION", "method_unknown")),
    Mutation(
        "code-texts-changed", 0, "info", reply=on_refusal(put("error_detail.code_message", lambda text: f"{text}!"))
    ),
    Mutation("error-msg-changed", 0, "info", reply=on_refusal(put("error_msg", lambda text: f"{text}!"))),
    Mutation("success-has-a-message", 0, "info", reply=on_success(put("error_msg", "success"))),
    Mutation("detail-renamed", 3, "breaking", reply=on_json(renamed("error_detail", "error"))),
)
