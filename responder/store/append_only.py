"""What keeps the consent ledger as it is: triggers of the database itself, so that no program changes it by mistake."""

from __future__ import annotations

from typing import Any

from sqlalchemy import DDL, Table, event

# Who is forgotten leaves lines without a name: the number gives way to its hash, and their words are gone. Nothing else
# of a line ever changes, and none is taken away.
_FORGETTING = (
    "EXISTS (SELECT 1 FROM forgotten WHERE 'forgotten:' || forgotten.digest = NEW.contact) "
    "AND substr(OLD.contact, 1, 10) <> 'forgotten:' "
    "AND NEW.words = '' AND NEW.source = '' AND NEW.message_sid IS NULL "
    "AND NEW.id = OLD.id AND NEW.at = OLD.at AND NEW.what = OLD.what AND NEW.scope = OLD.scope "
    "AND NEW.rule {same} OLD.rule AND NEW.ruleset = OLD.ruleset"
)
SQLITE_APPEND_ONLY = (
    f"CREATE TRIGGER consent_no_update BEFORE UPDATE ON consent WHEN ({_FORGETTING.format(same='IS')}) IS NOT TRUE "
    "BEGIN SELECT RAISE(ABORT, 'the consent ledger is only ever added to'); END",
    "CREATE TRIGGER consent_no_delete BEFORE DELETE ON consent "
    "BEGIN SELECT RAISE(ABORT, 'the consent ledger is only ever added to'); END",
)
POSTGRESQL_APPEND_ONLY = (
    "CREATE FUNCTION consent_is_append_only() RETURNS trigger LANGUAGE plpgsql AS "
    "$$ BEGIN IF TG_OP = 'UPDATE' THEN "
    f"IF ({_FORGETTING.format(same='IS NOT DISTINCT FROM')}) IS TRUE THEN RETURN NEW; END IF; END IF; "
    "RAISE EXCEPTION 'the consent ledger is only ever added to'; END $$",
    "CREATE TRIGGER consent_append_only BEFORE UPDATE OR DELETE ON consent "
    "FOR EACH ROW EXECUTE FUNCTION consent_is_append_only()",
)


def only_added_to(ledger: Table) -> None:
    """Make the triggers with the table."""
    for dialect, statements in (("sqlite", SQLITE_APPEND_ONLY), ("postgresql", POSTGRESQL_APPEND_ONLY)):
        for statement in statements:
            ddl: Any = DDL
            event.listen(ledger, "after_create", ddl(statement).execute_if(dialect=dialect))
