"""The command line. Everything heavy is imported inside the command that needs it, so that `--help` comes at once."""

import click

from bot.commands import builds, files, ingest, journal, pages, questions, scores, site
from bot.terminal import WIDEST, Commands


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": WIDEST})
@click.version_option(package_name="spotter", prog_name="spotter")
def main() -> None:
    """Answer questions from a gym's own pages, word for word and cited.

    Exit status: 0 done; 1 done, with findings or failed rows; 2 nothing done.
    """


for _command in (
    ingest.ingest,
    pages.check,
    pages.show_page,
    pages.verify,
    builds.list_builds,
    builds.rollback,
    questions.ask,
    questions.search,
    files.batch,
    scores.evaluate,
    site.serve,
    journal.gaps,
    journal.journal,
    site.key,
    site.demo_site,
):
    main.add_command(_command)
