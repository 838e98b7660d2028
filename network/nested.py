"""Rows of a related table as a column of the outer query, so that a sheet with all its parts is one query."""

from django.db.models import JSONField, QuerySet, Subquery
from django.db.models.functions import JSONObject


class NestedRows(Subquery):
    """A list of dicts per row of the outer query: ``parts=NestedRows(queryset, "field", alias="path__to__field")``.

    The queryset refers to the outer row by ``OuterRef`` and keeps its order. Dates and times come as ISO text. The
    database makes the list (``jsonb_agg`` on PostgreSQL, ``json_group_array`` on SQLite).
    """

    output_field = JSONField()

    def __init__(self, queryset: QuerySet, *names: str, **paths: str):
        fields = dict.fromkeys(names) | paths
        row = JSONObject(**{name: path or name for name, path in fields.items()})
        super().__init__(queryset.values(nested_row=row))

    def as_sql(self, compiler, connection, template=None, **extra):
        template = "(SELECT COALESCE(jsonb_agg(nested.nested_row), '[]'::jsonb) FROM (%(subquery)s) AS nested)"
        return super().as_sql(compiler, connection, template=template, **extra)

    def as_sqlite(self, compiler, connection, **extra):
        template = "(SELECT json_group_array(json(nested.nested_row)) FROM (%(subquery)s) AS nested)"
        return super().as_sql(compiler, connection, template=template, **extra)
