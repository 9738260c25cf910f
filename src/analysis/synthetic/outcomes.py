"""What became of people, whole and without gaps: the complete data from which the truth is computed.

Employment at the waves follows a latent normal variable that persists from one wave to the next (a Gaussian copula): at each wave the
chance of having a job is exactly `employment_chance`, and someone who has one at 6 months is likely to have one at 12.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from analysis.synthetic.agency import Agency, day_number, padded
from analysis.synthetic.draws import (
    Days,
    Flags,
    Floats,
    Integers,
    choose,
    from_quantiles,
    log_odds,
    logistic,
    normal_quantile,
    normal_share,
)
from analysis.synthetic.parameters import PROGRAMS, WAVES, AgencyModel
from analysis.synthetic.people import NO_DAY, Entries, People, group_flags

END_REASONS = ("completed", "employed", "dropped_out", "interrupted", "transferred")


@dataclass(frozen=True, slots=True)
class Course:
    """The complete course of each participation of a block; two-dimensional arrays have one row a wave.

    Days may be later than the day of observation: what the files then do not say yet is decided when rows are written.
    """

    request: Days
    end: Days
    end_reason: Integers
    placement: Days
    """`NO_DAY` when nobody was placed."""
    receives_last_resort: Flags
    suitability: Integers
    """Indicators of need present, 0 to 9; -1 outside supported employment."""
    case_mix: Floats
    """Log-odds due to who the person is (centred on nobody: a sum of effects)."""
    chance_without_provider: Floats
    """Chance of a job at each wave had the provider no effect of its own."""
    employed: Flags
    weekly_hours: Floats
    """At each wave; meaningful where employed."""
    self_employed: Flags
    in_training: Flags
    due: Days
    """Day on which each wave falls due."""

    @property
    def is_placed(self) -> Flags:
        """Whether the service placed the person in a job."""
        return np.asarray(self.placement != NO_DAY)


def draw_course(agency: Agency, entries: Entries, people: People) -> Course:
    """Return the complete course of each participation of a block."""
    model, draws, first, size = agency.model, agency.draws, entries.first, entries.size
    slots = padded(size)

    def uniform(stream: str) -> Floats:
        return draws.uniform(stream, first, slots)[:size]

    flags = group_flags(people, entries.start)
    supported = entries.program == PROGRAMS.index("supported_employment")
    shift = agency.provider_effects("case_mix_shift")[entries.provider]
    last_resort = uniform("last resort") < logistic(
        np.array([log_odds(share) for share in model.last_resort_share])[entries.program] + 0.5 * shift
    )
    case_mix: Floats = np.asarray(last_resort * model.group_effects["receives_last_resort_assistance"], dtype=np.float64)
    for name, is_member in flags.items():
        case_mix = case_mix + is_member * model.group_effects[name]

    suitability = _suitability(agency, entries, case_mix, supported)
    need = np.where(supported, suitability - 9 * model.suitability_share, 0.0)
    case_mix = case_mix + model.suitability_effect * need

    odds = case_mix + np.array(model.program_effects)[entries.program]
    odds = odds + np.array([agency.year_effect(n) for n in range(agency.n_fiscal_years)])[entries.year]
    odds = odds + np.array([model.region_effects[code] for code in agency.regions])[entries.region]
    effect = agency.provider_effects("real_effect")[entries.provider]

    # Employment: one latent variable for the placement, then one a wave.
    person_part = draws.normal("person", first, slots)[:size][entries.person]
    latent = np.sqrt(model.person_share) * person_part
    latent = latent + np.sqrt(1 - model.person_share) * draws.normal("participation", first, slots)[:size]
    early = latent < normal_quantile(logistic(log_odds(model.placement_share) + odds + effect))
    employed = np.empty((len(WAVES), size), dtype=bool)
    expected = np.empty((len(WAVES), size))
    for row, months in enumerate(WAVES):
        fresh = draws.normal(f"employment {months}", first, slots)[:size]
        latent = model.persistence * latent + np.sqrt(1 - model.persistence**2) * fresh
        at_wave = log_odds(model.employment_share[row]) + odds
        employed[row] = normal_share(latent) < logistic(at_wave + effect)
        expected[row] = logistic(at_wave)

    due = np.stack([months_later(entries.start, months) for months in WAVES])
    end, placement = _end_and_placement(agency, entries, early, employed, due)
    placed = placement != NO_DAY
    reason = np.where(
        placed,
        choose(uniform("end reason"), model.end_reasons_placed),
        choose(uniform("end reason"), model.end_reasons_not_placed),
    )
    return Course(
        request=_request(agency, entries),
        end=end,
        end_reason=reason,
        placement=placement,
        receives_last_resort=np.asarray(last_resort),
        suitability=suitability,
        case_mix=case_mix,
        chance_without_provider=expected,
        employed=employed,
        weekly_hours=_hours(agency, first, size),
        self_employed=employed & (uniform("self-employed") < model.self_employed_share),
        in_training=np.stack(
            [uniform(f"training {months}") < np.where(employed[row], *model.training_share[::-1]) for row, months in enumerate(WAVES)]
        ),
        due=due,
    )


def months_later(days: Days, months: int) -> Days:
    """Return the same day of the month some months later, or the last day of a shorter month."""
    day = days.astype("datetime64[D]")
    month = day.astype("datetime64[M]")
    target = month + np.timedelta64(months, "M")
    last = (target + np.timedelta64(1, "M")).astype("datetime64[D]") - np.timedelta64(1, "D")
    return np.asarray(np.minimum(target.astype("datetime64[D]") + (day - month), last).astype(np.int64), dtype=np.int32)


def _suitability(agency: Agency, entries: Entries, case_mix: Floats, supported: Flags) -> Integers:
    """Return how many of nine indicators of need are present: more for those with harder cases, fewer where a provider creams."""
    model: AgencyModel = agency.model
    slots = padded(entries.size)
    creams = np.array([provider.creams for provider in agency.providers])[entries.provider]
    centre = model.mean_case_mix
    chance = logistic(
        log_odds(model.suitability_share) + model.suitability_by_difficulty * (centre - case_mix) + model.creaming_on_suitability * creams
    )
    count = np.zeros(entries.size, dtype=np.int64)
    for indicator in range(1, 10):
        count += agency.draws.uniform(f"suitability {indicator}", entries.first, slots)[: entries.size] < chance
    return np.where(supported, count, -1)


def _request(agency: Agency, entries: Entries) -> Days:
    """Return the day of each request: waits are exponential, longer in some regions, cut at a maximum."""
    model = agency.model
    mean = np.array(model.wait_mean_days)[entries.program]
    mean = mean * np.array([model.wait_regions[code] for code in agency.regions])[entries.region]
    chance = agency.draws.uniform("wait", entries.first, padded(entries.size))[: entries.size]
    wait = np.minimum(np.floor(-np.log1p(-chance) * mean), model.most_wait_days)
    return np.asarray(entries.start - wait.astype(np.int32), dtype=np.int32)


def _end_and_placement(agency: Agency, entries: Entries, early: Flags, employed: Flags, due: Days) -> tuple[Days, Days]:
    """Return when participations end and when people are placed, before the same person starts again."""
    model, size, slots = agency.model, entries.size, padded(entries.size)

    def uniform(stream: str) -> Floats:
        return agency.draws.uniform(stream, entries.first, slots)[:size]

    start = entries.start.astype(np.int64)
    spread = model.duration_spread * normal_quantile(uniform("duration"))
    duration = np.maximum(14, np.rint(model.duration_median_days * np.exp(spread))).astype(np.int64)
    latest = np.where(entries.next_start == NO_DAY, NO_DAY, entries.next_start.astype(np.int64) - model.days_between_participations)

    # A job found late is a placement only while the service lasts.
    chance = uniform("placement")
    before = np.concatenate([start[None] + 81, due[:-1].astype(np.int64)])
    late_day = np.full(size, NO_DAY, dtype=np.int64)
    for row in reversed(range(len(WAVES))):
        between = before[row] + np.floor(chance * (due[row] - before[row])).astype(np.int64)
        late_day = np.where(employed[row], between, late_day)
    late_day = np.where(late_day <= start + duration, late_day, NO_DAY)
    early_day = start + np.floor(from_quantiles(chance, model.early_placement_days)).astype(np.int64)
    placement = np.where(early, early_day, late_day)
    placement = np.where(placement <= latest, placement, NO_DAY)

    least, most = model.after_placement_days
    kept = np.where(placement == NO_DAY, 0, placement + least + np.floor(uniform("after placement") * (most - least)).astype(np.int64))
    end = np.minimum(np.maximum(start + duration, kept), latest)
    return end.astype(np.int32), placement.astype(np.int32)


def _hours(agency: Agency, first: int, size: int) -> Floats:
    """Return usual weekly hours at each wave, to the half hour; most people keep theirs from wave to wave."""
    model, draws, slots = agency.model, agency.draws, padded(size)
    usual = draws.uniform("hours", first, slots)[:size]
    hours = np.empty((len(WAVES), size))
    for row, months in enumerate(WAVES):
        changes = draws.uniform(f"hours change {months}", first, slots)[:size] >= model.hours_persistence
        chance = np.where(changes, draws.uniform(f"hours {months}", first, slots)[:size], usual)
        share = model.part_time_share
        part_time = from_quantiles(chance / share, model.hours_quantiles_part_time)
        full = from_quantiles((chance - share) / (1 - share), model.hours_quantiles_full)
        hours[row] = np.where(chance < share, np.minimum(np.rint(2 * part_time) / 2, 19.5), np.rint(2 * full) / 2)
    return hours


def observed(days: Days, agency: Agency) -> Flags:
    """Return which days are known on the day of observation."""
    return np.asarray(days <= day_number(agency.observation_date))
