"""What a company says in place of a holder: statements and exemptions, as facts of the company."""

from __future__ import annotations

from hullmark.graph.model import Fact, Item, Problem, Record
from hullmark.loaders.ch_psc_holder import notified
from hullmark.loaders.ch_psc_line import Data
from hullmark.loaders.ch_register import held, number_of

_PARTNERSHIP = "-partnership"
# The register's codes, its slip of the pen included; they say in words what they mean.
_OF_COMPANIES = (
    "no-individual-or-entity-with-signficant-control",
    "psc-exists-but-not-identified",
    "psc-details-not-confirmed",
    "steps-to-find-psc-not-yet-completed",
    "psc-contacted-but-no-response",
    "psc-has-failed-to-confirm-changed-details",
    "restrictions-notice-issued-to-psc",
)
STATEMENTS = frozenset(
    (
        *_OF_COMPANIES,
        *(code + _PARTNERSHIP for code in _OF_COMPANIES),
        "all-beneficial-owners-identified",
        "no-beneficial-owner-identified",
        "at-least-one-beneficial-owner-unidentified",
        "information-not-provided-for-at-least-one-beneficial-owner",
        "at-least-one-beneficial-owner-unidentified-and-information-not-provided-for-"
        "at-least-one-beneficial-owner",
        "nobody-has-become-or-ceased-to-be-a-beneficial-owner",
        "somebody-has-become-or-ceased-to-be-a-beneficial-owner",
        "no-change-beneficial-owner-relevant-period",
        "change-beneficial-owner-relevant-period",
        "no-trust-involved-relevant-period",
        "trust-involved-relevant-period",
        "no-change-beneficiary-relevant-period",
        "change-beneficiary-relevant-period",
        "awaiting-confirmation-from-psc",
    )
)
EXEMPTIONS = {
    "disclosure-transparency-rules-chapter-five-applies": "traded company under DTR5",
    "psc-exempt-as-trading-on-regulated-market": "traded on a regulated market outside the UK",
    "psc-exempt-as-shares-admitted-on-market": "traded on a market that the regulations list",
    "psc-exempt-as-trading-on-uk-regulated-market": "traded on a regulated market in the UK",
    "psc-exempt-as-trading-on-eu-regulated-market": "traded on a regulated market in the EU",
}


def statement(one: Data, number: str, subject: str, place: str) -> list[Item]:
    """A company's statement; ``KeyError`` names a code that is new."""
    code = one.statement or ""
    if code not in STATEMENTS:
        raise KeyError(code)
    words = code.replace("signficant", "significant").replace("psc", "PSC").replace("-", " ")
    if one.linked_psc_name:
        words += f": {one.linked_psc_name}"
    period, wrong = notified(one.notified_on or "", one.ceased_on or "")
    facts = [Fact("PSC statement", words, code, period)]
    if one.restrictions_notice_withdrawal_reason:
        reason = one.restrictions_notice_withdrawal_reason.replace("-", " ")
        facts.append(Fact("restrictions notice withdrawn", reason))
    items: list[Item] = [_of_company(subject, number, facts, place)]
    if wrong:
        items.append(Problem("bad-date", f"the time of a statement: {wrong}", subject, place=place))
    return items


def exemptions(one: Data, number: str, subject: str, place: str) -> list[Item]:
    """A company's exemptions; ``KeyError`` names a type that is new."""
    facts: list[Fact] = []
    problems: list[Item] = []
    for said in (one.exemptions or {}).values():
        code = said.exemption_type or ""
        words = EXEMPTIONS[code]
        for stretch in said.items:
            period, wrong = held(stretch.exempt_from or "", stretch.exempt_to or "")
            if wrong:
                problems.append(Problem("bad-date", f"an exemption: {wrong}", subject, place=place))
            facts.append(Fact("exempt from the PSC register", words, code, period))
    return [_of_company(subject, number, facts, place), *problems]


def _of_company(subject: str, number: str, facts: list[Fact], place: str) -> Record:
    """A record that joins the company's own by the number: a company may make many statements."""
    return Record(
        subject,
        "Company",
        identifiers=(number_of(number),),
        facts=tuple(facts),
        place=place,
    )
