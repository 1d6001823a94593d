"""Mutations of what is taken: fields, values, limits, formats, keys, the order of rules, the price."""

from __future__ import annotations

from dataclasses import replace

from drifting.editing import limits, priced, refuse, refuse_if, without
from drifting.mutation import Mutation
from drifting.wire import REQUEST, Call, Reply
from livephoto.contract import read_header
from livephoto.contract.model import Edition

KEY = REQUEST.key_header
_PARAMETER = "UNSUPPORTED_PARAMETER_VALUES"
_SIZE, _PIXELS, _FORMAT = "FILE_SIZE_EXCEEDS_LIMIT", "FILE_RESOLUTION_EXCEEDS_LIMITS", "UNSUPPORTED_FILE_TYPES"


def _typed(change):
    """Change the type that the mock sees, where there is a form."""
    return lambda call: call.with_parts(type=change(call.type).encode()) if call.live and call.photo else call


def _taken(test, photo: bytes | None = None):
    """Take a call that would be refused: the mock sees a good photo, and a type that it knows."""

    def change(call: Call) -> Call:
        from drifting.running import portrait

        if not (call.live and call.photo and test(call)):
            return call
        return call.with_parts(image_target=photo or portrait(), type=b"0")

    return change


def _with_key(call: Call) -> Call:
    return replace(call, headers=call.headers | {KEY: "somebody"})


def _keyless(call: Call) -> Call:
    return replace(call, headers={name: value for name, value in call.headers.items() if name != KEY})


def _begins(*heads: bytes):
    return lambda call: call.photo.startswith(heads)


def _sides(call: Call) -> tuple[int, int]:
    header = read_header(call.photo)
    return (header.width, header.height) if header else (0, 0)


def _frames(call: Call) -> bytes:
    """Return the JPEG's frame header, which holds the number of its colours."""
    for marker in (b"\xff\xc0", b"\xff\xc2"):
        at = call.photo.find(marker)
        if at > 0:
            return call.photo[at : at + 10]
    return b""


def _types_first(edition: Edition) -> Edition:
    rules = edition.rules
    first = ("key_missing", "key_unknown", "user_locked", "path_unknown", "method_unknown", "image_too_wide")
    order = [*first, *(name for name in rules if name not in first)]
    return replace(edition, rules={name: rules[name] for name in order})


def _params_before_credits(edition: Edition) -> Edition:
    rules = edition.rules
    return replace(
        edition, rules={name: rules[name] for name in (*(n for n in rules if n != "credits_short"), "credits_short")}
    )


def _bill_failures(call: Call, reply: Reply) -> Reply:
    if "query-credits" not in call.path or reply.status != 200:
        return reply
    body, failed = reply.json, sum(each.status != 200 for each in call.earlier)
    body["data"][0]["balance"] -= failed
    return reply.with_json(body)


FORM = (
    Mutation(
        "type-required", 14, "breaking", call=refuse_if(lambda call: call.photo and call.type is None, _PARAMETER)
    ),
    Mutation(
        "new-field-required",
        14,
        "breaking",
        call=refuse_if(lambda call: call.photo and "duration" not in call.parts, "MISSING_PARAMETERS"),
    ),
    Mutation(
        "extra-fields-refused",
        14,
        "breaking",
        call=refuse_if(lambda call: set(call.parts) - {"image_target", "type"}, "ERROR_INVALID_PARAMETER"),
    ),
    Mutation(
        "type-ignored",
        16,
        "compatible",
        call=_typed(lambda text: text if text not in ("0", "1", None) else "0"),
        successes=3,
    ),
    Mutation("full-body-refused", 17, "breaking", call=refuse_if(lambda call: call.type == "1", _PARAMETER)),
    Mutation("avatar-refused", 17, "breaking", call=refuse_if(lambda call: call.type == "0", _PARAMETER)),
    Mutation("type-2-taken", 17, "info", call=_taken(lambda call: call.type == "2")),
    Mutation("type-words-taken", 17, "info", call=_taken(lambda call: call.type == "avatar")),
    Mutation("type-empty-taken", 17, "info", call=_taken(lambda call: call.type == "")),
    Mutation("default-changed", 18, "breaking", call=_typed(lambda text: "1" if text is None else text)),
    Mutation(
        "types-exchanged", 18, "breaking", call=_typed(lambda text: {"0": "1", "1": "0", None: "1"}.get(text, text))
    ),
    Mutation(
        "only-json-taken", 21, "breaking", call=refuse_if(lambda call: call.parts, "ERROR_INVALID_PARAMETER_FORMAT")
    ),
    Mutation(
        "field-renamed",
        14,
        "breaking",
        call=lambda call: call.without_part("image_target") if call.live and call.parts else call,
    ),
)

LIMITS = (
    Mutation("3-megabytes", 19, "breaking", edition=limits(max_bytes=3_000_000)),
    Mutation("just-under-5-megabytes", 19, "breaking", edition=limits(max_bytes=4_999_999)),
    Mutation("5-decimal-megabytes", 19, "info", edition=limits(max_bytes=5_000_000)),
    Mutation("limit-exclusive", 19, "info", edition=limits(max_bytes=5_242_879)),
    Mutation("2048-px", 19, "breaking", edition=limits(max_side=2048)),
    Mutation("4095-px-refused", 19, "breaking", edition=limits(max_side=4095)),
    Mutation("width-2048-px", 19, "breaking", call=refuse_if(lambda call: _sides(call)[0] > 2048, _PIXELS)),
    Mutation(
        "16-megapixels",
        19,
        "breaking",
        call=refuse_if(lambda call: _sides(call)[0] * _sides(call)[1] > 8_000_000, _PIXELS),
    ),
    Mutation("10-megabytes", 19, "info", edition=limits(max_bytes=10_485_760)),
    Mutation("4096-px-taken", 19, "info", edition=limits(max_side=4097)),
    Mutation("8192-px", 19, "info", edition=limits(max_side=8192)),
    Mutation(
        "at-least-5-kilobytes",
        20,
        "compatible",
        call=refuse_if(lambda call: call.file_name and 0 < len(call.photo) < 5_000, _SIZE),
    ),
    Mutation("at-least-128-px", 20, "compatible", call=refuse_if(lambda call: 0 < min(_sides(call)) < 128, _PIXELS)),
    Mutation(
        "grey-refused",
        20,
        "compatible",
        call=refuse_if(lambda call: _frames(call)[9:] == b"\x01", _FORMAT),
    ),
    Mutation(
        "cmyk-refused",
        20,
        "compatible",
        call=refuse_if(lambda call: _frames(call)[9:] == b"\x04", _FORMAT),
    ),
    Mutation(
        "progressive-refused",
        20,
        "compatible",
        call=refuse_if(lambda call: _frames(call)[:2] == b"\xff\xc2", _FORMAT),
    ),
    Mutation("bmp-refused", 21, "breaking", edition=limits(formats=("JPEG", "PNG"))),
    Mutation("png-refused", 21, "breaking", edition=limits(formats=("JPEG", "BMP"))),
    Mutation("jpeg-refused", 21, "breaking", edition=limits(formats=("PNG", "BMP"))),
    Mutation("gif-taken", 21, "info", call=_taken(_begins(b"GIF8"))),
    Mutation("webp-taken", 21, "info", call=_taken(_begins(b"RIFF"))),
    Mutation("format-by-file-name", 21, "info", call=refuse_if(lambda call: call.file_name.endswith(".gif"), _FORMAT)),
    Mutation(
        "broken-photos-taken",
        0,
        "compatible",
        call=_taken(lambda call: read_header(call.photo) and len(call.photo) == 65_536),
    ),
)

KEYS = (
    Mutation("keys-not-checked", 22, "breaking", edition=without("key_missing", "key_unknown"), call=_with_key),
    Mutation(
        "unknown-keys-taken",
        22,
        "breaking",
        call=lambda call: _with_key(call) if call.headers.get(KEY, "").startswith("invalid-") else call,
    ),
    Mutation("key-header-renamed", 22, "breaking", call=_keyless),
    Mutation("account-locked", 22, "breaking", call=lambda call: refuse("ERROR_USER_LOCKED") if call.live else call),
    Mutation(
        "plain-401-for-bad-keys",
        22,
        "breaking",
        reply=lambda call, reply: reply if reply.status != 401 else replace(reply, body=b'{"message": "Unauthorized"}'),
    ),
    Mutation("wrong-fault-first", 0, "info", edition=_types_first),
)

BILLING = (
    Mutation("price-30", 25, "breaking", edition=priced(30)),
    Mutation("price-11", 25, "breaking", edition=priced(11)),
    Mutation("failures-billed", 25, "breaking", reply=_bill_failures),
)

POOLS = (
    Mutation(
        "balance-a-string",
        6,
        "breaking",
        reply=lambda call, reply: _pool(call, reply, lambda pool: pool.update(balance="9")),
    ),
    Mutation(
        "balance-missing", 3, "breaking", reply=lambda call, reply: _pool(call, reply, lambda pool: pool.pop("balance"))
    ),
    Mutation(
        "credits-query-gone", 1, "breaking", call=lambda call: call if call.live else refuse("ERROR_AI_NOT_EXISTS")
    ),
)


def _pool(call: Call, reply: Reply, edit) -> Reply:
    if call.live or reply.status != 200:
        return reply
    body = reply.json
    edit(body["data"][0])
    return reply.with_json(body)


UNSEEN = Mutation("params-before-credits", 0, "harmless", edition=_params_before_credits)
