"""`bench`: run the benches by name, and say how far from the floor and the aim each figure is."""

import importlib
import json
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager

import click

from procurement_hub.bench.engines import throw_away_engines
from procurement_hub.bench.figures import Figure, Result, Void

BENCHES = {
    "ceiling-race": "fifty buyers at one framework's ceiling, against fifty frameworks",
    "order-throughput": "placing an order, against the same statements raw and a bare POST",
    "deadline-spike": "hundreds of suppliers submitting in the last minutes, against bare inserts",
    "page-throughput": "a list of 50 orders and the public register, against a bare page",
    "ledger-growth": "pages of gains on a million ledger entries, against ten thousand and a bare SUM",
    "statement-pdf": "the accessible statement, against a plain canvas, and those of 330 councils",
}
PAIRS = 5
NO_POSTGRESQL = "PostgreSQL is not installed here (no initdb), so only SQLite is measured."


@click.command("bench")
@click.argument("names", nargs=-1, type=click.Choice(list(BENCHES)), metavar="[NAME]...")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object instead of lines.")
@click.option("--pairs", default=PAIRS, type=click.IntRange(1), help="Pairs of rounds; the median counts.")
@click.option(
    "--quick", is_flag=True, help="A few orders and pages: the checks are made, no speed is judged."
)
def bench(names: tuple[str, ...], as_json: bool, pairs: int, quick: bool):
    """Measure the product against bare counterparts: every bench, or those named.

    \b
    ceiling-race, order-throughput, deadline-spike, page-throughput,
    ledger-growth, statement-pdf.

    A figure is a ratio measured in one run: ours ÷ the bare counterpart, taken alternately, the
    median of the pairs. The floor is the worst that it may be, the aim where it is going: exit
    code 1 means that a figure is below its floor, or that a run is void because an answer or the
    books were not as they must be. Where times are compared, and not rates, less is better."""
    results, void = [], []
    with ending_tidily(), throw_away_engines() as engines:
        if len(engines) == 1:
            click.echo(NO_POSTGRESQL, err=True)
        for name in names or BENCHES:
            measured = importlib.import_module(f"procurement_hub.bench.{name.replace('-', '_')}")
            click.echo(f"{name}: {BENCHES[name]}", err=True)
            try:
                result = measured.run(engines, pairs=pairs, scale=0.02 if quick else 1.0)
            except Void as reason:
                void.append(f"{name}: void: {reason}")
                click.echo(void[-1], err=True)
                continue
            results.append(result)
            if not as_json:
                show(result)
        measured_on = [engine.name for engine in engines]
    missed = [figure for result in results for figure in result.figures if figure.missed]
    passed = not void and (quick or not missed)
    if as_json:
        report = {
            "engines": measured_on,
            "pairs": pairs,
            "quick": quick,
            "benches": [result.as_json() for result in results],
            "void": void,
            "passed": passed,
        }
        click.echo(json.dumps(report, indent=1, ensure_ascii=False))
    sys.exit(0 if passed else 1)


@contextmanager
def ending_tidily() -> Iterator[None]:
    """Asked to end (SIGTERM), the bench still stops its servers and throws its databases away."""
    before = signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


def show(result: Result) -> None:
    click.echo(f"\n{result.bench}")
    for figure in result.figures:
        for line in lines(figure):
            click.echo(f"  {line}")
    for sentence in result.kept:
        click.echo(f"  kept: {sentence}")


def lines(figure: Figure) -> list[str]:
    return [
        figure.name,
        f"    ours {figure.ours:,.1f} {figure.unit}, {figure.what_is_bare} {figure.bare:,.1f}",
        f"    ratio {figure.ratio:.3f} (lowest {min(figure.ratios):.3f}, highest {max(figure.ratios):.3f}, "
        f"{len(figure.ratios)} pairs); floor {figure.floor:.2f}, aim {figure.aim:.2f}"
        f"{', less is better' if figure.less_is_better else ''}: {figure.verdict}",
    ]
