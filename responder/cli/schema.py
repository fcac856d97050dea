"""``responder schema``"""

from __future__ import annotations

import click


@click.command()
def command() -> None:
    """Print the JSON Schema of rules files, for editors.

    `responder init` writes it beside the rules file and names it in its first line, so that editors which know YAML
    complete and check as one types.
    """
    click.echo(schema_text(), nl=False)


def schema_text() -> str:
    """The schema as it stands in a file."""
    # Imported here, as the tables of the whole language are behind it.
    from responder.rules import schema

    return schema.schema_text()
