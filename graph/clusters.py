"""Records joined into clusters by union-find that refuses what the rules forbid, and says so."""

from __future__ import annotations

from collections.abc import Iterable

from hullmark.graph.resolve import families_apart, numbers_apart

MOST_JOINED = 60  # records of an entity that the machine makes; more are a name that many bear

Pair = tuple[int, int]


class Clusters:
    """Clusters of record numbers, with family, valid numbers and whom each must stay apart from.

    ``refused`` collects the joins that were not made, and those made against a number by a person.
    ``judged`` are the pairs about which there is a decision, ``unjudged`` those without that the
    machine's joins brought into one cluster.
    """

    def __init__(self) -> None:
        self._parent: dict[int, int] = {}
        self._members: dict[int, list[int]] = {}
        self._family: dict[int, str] = {}
        self._numbers: dict[int, dict[str, set[str]]] = {}
        self._foes: dict[int, set[int]] = {}
        self._lists: dict[int, frozenset[str]] = {}
        self._doubts: dict[int, set[int]] = {}
        self.refused: dict[Pair, list[str]] = {}
        self.judged: set[Pair] = set()
        self.unjudged: list[Pair] = []

    def add(
        self,
        record: int,
        family: str,
        numbers: dict[str, set[str]],
        lists: frozenset[str] = frozenset(),
    ) -> None:
        """A record on its own; ``family`` is ``""`` for one that is only referred to.

        ``lists`` are those on which it stands now.
        """
        self._parent[record] = record
        self._members[record] = [record]
        self._family[record] = family
        self._numbers[record] = numbers
        self._foes[record] = set()
        self._lists[record] = lists

    def keep_apart(self, left: int, right: int) -> None:
        """A person decided that they are different: no chain of joins may bring them together."""
        self._foes[left].add(right)
        self._foes[right].add(left)

    def doubt(self, left: int, right: int) -> None:
        """The machine judged them different: no other judgement of its may bring them together."""
        self._doubts.setdefault(left, set()).add(right)
        self._doubts.setdefault(right, set()).add(left)

    def report(self, left: int, right: int, reason: str) -> None:
        """Keep why two records were not joined, or were in spite of something."""
        self.refused.setdefault((left, right), []).append(reason)

    def find(self, record: int) -> int:
        """The representative of a record's cluster."""
        root = record
        while self._parent[root] != root:
            root = self._parent[root]
        while self._parent[record] != root:
            self._parent[record], record = root, self._parent[record]
        return root

    def join(self, left: int, right: int, *, why: str, by_person: bool = False) -> bool:
        """Unite two records' clusters unless a rule forbids it; whether they are one now.

        A person's decision outranks conflicting numbers, and is reported; nothing makes a ship a
        company, or joins what a person decided to be different.
        """
        one, other = self.find(left), self.find(right)
        if one == other:
            return True
        if len(self._members[one]) < len(self._members[other]):
            one, other = other, one
        refusal = families_apart(self._family[one], self._family[other])
        if not refusal and not self._foes[one].isdisjoint(self._members[other]):
            refusal = "a person decided that they are different"
        if refusal:
            self.report(left, right, f"not joined by {why}: {refusal}")
            return False
        apart = numbers_apart(self._numbers[one], self._numbers[other])
        if apart and not by_person:
            self.report(left, right, f"not joined by {why}: {apart}")
            return False
        if apart:
            self.report(left, right, f"joined by {why}, although they have {apart}")
        self._unite(one, other)
        return True

    def join_by_machine(self, left: int, right: int, *, why: str) -> bool:
        """Unite two clusters on the machine's word, unless it judged any pair of them different.

        Two entries that stand on one list now are two things: whoever keeps it wrote two.
        """
        one, other = self.find(left), self.find(right)
        if one == other:
            return True
        ours, theirs = self._members[one], self._members[other]
        for mine in ours if self._doubts else ():
            if found := self._doubts.get(mine, set()).intersection(theirs):
                which = "they" if {mine, *found} == {left, right} else "others of the two entities"
                self.report(left, right, f"not joined by {why}: {which} were judged different")
                return False
        if both := self._lists[one] & self._lists[other]:
            self.report(left, right, f"not joined by {why}: two entries of {min(both)}")
            return False
        if len(ours) + len(theirs) > MOST_JOINED:
            self.report(
                left,
                right,
                f"not joined by {why}: the entity would have {len(ours) + len(theirs):,} records, "
                f"more than the {MOST_JOINED} that the machine may join",
            )
            return False
        crossed = [(min(a, b), max(a, b)) for a in ours for b in theirs]
        if not self.join(left, right, why=why):
            return False
        self.unjudged += sorted(set(crossed) - self.judged)
        return True

    def _unite(self, one: int, other: int) -> None:
        self._parent[other] = one
        self._members[one] += self._members.pop(other)
        self._foes[one] |= self._foes.pop(other)
        self._family[one] = self._family[one] or self._family[other]
        self._lists[one] |= self._lists.pop(other)
        for scheme, values in self._numbers.pop(other).items():
            self._numbers[one].setdefault(scheme, set()).update(values)

    def groups(self) -> Iterable[list[int]]:
        """The members of each cluster."""
        return self._members.values()

    def numbers(self, record: int) -> dict[str, set[str]]:
        """All valid hard numbers of a record's cluster."""
        return self._numbers[self.find(record)]
