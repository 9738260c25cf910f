"""The made-up agency itself: its years, its regions and offices, its providers; everything that does not grow with the number of people."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

import numpy as np

from analysis.core.errors import DefinitionError, ProblemList
from analysis.core.languages import Bilingual
from analysis.core.periods import FiscalYear
from analysis.synthetic.draws import STEP, Draws, Floats, Integers, log_odds
from analysis.synthetic.parameters import AgencyModel

MOST_PARTICIPATIONS = 100_000_000
MOST_PROVIDERS = 999
MOST_FISCAL_YEARS = 10

_FIRST = ("Vel", "Tir", "Orv", "Kan", "Sel", "Mir", "Dal", "Bren", "Fal", "Lum", "Nor", "Quil")
_LAST = ("mora", "andel", "vane", "duril", "ombra", "issan", "ethys", "olan", "arque", "urian")


@dataclass(frozen=True, slots=True)
class Provider:
    """One provider: who it is, and the truth about it."""

    provider_id: str
    provider_name: str
    region: str
    size: float
    """Share of all participations."""
    real_effect: float
    """What it adds to the log-odds of employment of anybody it serves."""
    case_mix_shift: float
    """What it adds to the log-odds that a person it serves is disabled, has a judicial record or lives on last-resort assistance."""
    creams: bool
    """Whether it picks people with few needs."""
    satisfaction_effect: float
    response_effect: float
    referral_effect: float


@dataclass(frozen=True, slots=True)
class Agreement:
    """One year's agreement with one provider."""

    agreement_id: str
    provider: int
    """Position among the providers."""
    fiscal_year: FiscalYear
    contracted_intake: int


def day_number(day: date) -> int:
    """Return a day as the number of days since 1 January 1970."""
    return int(np.datetime64(day, "D").astype(np.int64))


@dataclass(frozen=True)
class Agency:
    """An agency that does not exist, fully determined by its numbers: nothing is stored, any block of it can be made at any time."""

    participations: int
    seed: int
    first_fiscal_year: int = 2022
    n_fiscal_years: int = 3
    n_providers: int = 40
    model: AgencyModel = field(default_factory=AgencyModel)

    @property
    def draws(self) -> Draws:
        """The random numbers of this agency."""
        return Draws(self.seed)

    @property
    def fiscal_years(self) -> tuple[FiscalYear, ...]:
        """The fiscal years in which participations start."""
        return tuple(FiscalYear(self.first_fiscal_year + offset) for offset in range(self.n_fiscal_years))

    @property
    def first_day(self) -> date:
        """The first day on which a participation may start."""
        return self.fiscal_years[0].first_day

    @property
    def last_day(self) -> date:
        """The last day on which a participation may start."""
        return self.fiscal_years[-1].last_day

    @property
    def observation_date(self) -> date:
        """The day the files were taken: nothing in a good row is later."""
        return date(self.last_day.year, 9, 30)

    @property
    def regions(self) -> tuple[str, ...]:
        """Codes of the regions, in order."""
        return tuple(self.model.region_sizes)

    @cached_property
    def region_shares(self) -> Floats:
        """Share of participations by region, as far as providers decide it."""
        sizes = np.array(list(self.model.region_sizes.values()), dtype=np.float64)
        return np.asarray(sizes / sizes.sum())

    @cached_property
    def offices(self) -> tuple[tuple[str, ...], ...]:
        """Local offices of each region: from one to five, by size."""
        counts = np.clip(np.rint(self.region_shares * 25), 1, 5).astype(int)
        return tuple(tuple(f"B{region}-{n + 1}" for n in range(count)) for region, count in zip(self.regions, counts, strict=True))

    @cached_property
    def providers(self) -> tuple[Provider, ...]:
        """The providers, ordered by region so that those of one region follow each other."""
        model, size, draws = self.model, self.n_providers, self.draws
        in_region = _seats(self.region_shares, size)
        region_of = np.repeat(np.arange(len(self.regions)), in_region)
        weights = np.exp(model.provider_size_spread * draws.normal("provider size", 0, size))
        totals = np.bincount(region_of, weights=weights, minlength=len(self.regions))
        shares = weights / totals[region_of] * self.region_shares[region_of]
        effect = draws.normal("provider effect", 0, size)
        follows = model.case_mix_follows_effect
        mix = follows * effect + np.sqrt(1 - follows**2) * draws.normal("provider case mix", 0, size)
        # The creaming ones are chosen by rank so that their number does not depend on luck.
        order = np.argsort(draws.uniform("provider creams", 0, size), kind="stable")
        creams = np.zeros(size, dtype=bool)
        creams[order[: round(model.creaming_share * size)]] = True
        real = np.where(creams, model.creaming_real_effect, model.real_effect_spread * effect)
        shift = np.where(creams, model.creaming_case_mix, model.case_mix_spread * mix)
        satisfaction = model.provider_satisfaction_spread * draws.normal("provider satisfaction", 0, size)
        response = model.provider_response_spread * draws.normal("provider response", 0, size)
        referral = model.provider_referral_spread * draws.normal("provider referral", 0, size)
        shares = shares / shares.sum()
        return tuple(
            Provider(
                provider_id=f"F{n + 1:03d}",
                provider_name=_invented_name(n),
                region=self.regions[region_of[n]],
                size=float(shares[n]),
                real_effect=float(real[n]),
                case_mix_shift=float(shift[n]),
                creams=bool(creams[n]),
                satisfaction_effect=float(satisfaction[n]),
                response_effect=float(response[n]),
                referral_effect=float(referral[n]),
            )
            for n in range(size)
        )

    @cached_property
    def agreements(self) -> tuple[Agreement, ...]:
        """One agreement a provider and fiscal year, for the intake of supported employment."""
        model = self.model
        expected = self.participations * model.program_shares[0] / self.n_fiscal_years
        noise = self.draws.normal("agreement intake", 0, self.n_providers * self.n_fiscal_years)
        found = []
        for n, provider in enumerate(self.providers):
            for offset, year in enumerate(self.fiscal_years):
                factor = np.exp(model.provider_intake_spread * noise[n * self.n_fiscal_years + offset]) / model.mean_intake_attainment
                intake = expected * provider.size * factor
                rounded = 5 * round(intake / 5) if intake >= 20 else max(1, round(intake))
                found.append(Agreement(f"E{n + 1:03d}-{year.start_year}", n, year, int(rounded)))
        return tuple(found)

    @cached_property
    def start_days(self) -> tuple[Integers, Floats]:
        """The business days on which a participation may start, and the cumulative share of starts up to each."""
        days = np.arange(np.datetime64(self.first_day), np.datetime64(self.last_day) + np.timedelta64(1, "D"))
        days = days[np.is_busday(days)]
        months = days.astype("datetime64[M]").astype(np.int64)
        _, index, count = np.unique(months, return_inverse=True, return_counts=True)
        weights = np.array(self.model.month_weights)[months % 12] / count[index]
        return days.astype(np.int64), np.cumsum(weights) / weights.sum()

    def provider_effects(self, name: str) -> Floats:
        """Return one number of every provider, in order."""
        return np.array([getattr(provider, name) for provider in self.providers], dtype=np.float64)

    def year_effect(self, offset: int) -> float:
        """Return the effect of a fiscal year by its position; years beyond those of the model have none."""
        effects = self.model.year_effects
        return effects[offset] if offset < len(effects) else 0.0


def make_agency(participations: int, seed: int, first_fiscal_year: int = 2022, n_fiscal_years: int = 3, providers: int = 40) -> Agency:
    """Return a made-up agency; nothing is drawn yet.

    Parameters
    ----------
    participations
        How many participations its files hold (0 is allowed: files with headings only).
    seed
        Same seed, same agency, to the byte.
    first_fiscal_year, n_fiscal_years
        The fiscal years (1 April to 31 March) in which participations start.
    providers
        At least one for each of the 17 regions.

    Raises
    ------
    DefinitionError
        With every number that is out of bounds.
    """
    bounds = {
        "participations": (participations, 0, MOST_PARTICIPATIONS),
        "seed": (seed, 0, 2**63 - 1),
        "first_fiscal_year": (first_fiscal_year, 2000, 2090),
        "n_fiscal_years": (n_fiscal_years, 1, MOST_FISCAL_YEARS),
        "providers": (providers, len(AgencyModel().region_sizes), MOST_PROVIDERS),
    }
    problems = ProblemList(DefinitionError)
    for name, (value, least, most) in bounds.items():
        if not least <= value <= most:
            problems.add(
                name,
                Bilingual(f"{value} n'est pas entre {least} et {most}", f"{value} is not between {least} and {most}"),
                todo=Bilingual("Choisissez un nombre entre ces bornes.", "Choose a number between these bounds."),
            )
    problems.raise_if_any()
    return Agency(participations, seed, first_fiscal_year, n_fiscal_years, providers)


def padded(size: int) -> int:
    """Return the number of slots that hold so many rows: the next multiple of `STEP`."""
    return -(-size // STEP) * STEP


def shifted(probability: float, shift: Floats | float) -> Floats:
    """Return log-odds of a probability, moved."""
    return np.asarray(log_odds(probability) + shift, dtype=np.float64)


def _seats(shares: Floats, size: int) -> Integers:
    """Return one seat a region and the others by size, largest remainders first."""
    free = size - len(shares)
    exact = shares * free
    seats = np.floor(exact).astype(np.int64)
    order = np.argsort(-(exact - seats), kind="stable")
    seats[order[: free - int(seats.sum())]] += 1
    return seats + 1


def _invented_name(number: int) -> str:
    """Return a name that is evidently invented and reads the same in French and English."""
    first, last = _FIRST[number % len(_FIRST)], _LAST[(number // len(_FIRST) + number) % len(_LAST)]
    turn = number // (len(_FIRST) * len(_LAST))
    return f"Fiction {first}{last}" + (f" {turn + 1}" if turn else "")
