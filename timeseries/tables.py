"""Migration operations for what Django's schema editor cannot say."""

from typing import Any

from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.operations.base import Operation


class TablesAlone(Operation):
    """What changes tables, and no model."""

    reversible = True

    def state_forwards(self, app_label: str, state: Any) -> None:
        """The models stay the same."""


class WithoutRowid(TablesAlone):
    """Keep a new, empty table on SQLite in the order of its primary key, and nowhere else:
    no second index, and a series' readings lie side by side. Other databases: nothing.
    """

    def __init__(self, model: str) -> None:
        self.model = model

    def database_forwards(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, old: Any, new: Any
    ) -> None:
        if schema_editor.connection.vendor != "sqlite":
            return
        table = new.apps.get_model(app_label, self.model)._meta.db_table
        with schema_editor.connection.cursor() as cursor:
            cursor.execute("SELECT sql FROM sqlite_master WHERE name = %s", [table])
            sql = cursor.fetchone()[0]
        schema_editor.execute(f"DROP TABLE {schema_editor.quote_name(table)}")
        schema_editor.execute(f"{sql} WITHOUT ROWID", params=None)

    def database_backwards(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, old: Any, new: Any
    ) -> None:
        """The table goes with its model."""

    def describe(self) -> str:
        return f"Keep {self.model} in the order of its primary key on SQLite"


class ExactDoubles(TablesAlone):
    """Let SQLite keep a column of doubles bit for bit: declared REAL, -0.0 comes back as 0.0.
    For a table WITHOUT ROWID; other databases: nothing.
    """

    def __init__(self, model: str, field: str) -> None:
        self.model = model
        self.field = field

    def database_forwards(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, old: Any, new: Any
    ) -> None:
        if schema_editor.connection.vendor != "sqlite":
            return
        quote = schema_editor.quote_name
        table = new.apps.get_model(app_label, self.model)._meta.db_table
        with schema_editor.connection.cursor() as cursor:
            cursor.execute("SELECT sql FROM sqlite_master WHERE name = %s", [table])
            sql = cursor.fetchone()[0]
        column, former = quote(self.field), f"{table}__former"
        schema_editor.execute(f"ALTER TABLE {quote(table)} RENAME TO {quote(former)}")
        schema_editor.execute(sql.replace(f"{column} real ", f"{column} "), params=None)
        schema_editor.execute(f"INSERT INTO {quote(table)} SELECT * FROM {quote(former)}")  # noqa: S608 - our own names
        schema_editor.execute(f"DROP TABLE {quote(former)}")

    def database_backwards(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, old: Any, new: Any
    ) -> None:
        """Nothing is lost by staying exact."""

    def describe(self) -> str:
        return f"Keep {self.field} of {self.model} bit for bit on SQLite"


class GiveBackPages(TablesAlone):
    """Let SQLite give free pages back to the file system (`stores/sqlite.py` does it in steps),
    for which the file is written anew once. In a migration that is not atomic; other databases:
    nothing.
    """

    def database_forwards(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, old: Any, new: Any
    ) -> None:
        if schema_editor.connection.vendor == "sqlite":
            # Not with each connection: to set it takes the write lock.
            schema_editor.execute("PRAGMA auto_vacuum = INCREMENTAL", params=None)
            schema_editor.execute("VACUUM", params=None)

    def database_backwards(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, old: Any, new: Any
    ) -> None:
        """Nothing is lost by it."""

    def describe(self) -> str:
        return "Let SQLite give free pages back to the file system"


class StoreAsIs(TablesAlone):
    """Let PostgreSQL not try to compress what is packed already; other databases: nothing."""

    def __init__(self, model: str) -> None:
        self.model = model

    def database_forwards(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, old: Any, new: Any
    ) -> None:
        if schema_editor.connection.vendor != "postgresql":
            return
        model, quote = new.apps.get_model(app_label, self.model), schema_editor.quote_name
        for field in model._meta.fields:
            if field.get_internal_type() == "BinaryField":
                schema_editor.execute(
                    f"ALTER TABLE {quote(model._meta.db_table)}"
                    f" ALTER COLUMN {quote(field.column)} SET STORAGE EXTERNAL"
                )

    def database_backwards(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, old: Any, new: Any
    ) -> None:
        """Either way the same bytes come back."""

    def describe(self) -> str:
        return f"Keep the packed columns of {self.model} as they are on PostgreSQL"
