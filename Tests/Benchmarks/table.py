"""The rows of the benchmark's table."""

from dataclasses import dataclass

@dataclass
class Row:
    """What was measured, the bound it has to keep, and what another program needed in the same run."""

    work: str
    measured: str
    bound: str
    is_met: bool
    peer: str = ""


def at_most(work, value, limit, unit, peer="", note=""):
    """A row whose value must not pass a limit."""
    shown = f"{number(value)} {unit}".strip() + note
    return Row(work, shown, f"<= {number(limit)} {unit}".strip(), value <= limit, peer)


def at_least(work, value, limit, unit, peer="", note=""):
    """A row whose value must reach a limit."""
    shown = f"{number(value)} {unit}".strip() + note
    return Row(work, shown, f">= {number(limit)} {unit}".strip(), value >= limit, peer)


def number(value):
    if isinstance(value, int):
        return f"{value:,}"
    for limit, digits in [(0.1, 3), (10, 2), (100, 1)]:
        if value < limit:
            return f"{value:.{digits}f}"
    return f"{value:,.0f}"


def markdown(rows):
    """The table as Markdown whose source is readable too; what is missed comes first."""
    rows = sorted(rows, key=lambda row: row.is_met)
    cells = [["work", "measured", "bound", "", "beside it"], ["---"] * 5]
    cells += [[row.work, row.measured, row.bound, "ok" if row.is_met else "MISSED", row.peer] for row in rows]
    return "\n".join("| " + " | ".join(line) + " |" for line in cells)
