"""Between definitions and the rows that keep them."""

from collections import defaultdict

from .definition import Definition, PanelDefinition
from .definition_fields import PANEL
from .models import Dashboard, Panel

OWN = ("slug", "title", "description", "folder", "tags", "start", "end", "zone", "variables")
OF_PANEL = tuple(PANEL)


def definition_of(dashboard: Dashboard) -> Definition:
    """The definition that the rows hold. It is not checked: it may be from another time."""
    own = {name: getattr(dashboard, name) for name in OWN}
    panels = [_panel(panel) for panel in dashboard.panels.all()]
    return Definition(**own, panels=panels)


def store(definition: Definition, dashboard: Dashboard) -> None:
    """Make the rows hold the definition. In one transaction, with a lock on the dashboard.

    A panel keeps its row, and so its address, by its id, else by its title: of panels with one
    title the first keeps the first.
    """
    for name in OWN:
        setattr(dashboard, name, getattr(definition, name))
    dashboard.save()
    rows = list(dashboard.panels.order_by("pk"))
    kept = _matched(definition.panels, rows)
    dashboard.panels.exclude(pk__in=[row.pk for row in kept.values()]).delete()
    for place, panel in enumerate(definition.panels):
        row = kept.get(place) or Panel(dashboard=dashboard)
        for name in OF_PANEL:
            if name != "id":
                setattr(row, name, getattr(panel, name))
        row.save()
    # The rows have counted too: a change is one version.
    Dashboard.objects.filter(pk=dashboard.pk).update(version=dashboard.version)


def _panel(panel: Panel) -> PanelDefinition:
    return PanelDefinition(**{name: getattr(panel, name) for name in OF_PANEL})


def _matched(panels: list[PanelDefinition], rows: list[Panel]) -> dict[int, Panel]:
    """The row that each panel keeps, by the panel's place."""
    by_id = {row.pk: row for row in rows}
    # Taken out as they are given: no row is kept twice.
    found = {
        place: by_id.pop(panel.id)
        for place, panel in enumerate(panels)
        if panel.id is not None and panel.id in by_id
    }
    titles: dict[str, list[Panel]] = defaultdict(list)
    for row in by_id.values():
        titles[row.title].append(row)
    for place, panel in enumerate(panels):
        if place not in found and titles[panel.title]:
            found[place] = titles[panel.title].pop(0)
    return found
