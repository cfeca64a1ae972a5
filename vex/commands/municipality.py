"""Scenario files of an own municipality: recipients, partners, waits, benefit norms and coaches."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from results.words.language import _, decimal

from .scenario_start import comment, file_name, toml_text

if TYPE_CHECKING:
    from scenarios.file.norms import Norms

HOURS_FOR = 400.0
"""Conversations a year that a full-time coach is asked to promise, as in the caseload scenarios."""
BASE_YEAR = "2018"


@dataclass(frozen=True, slots=True, kw_only=True)
class Municipality:
    """Facts of the municipality: `norms` of a year, and `wage`, the lowest net wage of that year in euros an hour."""

    name: str
    recipients: int
    coaches: int
    caseload: int
    year: str
    norms: "Norms"
    wage: float
    waits: dict[str, float] = field(default_factory=dict)

    @classmethod
    def asked(
        cls,
        name: str,
        recipients: int,
        coaches: int | None,
        caseload: int,
        waits: list[str],
        year: int | None,
        table: Path | None,
    ) -> "Municipality":
        """Return the municipality that the options describe; raises ScenarioError for invalid options."""
        from scenarios.file.faults import ScenarioError
        from scenarios.file.norms import SHIPPED_NORMS, norms_of, read_norms
        from simulation.parameters import PARAMETERS

        if coaches and coaches * caseload > recipients:
            rule = _(
                "{coaches} coaches with {caseload} clients each have more clients than the {recipients} recipients"
            )
            raise ScenarioError(rule.format(coaches=coaches, caseload=caseload, recipients=recipients))
        rows = read_norms(table or SHIPPED_NORMS)
        only = next(iter(rows)) if len(rows) == 1 else BASE_YEAR
        chosen = str(year) if year is not None else only
        norms, then = norms_of(chosen, rows), read_norms()[BASE_YEAR]
        return cls(
            name=file_name(name).removesuffix(".toml"),
            recipients=recipients,
            coaches=coaches or 0,
            caseload=caseload,
            year=chosen,
            norms=norms,
            wage=round(PARAMETERS["wage"].value * norms.couple / then.couple, 2),
            waits=dict(map(_wait, waits)),
        )

    @property
    def coached(self) -> int:
        """Number of people who have a coach."""
        return self.coaches * self.caseload

    def texts(self) -> dict[str, str]:
        """Return the texts by file name: the service as usual, and with coaches a second scenario to compare."""
        texts = {f"{self.name}.toml": self.usual()}
        if self.coaches:
            texts[file_name(f"{self.name}-coaches")] = self.with_coaches()
        return texts

    def usual(self) -> str:
        """Return the text of the municipality under the service as usual."""
        return "\n".join(
            [
                comment(
                    _(
                        "Your municipality under the service as usual. Everything that is not said here is as it "
                        "was in Tilburg in 2018: what kind of people the recipients are, the jobs on offer, the "
                        "hours of client managers, and the partners, whose places go with the number of recipients. "
                        "Change what you know better: the scenario tilburg-2018 shows every lever."
                    )
                ),
                'extends = "city-7000"\n'
                f"title = {toml_text(_('{name}: service as usual').format(name=self.name))}\n"
                f"question = {toml_text(_('How do all recipients fare under the service as usual?'))}\n"
                f"town = {self.recipients}\n",
                self._groups(),
                *self._partners(),
                *self._norms(),
            ]
        )

    def _groups(self) -> str:
        if not self.coaches:
            return f"[groups.recipients]\nsize = {self.recipients}\n"
        about = _(
            "Those who will have a coach in {file}; here they have the service as usual, so that the two compare."
        )
        return (
            f"[groups.recipients]\nlabel = {toml_text(_('Without a coach'))}\n"
            f"size = {self.recipients - self.coached}\n\n"
            + comment(about.format(file=f"{self.name}-coaches"))
            + f"[groups.with_coach]\nlabel = {toml_text(_('With a coach'))}\nsize = {self.coached}\nopen = true\n"
        )

    def _partners(self) -> Iterator[str]:
        from simulation.partners import PARTNERS_2018, TOWN_RECIPIENTS

        none = [row.name for row in PARTNERS_2018 if round(row.places * self.recipients / TOWN_RECIPIENTS) == 0]
        if none:
            rule = _("In a town of this size these partners have no place left: {names}. Say anew how many they have.")
            yield comment(rule.format(names=", ".join(none)))
        for partner, weeks in self.waits.items():
            about = _("mean wait in weeks; how many others in town come is worked out from it")
            yield f"[partners.{partner}]\nwait_weeks = {weeks:g}  # {about}\n"

    def _norms(self) -> Iterator[str]:
        source = " ".join(part for part in (self.norms.source, self.norms.url) if part)
        norms = _(
            "Benefit norms of {year}: {single} euros a month for a single person, {couple} for a couple. "
            "Source: {source}"
        )
        yield comment(
            norms.format(
                year=self.year,
                single=decimal(self.norms.single, 2),
                couple=decimal(self.norms.couple, 2),
                source=source,
            )
        )
        from simulation.parameters import PARAMETERS

        if (self.norms.single, self.norms.couple) == (PARAMETERS["norm_single"].value, PARAMETERS["norm_couple"].value):
            return
        yield comment(
            _(
                "The lowest wage goes up or down with the norm of a couple, which the law ties to the minimum wage (an "
                "assumption). Other amounts, such as the most that is released and what a coach costs, stay those of "
                "2018. The first run takes some minutes longer: the starting point is found anew."
            )
        ) + (
            f"[parameters]\nnorm_single = {self.norms.single:g}\nnorm_couple = {self.norms.couple:g}\n"
            f"wage = {self.wage:g}\n"
        )

    def with_coaches(self) -> str:
        """Return the text of the same municipality with coaches."""
        first = _(
            "The same people with the same luck, {coached} of whom have one of {coaches} coaches: {caseload} clients "
            "each. New recipients come in and get a coach in the same proportion."
        ).format(coached=decimal(self.coached), coaches=self.coaches, caseload=self.caseload)
        second = _(
            "What is offered is that of intensive guidance in the trial, as often as the coaches have time for: an "
            "assumption."
        )
        question = _("What do {coaches} coaches change for everyone, and for their clients?").format(
            coaches=self.coaches
        )
        title = _("{name}: {coaches} coaches with {caseload} clients each").format(
            name=self.name, coaches=self.coaches, caseload=self.caseload
        )
        return "\n".join(
            [
                comment(first) + comment(second),
                f'extends = "{self.name}.toml"\ntitle = {toml_text(title)}\nquestion = {toml_text(question)}\n',
                "[groups.with_coach.policy]\n"
                'team = "coaches"\n'
                f"contacts_per_year = {min(52.0, round(HOURS_FOR / self.caseload, 1)):g}\n"
                "hours_per_contact = 1.0\n"
                'initiative = "both"\n'
                'topic = "participant"\n'
                "planned_ahead = true\n"
                "rules_in_conversation = false\n"
                'invitation = "telephone"\n'
                "outreach = true\n"
                "goes_along = true\n"
                'special_assistance = "whole_picture"\n',
                f"[[posts]]\ncoaches = {self.coaches}\n",
                "[coach_team]\ncase_discussion = true\ntraining_week = 6\n",
                "[organisation]\ncoordination = true\n",
            ]
        )


def _wait(text: str) -> tuple[str, float]:
    from scenarios.file.design_from_tables import PARTNER_NAMES
    from scenarios.file.faults import ScenarioError
    from simulation.messages import nearest

    partner, _sign, weeks = text.partition("=")
    if partner not in PARTNER_NAMES:
        raise ScenarioError(_("{name!r} is no partner").format(name=partner) + nearest(partner, PARTNER_NAMES))
    try:
        return partner, float(weeks)
    except ValueError as error:
        rule = _("a wait is a partner and a number of weeks, such as ggz=24; got {given!r}")
        raise ScenarioError(rule.format(given=text)) from error
