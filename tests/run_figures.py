"""Figures of a run, drawn from outcomes, and their texts, for the tests of figures and of their titles."""

from matplotlib.figure import Figure
from matplotlib.text import Text
from outcome_samples import LABELS

from results.run.coaches_and_waits_figure import coaches_and_waiting
from results.run.control_differences_figure import differences_at_end
from results.statistics.summary import differences, summarise, summarise_partners


def draw(kind, outcomes, labels=LABELS, control="control") -> Figure:
    summary, changes = summarise(outcomes), differences(outcomes, control) if control else None
    if kind is coaches_and_waiting:
        return kind(summary, summarise_partners(outcomes), labels, control)
    if kind is differences_at_end:
        return kind(changes, labels, control)
    return kind(summary, changes, labels, control)


def texts(figure: Figure, start: str) -> list[Text]:
    return [text for text in figure.findobj(Text) if (text.get_gid() or "").startswith(start)]


def message(figure: Figure, name: str) -> str:
    return " ".join(" ".join(text.get_text().split()) for text in texts(figure, name))
