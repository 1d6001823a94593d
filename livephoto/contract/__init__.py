"""The contract as data: every published edition of the API, and what its error codes mean.

Knows nothing of HTTP clients or servers; needs the standard library alone.
"""

from livephoto.contract.envelope import encode, failure, success
from livephoto.contract.families import Family, family_of, load_families, may_retry
from livephoto.contract.image_header import MEDIA_TYPES, SUFFIXES, ImageHeader, format_of, read_header
from livephoto.contract.loader import DEFAULT_EDITION, EDITION_ORDER, load_edition, load_editions, parse_edition
from livephoto.contract.model import Basis, Edition, ErrorCode, LivePhotoType, Rule
from livephoto.contract.strict import ContractError

__all__ = [
    "DEFAULT_EDITION",
    "EDITION_ORDER",
    "MEDIA_TYPES",
    "SUFFIXES",
    "Basis",
    "ContractError",
    "Edition",
    "ErrorCode",
    "Family",
    "ImageHeader",
    "LivePhotoType",
    "Rule",
    "encode",
    "failure",
    "family_of",
    "format_of",
    "load_edition",
    "load_editions",
    "load_families",
    "may_retry",
    "parse_edition",
    "read_header",
    "success",
]
