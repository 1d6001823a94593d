"""Every mutation that is drift."""

from __future__ import annotations

from drifting import answers, fields, payload, requests

MUTATIONS = (
    *answers.RETIREMENT,
    *answers.STATUSES,
    *answers.CODES,
    *fields.MISSING,
    *fields.RETYPED,
    *fields.MEDIA,
    *payload.ENCODINGS,
    *payload.CLIPS,
    *requests.FORM,
    *requests.LIMITS,
    *requests.KEYS,
    *requests.BILLING,
    *requests.POOLS,
)
