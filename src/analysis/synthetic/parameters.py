"""The model of the made-up agency: every number that decides what its files look like, in one place, with its name.

Effects are log-odds unless said otherwise. The values are invented; where they imitate a published order of magnitude the comment says so.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

Quantiles = tuple[tuple[float, float], ...]
ByRegion = Mapping[str, float]

WAVES = (3, 6, 12, 18, 24)
"""Months after the start of a participation at which people are asked what became of them."""

PROGRAMS = ("supported_employment", "employment_services")

GROUPS = (
    "is_woman", "is_single_parent", "is_under_30", "is_45_and_over", "is_disabled",
    "is_immigrant", "is_newcomer", "is_visible_minority", "is_indigenous", "has_judicial_record",
)  # fmt: skip
"""The ten vulnerable groups; they overlap."""


def _frozen(**values: float) -> Mapping[str, float]:
    return MappingProxyType(values)


def _regions(*values: float) -> ByRegion:
    return MappingProxyType({f"{number:02d}": value for number, value in enumerate(values, start=1)})


def _group_effects() -> Mapping[str, float]:
    return _frozen(
        is_woman=0.05,
        is_single_parent=-0.15,
        is_under_30=0.10,
        is_45_and_over=-0.25,
        is_disabled=-0.35,
        is_immigrant=0.0,
        is_newcomer=-0.25,
        is_visible_minority=-0.15,
        is_indigenous=-0.30,
        has_judicial_record=-0.45,
        receives_last_resort_assistance=-0.35,
    )


@dataclass(frozen=True, slots=True)
class AgencyModel:
    """Named parameters of the generative model."""

    # Who comes, where and when
    program_shares: tuple[float, ...] = (0.70, 0.30)
    region_sizes: ByRegion = field(
        # Shaped like a population with one metropolis and one nearly empty region.
        default_factory=lambda: _regions(20, 27, 62, 27, 31, 140, 37, 16, 11, 6, 11, 39, 40, 46, 54, 105, 25)
    )
    month_weights: tuple[float, ...] = (1.25, 1.05, 1.10, 1.00, 0.90, 0.75, 0.55, 0.80, 1.45, 1.25, 1.05, 0.60)
    """January to December: few start in July and at Christmas, many in September and January."""
    repeat_share: float = 0.24
    """Of neighbouring participations far enough apart in time, the share that is one person coming back."""
    second_repeat_share: float = 0.15
    least_days_between_starts: int = 150
    days_between_participations: int = 10
    same_region_share: float = 0.96
    """Participations served in the region of their provider."""
    age_quantiles: Quantiles = ((0, 17), (0.1, 20), (0.3, 26), (0.5, 34), (0.7, 44), (0.9, 56), (1, 63))
    another_sex_share: float = 0.008
    woman_share: float = 0.48

    # The vulnerable groups (probabilities before region and provider shift them)
    single_parent_share: tuple[float, float] = (0.22, 0.06)
    """Women, others."""
    disabled_share: tuple[float, float] = (0.62, 0.12)
    """By program."""
    immigrant_share: float = 0.14
    immigrant_regions: ByRegion = field(
        default_factory=lambda: _regions(-1, -1, -0.3, -0.8, -0.2, 1.2, -0.1, -0.9, -0.9, -0.9, -1, -0.7, 1.0, -0.5, -0.6, 0.3, -0.6)
    )
    newcomer_share_of_immigrants: float = 0.35
    visible_minority_share: tuple[float, float] = (0.05, 0.62)
    """Born here, immigrant."""
    indigenous_share: float = 0.03
    indigenous_regions: ByRegion = field(
        default_factory=lambda: _regions(0.1, 0.4, -0.3, 0.5, -0.5, -0.4, 0.1, 1.1, 1.8, 3.2, 0.4, -0.6, -0.9, 0.0, -0.3, -0.4, -0.2)
    )
    judicial_record_share: tuple[float, float] = (0.04, 0.11)
    """Women, others."""
    last_resort_share: tuple[float, float] = (0.50, 0.30)
    """By program."""
    insurance_shares: tuple[float, ...] = (0.22, 0.18, 0.60)

    # Suitability: how many of nine indicators of need are present
    suitability_share: float = 0.472
    suitability_by_difficulty: float = 0.35
    creaming_on_suitability: float = -0.62

    # Providers
    provider_size_spread: float = 0.75
    """Standard deviation of log size."""
    real_effect_spread: float = 0.40
    case_mix_spread: float = 1.0
    case_mix_follows_effect: float = 0.75
    """Correlation: the better a provider, the harder the people sent to it, so that raw ranking misleads."""
    creaming_share: float = 0.125
    creaming_case_mix: float = -1.5
    creaming_real_effect: float = -0.20
    provider_satisfaction_spread: float = 0.30
    provider_response_spread: float = 0.30
    provider_referral_spread: float = 0.35
    provider_intake_spread: float = 0.08
    mean_intake_attainment: float = 0.95

    # What became of people: any employment at each wave, and a placement when the service works
    employment_share: tuple[float, ...] = (0.64, 0.60, 0.54, 0.50, 0.47)
    """At each wave, of a person with no effect for or against."""
    placement_share: float = 0.63
    program_effects: tuple[float, float] = (0.42, 0.40)
    year_effects: tuple[float, ...] = (-0.06, 0.0, 0.06)
    mean_case_mix: float = -0.50
    """Around which needs are centred: about the mean of the group effects below."""
    region_effects: ByRegion = field(
        default_factory=lambda: _regions(
            -0.05, -0.05, 0.25, -0.15, 0.05, -0.10, 0.00, -0.10, -0.20, -0.25, -0.35, 0.20, 0.10, 0.00, 0.05, 0.15, 0.10
        )
    )
    group_effects: Mapping[str, float] = field(default_factory=_group_effects)
    suitability_effect: float = -0.10
    """Of each indicator of need above the mean."""
    persistence: float = 0.75
    """Correlation from one wave to the next of the latent variable behind employment."""
    person_share: float = 0.30
    """Of the variance of that variable at the start, what a person keeps from one participation to another."""
    part_time_share: float = 0.15
    """Of the employed, those who work under 20 hours a week."""
    hours_persistence: float = 0.80
    hours_quantiles_part_time: Quantiles = ((0, 4), (0.5, 12), (1, 19.5))
    hours_quantiles_full: Quantiles = ((0, 20), (0.2, 25), (0.45, 32), (0.6, 35), (0.85, 37.5), (0.97, 40), (1, 50))
    self_employed_share: float = 0.07
    training_share: tuple[float, float] = (0.13, 0.04)
    """Not employed, employed."""

    # Who is reached (order of magnitude of a published sibling program: half of the 3-month outcomes missing)
    response_share: tuple[float, ...] = (0.20, 0.17, 0.14, 0.12, 0.10)
    """At each wave, of a person without a job and with no effect."""
    response_by_employment: float = 1.95
    """What having a job adds: the reason why reached-only is wrong."""
    response_regions: ByRegion = field(
        default_factory=lambda: _regions(0.35, 0.25, 0.15, 0, 0.2, -0.35, -0.1, -0.05, -0.3, -0.8, -0.15, 0.3, -0.2, 0.05, 0, 0.05, 0.25)
    )
    response_groups: Mapping[str, float] = field(
        default_factory=lambda: _frozen(is_under_30=-0.20, has_judicial_record=-0.40, is_newcomer=-0.25, is_45_and_over=0.20)
    )
    response_person_spread: float = 0.80
    """Standard deviation of what a participation keeps over its waves: some always answer, some never, some now and then."""
    refuser_share: float = 0.10
    recorded_attempt_share: float = 0.65
    """Of those not reached, whose attempt was written down at all."""
    usual_contact_days: Quantiles = ((0, -14), (0.35, 0), (0.7, 7), (0.9, 18), (1, 30))
    late_contact_share: float = 0.04
    late_contact_days: tuple[int, int] = (31, 55)
    stray_contact_share: float = 0.02
    stray_contact_days: tuple[int, int] = (76, 89)
    """Outside any reasonable window; before the due day at 3 months, after it later."""
    second_contact_share: float = 0.03
    second_contact_reached_share: float = 0.40
    second_contact_other_share: float = 0.20
    """Of persons reached twice in one window, those who said something else the first time."""
    hours_unknown_share: float = 0.03

    # Days and hours
    wait_mean_days: tuple[float, float] = (24.0, 15.0)
    """By program, before the region multiplies it."""
    wait_regions: ByRegion = field(
        default_factory=lambda: _regions(0.8, 0.9, 0.9, 1.0, 1.0, 1.35, 1.1, 1.2, 1.5, 1.7, 1.2, 0.8, 1.1, 1.0, 1.05, 1.1, 0.9)
    )
    most_wait_days: int = 240
    duration_median_days: float = 210.0
    duration_spread: float = 0.55
    early_placement_days: Quantiles = ((0, 7), (0.5, 42), (1, 80))
    after_placement_days: tuple[int, int] = (30, 200)
    end_reasons_placed: tuple[float, ...] = (0.24, 0.66, 0.02, 0.03, 0.05)
    end_reasons_not_placed: tuple[float, ...] = (0.34, 0.0, 0.40, 0.16, 0.10)
    stream_shares: tuple[float, ...] = (0.30, 0.22, 0.16, 0.12, 0.12, 0.08)
    service_counts: tuple[float, ...] = (0.10, 0.35, 0.38, 0.17)
    """One to four services in a participation."""
    service_hours_median: float = 18.0
    service_hours_spread: float = 0.8

    # Satisfaction (share of answers 4 or 5 of a person with no effect, not placed; being placed adds)
    satisfied_share: Mapping[str, float] = field(
        default_factory=lambda: _frozen(
            participant_start=0.83, participant_12_months=0.80, participant_withdrawal=0.62, employer_start=0.84, employer_12_months=0.82
        )
    )
    satisfied_by_placement: float = 0.45
    satisfied_five_share: float = 0.52
    dissatisfied_shares: tuple[float, ...] = (0.16, 0.28, 0.56)
    """Of those who answer 1, 2 or 3."""
    asked_share: Mapping[str, float] = field(
        default_factory=lambda: _frozen(
            participant_start=0.94, participant_12_months=0.85, participant_withdrawal=0.80, employer_start=0.88, employer_12_months=0.75
        )
    )
    answer_share: Mapping[str, float] = field(
        default_factory=lambda: _frozen(
            participant_start=0.62, participant_12_months=0.40, participant_withdrawal=0.30, employer_start=0.58, employer_12_months=0.42
        )
    )
    answer_by_satisfaction: float = 0.50
    """The satisfied answer more: satisfaction too is biased by non-response."""

    # Referrals: in, then out to studies or training, to employment programs, to other supports
    referral_shares: tuple[float, float, float, float] = (0.34, 0.12, 0.14, 0.22)

    # What the files do not say
    blank_birth_date_share: float = 0.006
    unknown_sex_share: float = 0.003
    unknown_flag_share: float = 0.025
    suppressed_flag_share: float = 0.015
    """Asked only of the two most sensitive characteristics: Indigenous identity and judicial record."""
    not_applicable_newcomer_share: float = 0.03
    blank_request_share: float = 0.01
    unknown_stream_share: float = 0.01
    blank_suitability_share: float = 0.015
    blank_hours_share: float = 0.02
    unknown_insurance_share: float = 0.02
    blank_support_funds_share: float = 0.05

    # Agreements (constants of the program's funding: 5,600 $ and 3,000 $ a place)
    operating_dollars_per_intake: int = 5600
    support_dollars_per_intake: int = 3000
