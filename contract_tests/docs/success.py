"""Reads how a page says that a success is told from a failure."""

from __future__ import annotations

import re

from contract_tests.docs.blocks import Document, Text
from contract_tests.docs.facts import SuccessRule, Unread
from contract_tests.docs.sections import placed
from contract_tests.docs.telling import Tellings, tell, tell_part

_BY = re.compile(r"by (?:using|checking) the (http status code|error_code_str|error_code)(?: field)?", re.IGNORECASE)
_OUTCOME = re.compile(r"(.+?)\s*:\s*(success|failure)\w*\.?", re.IGNORECASE)
_SENTENCE = re.compile(r".*\bsucceeds when the http status code is (\d{3})", re.IGNORECASE)
_OTHERS_FAIL = re.compile(r"any other .*\b(failure|fails)\b.*", re.IGNORECASE)
_ABSENT = re.compile(r".*\b(absent|missing|not exist\w*|non-?existent|null|not present)\b.*\bempty\b.*", re.IGNORECASE)
_FIELDS = {"http status code": "http_status"}
_ANY_OTHER = {"http_status": ("HTTP status", "any other status")}


def success_facts(document: Document) -> Tellings:
    """Yield the rules of the page's section on success; a line of it that is not understood is told as unread."""
    named: str | None = None
    begun = False
    for at in placed(document):
        if at.section != "success_rules" or not isinstance(at.block, Text):
            continue
        if not begun:
            begun = True
            yield tell_part("success_rules", document.file, at.block.line, at.block.text)
        if match := _BY.match(at.block.text):
            named = _FIELDS.get(match[1].lower(), match[1].lower())
        else:
            yield from _line(at.block, named, document.file)


def _line(block: Text, named: str | None, file: str) -> Tellings:
    sentence, outcome = _SENTENCE.match(block.text), _OUTCOME.fullmatch(block.text)
    if sentence:
        yield tell("success_rules", _rule("http_status", sentence[1]), file, block.line, block.text)
    elif outcome and named and outcome[2].lower() == "success":
        yield from _told(named, outcome[1].strip(), block, file)
    elif not (outcome and named) and not _OTHERS_FAIL.match(block.text):
        yield Unread(file, block.line, f"how to tell a success: {block.text[:60]!r} is not understood", "success_rules")


def _told(named: str, success: str, block: Text, file: str) -> Tellings:
    if named == "error_code_str" and _ABSENT.fullmatch(success):
        value: str | int = "absent or empty"
    elif named == "error_code" and re.fullmatch(r"\d+", success):
        value = int(success)
    elif named == "http_status" and re.fullmatch(r"\d{3}", success):
        value = success
    else:
        yield Unread(file, block.line, f"{named}: {success!r} is no value that tells a success", "success_rules")
        return
    yield tell("success_rules", _rule(named, value), file, block.line, block.text)


def _rule(name: str, success: str | int) -> SuccessRule:
    field, failure = _ANY_OTHER.get(name, (name, "any other value"))
    return SuccessRule(name, field, success, failure)
