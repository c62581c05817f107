"""One line of the PSC snapshot: its JSON as structs, and fields that hullmark does not know.

A line is decoded into structs that allow no other field. Only a line that has one is looked at
again, so that ten million lines in the known shape cost one call of the decoder each.
"""

from __future__ import annotations

from typing import Any

import msgspec
from msgspec import Struct

from hullmark.loaders.ch_bodies import Identification
from hullmark.loaders.ch_json import prune
from hullmark.loaders.ch_register import Address, Birth


class NameElements(Struct, forbid_unknown_fields=True, gc=False):
    """A person's name in pieces."""

    title: str | None = None
    forename: str | None = None
    middle_name: str | None = None
    other_forenames: str | None = None
    surname: str | None = None
    honours: str | None = None


class Verification(Struct, forbid_unknown_fields=True, gc=False):
    """What the register says of a person's identity check; only the preferred name is of use."""

    preferred_name: str | None = None
    identity_verified_on: Any = None
    appointment_verification_start_on: Any = None
    appointment_verification_end_on: Any = None
    appointment_verification_statement_date: Any = None
    appointment_verification_statement_due_on: Any = None
    authorised_corporate_service_provider_name: Any = None
    anti_money_laundering_supervisory_bodies: Any = None


class Links(Struct, forbid_unknown_fields=True, gc=False):
    """Where the register's site has the entry."""

    self: str | None = None
    statement: str | None = None


class Stretch(Struct, gc=False):
    """From when to when a company was exempt."""

    exempt_from: str | None = None
    exempt_to: str | None = None


class Exemption(Struct, gc=False):
    """One reason for which a company needs name nobody, and when it held."""

    exemption_type: str | None = None
    items: list[Stretch] = []


class Data(Struct, forbid_unknown_fields=True, gc=False):
    """What stands under ``data``, of every kind of line."""

    kind: str | None = None
    name: str | None = None
    name_elements: NameElements | None = None
    natures_of_control: tuple[str, ...] | None = None
    notified_on: str | None = None
    ceased_on: str | None = None
    ceased: bool | str | None = None
    date_of_birth: Birth | None = None
    nationality: str | None = None
    country_of_residence: str | None = None
    address: Address | None = None
    principal_office_address: Address | None = None
    identification: Identification | None = None
    identity_verification_details: Verification | None = None
    is_sanctioned: bool | None = None
    links: Links | None = None
    description: str | None = None
    statement: str | None = None
    linked_psc_name: str | None = None
    restrictions_notice_withdrawal_reason: str | None = None
    exemptions: dict[str, Exemption] | None = None
    persons_of_significant_control_count: int | None = None
    statements_count: int | None = None
    exemptions_count: int | None = None
    generated_at: str | None = None
    etag: str | None = None


class Line(Struct, forbid_unknown_fields=True, gc=False):
    """A line of the snapshot; the last one, with the totals, has no company."""

    data: Data
    company_number: str | None = None


class BadLine(ValueError):
    """A line that is no JSON object of the register's shape."""


_decode = msgspec.json.Decoder(Line).decode
_anything = msgspec.json.Decoder().decode


def line(raw: bytes, unknown: dict[str, str]) -> Line:
    """The line as structs; fields that none of them has go to ``unknown``, path and value.

    Raises ``BadLine`` for bytes that are no JSON, or JSON of another shape.
    """
    try:
        return _decode(raw)
    except (ValueError, RecursionError):
        pass
    try:
        tree = _anything(raw)
        prune(tree, Line, unknown)
        return msgspec.convert(tree, Line, strict=False)
    except (ValueError, RecursionError) as bad:
        raise BadLine(str(bad) or "nested too deep") from None
