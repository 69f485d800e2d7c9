"""The money of a case on a document's cover: what is committed, and what is not."""

from collections.abc import Mapping
from typing import Any

from ..language import format_money
from .contents_front import Sheet, say, text_of
from .sheets import Fact

COSTS = ("development", "delivery", "fixed", "contingency")
YEARS = ("year_1", "year_2", "year_3")


def money(sheet: Sheet) -> list[Fact]:
    """What is committed and what is not: the plan's three years once there is a plan, else the rough band."""
    moment, t, lang = sheet.moment, sheet.tongue.t, sheet.lang
    form, given = text_of(moment)
    plan = moment.answers(moment.revisions.get("plan"))
    none = t("Nothing", "Rien")
    cost = planned_cost(plan) if moment.text and moment.text.form != "concept" else None
    amount = (
        f"{format_money(cost, lang)} {t('over three years', 'sur trois ans')}" if cost is not None else ""
    )
    amount = amount or say(form, given, "budget_band", lang)
    approved = moment.settled() and not moment.stage.final
    rows = [(t("Committed", "Engagé"), amount or none if approved else none)]
    rows.append((t("Not committed", "Non engagé"), none if approved else amount or none))
    price = say(form, given, "price_indication", lang)
    rows.append((t("Price a learner would pay", "Prix que paierait la personne"), price))
    return [Fact(label, value) for label, value in rows if value]


def planned_cost(plan: Mapping[str, Any]) -> float | None:
    """Every cost of the plan's three years, in dollars; nothing where there is no budget."""
    years = [cost for year in YEARS if (cost := yearly_cost(plan, year)) is not None]
    return sum(years) if years else None


def yearly_cost(plan: Mapping[str, Any], year: str) -> float | None:
    """Development, fixed costs, contingency, and one run's delivery as often as it runs that year, in dollars."""
    budget, runs = plan.get("budget") or {}, (plan.get("capacity") or {}).get(f"runs_{year}")
    amounts = {cost: (budget.get(cost) or {}).get(year) for cost in COSTS}
    if not any(isinstance(a, int | float) for a in amounts.values()):
        return None
    times = {"delivery": runs if isinstance(runs, int) else 1}
    return sum(a * times.get(cost, 1) for cost, a in amounts.items() if isinstance(a, int | float))
