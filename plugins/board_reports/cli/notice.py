"""`board notice`: the message for practitioners that a report is published, and the note to Welsh Government."""

from __future__ import annotations

import os
from pathlib import Path

import click

from board_reports.cli.common import DONE, FAILED, Failed, keep_private, moment_from, refuse_as_of
from board_reports.cli.taking_down import who_asks
from board_reports.cli.terms import reference_of
from board_reports.desk.telling.notice import Kind, NoNotice, draft_of, notice_for, text_of
from board_reports.desk.telling.placing import folders_of
from board_reports.desk.telling.sending import Sent, addresses_of, not_to_be_sent, send_notice
from board_reports.release.basics import Basics
from board_reports.release.record.sheet import printable
from board_reports.release.run import configured
from board_reports.release.state import State
from board_reports.reports import Register, ReportAt
from board_reports.reports.standing import judge_at


@click.command()
@click.argument("reference", callback=reference_of)
@click.option(
    "--for",
    "kind",
    type=click.Choice([str(kind) for kind in Kind]),
    default=str(Kind.PRACTITIONERS),
    show_default=True,
    help="Whom it is for.",
)
@click.option(
    "--eml",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE",
    help="Write it as a draft that a mail programme opens; otherwise it is printed.",
)
@click.option("--send", is_flag=True, help="Send it through the mail server of the option smtp.")
@click.option("--to", multiple=True, metavar="ADDRESS", help="With --send: whom to send it to; may be repeated.")
@click.option("--again", is_flag=True, help="With --send: send it also to those who have had it.")
@click.pass_context
def notice(
    context: click.Context, reference: str, *, kind: str, eml: Path | None, send: bool, to: tuple[str, ...], again: bool
) -> None:
    """Print the notice about the report REFERENCE, in Welsh and English, or write it as a draft, or send it.

    For practitioners it is a message that panel members pass on: the reference, the address, until when, where the
    leaflet is, whom to ask. For Welsh Government it is the note that goes with their copy. Neither has a title or
    anything that the report says.

    With --send each address gets it once, and does not see the others; --again sends it once more. The one for
    practitioners is not sent before the report has been seen on the website from outside: see board verify.

    \b
    Example:
      board notice "CPR 01/2026"
      board notice "CPR 01/2026" --eml practitioners.eml
      board notice "CPR 01/2026" --send --to panel.member@agency.example
      board notice "CPR 01/2026" --for welsh-government
    """  # noqa: D301 - \b is for click, and no raw string
    if send and eml:
        raise click.UsageError("Give --send or --eml, not both.")
    if (to or again) and not send:
        raise click.UsageError("--to and --again go with --send.")
    if send:
        refuse_as_of()
        if not to:
            raise click.UsageError("--send needs --to ADDRESS, once for each address.")
        try:
            addresses_of(to)
        except NoNotice as error:
            raise click.BadParameter(str(error), param_hint="--to") from None
    state, basics, broken = configured(context.obj)
    if basics is None or broken:
        raise Failed(f"The configuration cannot be used. {broken}")
    one = _found(basics, reference)
    try:
        if send:
            done = send_notice(
                state, basics, one, Kind(kind), to, at=one.at, who=who_asks(), environment=os.environ, again=again
            )
            _tell(done)
            context.exit(FAILED if done.refused else DONE)
        _show(state, basics, one, Kind(kind), eml)
    except NoNotice as error:
        raise Failed(str(error)) from None


def _found(basics: Basics, reference: str) -> ReportAt:
    moment = moment_from(None, basics.settings.zone)
    register = Register.read(basics.reports_dir, basics.settings)
    reports = register.find(reference)
    if not reports:
        raise Failed(f'No report here has the reference "{printable(reference)}". See: board status')
    return judge_at(reports[0], moment.at, register.taken_twice)


def _show(state: State, basics: Basics, one: ReportAt, kind: Kind, eml: Path | None) -> None:
    mail = notice_for(basics, one, kind, one.at)
    if eml is None:
        click.echo(f"Subject: {mail['Subject']}\n\n{text_of(mail)}", nl=False)
    else:
        keep_private(eml, draft_of(mail), folders_of(basics))
        click.echo(f"Written to {eml}: open it, add the addresses, and send it.")
    if why := not_to_be_sent(state, basics, one, kind):
        click.echo(f"Not to be sent yet. {why}", err=True)


def _tell(done: Sent) -> None:
    if done.taken:
        click.echo(f"Sent to {_count(done.taken)}.")
    if done.skipped:
        click.echo(f"Not sent to {_count(done.skipped)} again: it was sent there before. To send it once more: --again")
    for address in done.refused:
        click.echo(f"The mail server does not take {address}.", err=True)


def _count(number: int) -> str:
    return "1 address" if number == 1 else f"{number} addresses"
