"""Who takes part: which participations are one person's, when they start, with whom, and who these people are."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from analysis.synthetic.agency import Agency, day_number, padded, shifted
from analysis.synthetic.draws import STEP, Days, Flags, Floats, Integers, choose, from_quantiles, log_odds, logistic
from analysis.synthetic.parameters import AgencyModel, ByRegion

NO_DAY = np.iinfo(np.int32).max
"""Stands for "no day": later than any, so that a minimum ignores it."""


@dataclass(frozen=True, slots=True)
class Entries:
    """The entries of one block of participations: one element a participation, in the order of their numbers.

    `person` is the position, inside the block, of the slot that gave the person its number and characteristics.
    """

    first: int
    person: Integers
    start: Days
    next_start: Days
    """When the same person starts again; `NO_DAY` if never."""
    year: Integers
    """Position of the fiscal year of the start."""
    program: Integers
    provider: Integers
    region: Integers
    office: Integers

    @property
    def size(self) -> int:
        """Number of participations."""
        return len(self.start)

    @property
    def is_first_slot(self) -> Flags:
        """Whether the slot is the one that names its person."""
        return np.asarray(self.person == np.arange(self.size))


@dataclass(frozen=True, slots=True)
class People:
    """Characteristics of the person behind each participation of a block (repeated when a person comes back)."""

    birth: Days
    sex: Integers
    """Position in `SEX_CODES`."""
    is_single_parent: Flags
    is_disabled: Flags
    is_immigrant: Flags
    is_newcomer: Flags
    is_visible_minority: Flags
    is_indigenous: Flags
    has_judicial_record: Flags


SEX_CODES = ("woman", "man", "another")


def draw_entries(agency: Agency, first: int, size: int) -> Entries:
    """Return who starts when and where, for `size` participations from number `first` (a multiple of `STEP`)."""
    model, draws, slots = agency.model, agency.draws, padded(size)
    days, ends = agency.start_days
    start = days[np.minimum(np.searchsorted(ends, draws.uniform("start", first, slots), side="right"), len(days) - 1)]
    person = _group_by_person(agency, first, start)
    # A slot beyond the last participation must not count as a return.
    inside = np.arange(slots) < size
    next_start = _next_start(person, start, inside)

    sizes = agency.provider_effects("size")
    chance = draws.uniform("provider", first, slots)
    region_of_provider = np.array([agency.regions.index(provider.region) for provider in agency.providers])
    provider = choose(chance, sizes)
    # Someone who comes back stays in the region: the draw is mapped into the share of that region's providers.
    ends_of_region = np.cumsum(np.bincount(region_of_provider, weights=sizes, minlength=len(agency.regions)))
    begins_of_region = np.concatenate([[0.0], ends_of_region[:-1]])
    home = region_of_provider[provider][person]
    again = choose(begins_of_region[home] + chance * (ends_of_region - begins_of_region)[home], sizes)
    # Rounding at the edge of a region must not send anybody to the next one.
    again = np.where(region_of_provider[again] == home, again, provider[person])
    provider = np.where(person == np.arange(slots), provider, again)

    other = choose(draws.uniform("other region", first, slots), agency.region_shares)
    moves = draws.uniform("same region", first, slots) >= model.same_region_share
    region = np.where(moves, other, home)[person]
    office_counts = np.array([len(offices) for offices in agency.offices])
    office = (draws.uniform("office", first, slots)[person] * office_counts[region]).astype(np.int64)
    first_month = np.datetime64(agency.first_day, "M").astype(np.int64)
    year = (start.astype("datetime64[D]").astype("datetime64[M]").astype(np.int64) - first_month) // 12
    program = choose(draws.uniform("program", first, slots), model.program_shares)
    cut = slice(0, size)
    return Entries(
        first, person[cut], start[cut].astype(np.int32), next_start[cut].astype(np.int32),
        year[cut], program[cut], provider[cut], region[cut], office[cut],
    )  # fmt: skip


def draw_people(agency: Agency, entries: Entries) -> People:
    """Return the characteristics of the person behind each participation."""
    model, draws, first, size = agency.model, agency.draws, entries.first, entries.size
    slots = padded(size)
    # Characteristics belong to persons: they are drawn on the slot that names the person, with what that slot knows.
    person = entries.person
    shift = agency.provider_effects("case_mix_shift")[entries.provider[person]]
    program = entries.program[person]

    def uniform(stream: str) -> Floats:
        return draws.uniform(stream, first, slots)[:size][person]

    def by_region(effects: ByRegion) -> Floats:
        return np.array([effects[code] for code in agency.regions])[entries.region[person]]

    age_days = from_quantiles(uniform("age"), model.age_quantiles) * 365.25
    birth = (day_number(agency.first_day) - age_days).astype(np.int32)
    chance = uniform("sex")
    sex = np.where(chance < model.woman_share, 0, np.where(chance < 1 - model.another_sex_share, 1, 2))
    woman = sex == 0

    def happens(stream: str, chances: Floats) -> Flags:
        return np.asarray(uniform(stream) < logistic(chances))

    def either(shares: tuple[float, float], second: Flags) -> Floats:
        return np.where(second, log_odds(shares[1]), log_odds(shares[0]))

    immigrant = happens("immigrant", shifted(model.immigrant_share, by_region(model.immigrant_regions)))
    return People(
        birth=birth,
        sex=sex,
        is_single_parent=happens("single parent", either(model.single_parent_share, ~woman)),
        is_disabled=happens("disabled", either(model.disabled_share, program == 1) + shift),
        is_immigrant=immigrant,
        is_newcomer=immigrant & (uniform("newcomer") < model.newcomer_share_of_immigrants),
        is_visible_minority=happens("visible minority", either(model.visible_minority_share, immigrant)),
        is_indigenous=~immigrant & happens("indigenous", shifted(model.indigenous_share, by_region(model.indigenous_regions))),
        has_judicial_record=happens("judicial record", either(model.judicial_record_share, ~woman) + shift),
    )


def age_at(birth: Days, day: Days) -> Integers:
    """Return ages in completed years."""
    born, then = birth.astype("datetime64[D]"), day.astype("datetime64[D]")
    born_month, month = born.astype("datetime64[M]"), then.astype("datetime64[M]")
    months = (month - born_month).astype(np.int64)
    not_yet = (then - month) < (born - born_month)
    return np.asarray((months - not_yet) // 12)


def group_flags(people: People, start: Days) -> dict[str, Flags]:
    """Return who belongs to each of the ten vulnerable groups when a participation starts."""
    age = age_at(people.birth, start)
    return {
        "is_woman": np.asarray(people.sex == 0),
        "is_single_parent": people.is_single_parent,
        "is_under_30": np.asarray(age < 30),
        "is_45_and_over": np.asarray(age >= 45),
        "is_disabled": people.is_disabled,
        "is_immigrant": people.is_immigrant,
        "is_newcomer": people.is_newcomer,
        "is_visible_minority": people.is_visible_minority,
        "is_indigenous": people.is_indigenous,
        "has_judicial_record": people.has_judicial_record,
    }


def _group_by_person(agency: Agency, first: int, start: Integers) -> Integers:
    """Return, for each slot, the slot that names its person.

    People come back inside groups of `STEP` neighbouring slots, so that a person never spans two blocks.
    """
    model: AgencyModel = agency.model
    slots = len(start)
    days = start.reshape(-1, STEP)
    chance = agency.draws.uniform("repeat", first, slots).reshape(-1, STEP)

    def apart(left: int, right: int) -> Flags:
        return np.asarray(np.abs(days[:, left] - days[:, right]) >= model.least_days_between_starts)

    owner = np.tile(np.arange(STEP), (len(days), 1))
    owner[:, 1] = np.where((chance[:, 1] < model.repeat_share) & apart(0, 1), 0, 1)
    owner[:, 3] = np.where((chance[:, 3] < model.repeat_share) & apart(2, 3), 2, 3)
    third = (owner[:, 1] == 0) & (owner[:, 3] == 3) & (chance[:, 2] < model.second_repeat_share) & apart(0, 2) & apart(1, 2)
    owner[:, 2] = np.where(third, 0, 2)
    return np.asarray((owner + np.arange(0, slots, STEP)[:, None]).ravel())


def _next_start(person: Integers, start: Integers, inside: Flags) -> Integers:
    """Return when the same person starts again, or `NO_DAY`."""
    owner = person.reshape(-1, STEP)
    days = np.where(inside, start, NO_DAY).reshape(-1, STEP)
    found = np.full(owner.shape, NO_DAY, dtype=np.int64)
    for shift in range(1, STEP):
        other_owner, other_days = np.roll(owner, shift, axis=1), np.roll(days, shift, axis=1)
        later = (other_owner == owner) & (other_days > days)
        found = np.where(later, np.minimum(found, other_days), found)
    return found.ravel()
