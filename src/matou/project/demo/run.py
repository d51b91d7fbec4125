"""Runs the main job, alone or with the site around it."""

from dataclasses import replace
from datetime import datetime
from time import monotonic, sleep

from django.db import InterfaceError, OperationalError, connection

from matou.kit.clock import utc_now
from matou.kit.codes import shown_code
from matou.modules.freight.rules.states import LotState
from matou.project import operations, processes
from matou.project.demo.clock import DemoClock
from matou.project.demo.people import cast
from matou.project.demo.screen import Screen
from matou.project.demo.steps import STEPS
from matou.project.demo.story import Story
from matou.spine.ledger import queries as ledger
from matou.spine.parties import seeds

_DATABASE_BACK_WITHIN_S = 60


def run_main_job(*, screen: Screen, number: int, now: datetime) -> bool:
    """Carry one cargo from demand to paid carrier; tells whether all of it holds.

    Run again, it goes on where it was interrupted; a finished one is only shown.
    """
    story = Story(cast=cast(now=now), clock=DemoClock.ending_at(now), number=number)
    story.find()
    for index, step in enumerate(STEPS, start=1):
        actor = getattr(story.cast, step.who)
        done_before = step.reaches is not None and story.has_reached(step.reaches)
        told = None if done_before else replace(step.act(story), state=story.state())
        screen.step(number=index, step=step, actor=actor.name, told=told)
    return _prove(screen=screen, story=story)


def once(*, number: int) -> bool:
    """Prepare the database, run the main job, and write the result line."""
    screen = Screen()
    screen.title()
    operations.ensure_ready()
    return run_main_job(screen=screen, number=number, now=utc_now())


def with_site(*, port: int, number: int, opened: processes.Site | None = None) -> bool:
    """Start the site, run the main job, and stay until Ctrl-C.

    ``opened`` is a site whose web server was started already.
    """
    screen = Screen()
    screen.title()
    site = opened or processes.Site(port=port, say=screen.say)
    site.say = screen.say
    holds = False
    processes.let_signals_interrupt()
    try:
        if opened is None:
            processes.require_free_port(port)
            operations.ensure_files()
        if operations.ensure_ready():
            screen.say("数据库、流域、演示账号就绪 database, basin and demo people are ready")
        if opened is None:
            site.start()
        holds = run_main_job(screen=screen, number=number, now=utc_now())
        site.wait_until_ready()
        _invite_patiently(screen=screen, site=site, number=number)
        site.run_until_interrupted()
    except KeyboardInterrupt:
        screen.say("中断，下次从断处继续 interrupted; the next run goes on from here")
    finally:
        site.stop()
        screen.say("已停止全部进程 every process has ended")
    return holds


def _invite_patiently(*, screen: Screen, site: processes.Site, number: int) -> None:
    """Write the invitation; a database that was killed after the main job is waited for."""
    deadline = monotonic() + _DATABASE_BACK_WITHIN_S
    while True:
        try:
            return _invite(screen=screen, site=site, number=number)
        except (OperationalError, InterfaceError):
            if monotonic() > deadline:
                raise
            connection.close()
            site.check()
            sleep(0.5)


def _invite(*, screen: Screen, site: processes.Site, number: int) -> None:
    now = utc_now()
    story = Story(cast=cast(now=now), clock=DemoClock.ending_at(now), number=number)
    story.find()
    screen.sign_ins(address=site.address, handles=seeds.seed(now=now))
    screen.say(f"网站 site        {site.address}/")
    screen.say(f"本单 this cargo  {site.address}/c/{story.lot}")
    screen.say(f"{screen.seconds:.0f} s  ·  Ctrl-C 停止 stops everything")


def _prove(*, screen: Screen, story: Story) -> bool:
    """Write the ledger and the result line; everything must be closed, even and empty."""
    total = screen.ledger(story.lot)
    state = story.page().row.state
    held = sum(
        ledger.balance(f"{part}:{story.lot}").posted.fen
        for part in ("escrow", "deposit", "disputed")
    )
    unbalanced = total.debits.fen - total.credits.fen
    screen.result(
        f"main job: {state.value} · ledger sum {unbalanced} · escrow {held} · "
        f"{shown_code(story.lot)}"
    )
    return state is LotState.CLOSED and unbalanced == 0 and held == 0
