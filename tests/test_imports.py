"""The order of the house: which module may import which, and none in a circle."""

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PACKAGES = ("timeseries", "charts", "config")

# Each module may import what its row names, and what those may import. A row names only rows
# above it, so there are no circles. A folder of implementations has one row, `folder.*`.
TABLE: dict[str, str] = {
    # timeseries: a reading's way from the wire to the screen
    "timeseries.errors": "",
    "timeseries.sentences": "",
    "timeseries.registry": "timeseries.errors",
    "timeseries.calendar_times": "",
    "timeseries.timerange": "timeseries.errors timeseries.calendar_times",
    "timeseries.series_key": "",
    "timeseries.batch": "timeseries.series_key",
    "timeseries.selector": "timeseries.series_key timeseries.errors",
    # readings that the server fetches itself
    "timeseries.collecting.waiting": "",
    "timeseries.collecting.networks": "",
    "timeseries.collecting.guard": "timeseries.collecting.networks timeseries.collecting.waiting"
    " timeseries.errors",
    "timeseries.collecting.certificates": "",
    "timeseries.collecting.web": "timeseries.collecting.guard timeseries.collecting.certificates",
    "timeseries.collecting.fields": "timeseries.collecting.web timeseries.sentences",
    "timeseries.collecting.expressions": "timeseries.collecting.fields",
    "timeseries.collecting.tagging": "timeseries.series_key timeseries.collecting.fields",
    "timeseries.collecting.timetable": "timeseries.timerange",
    "timeseries.collecting.durations": "timeseries.timerange",
    "timeseries.collecting.moments": "timeseries.timerange",
    "timeseries.collecting.backoff": "timeseries.timerange",
    "timeseries.collecting.models": "timeseries.timerange",
    "timeseries.collector": "timeseries.batch timeseries.collecting.fields timeseries.registry"
    " timeseries.timerange",
    "timeseries.resolutions": "timeseries.timerange",
    "timeseries.packing": "timeseries.errors",
    "timeseries.tables": "",
    "timeseries.reading_changes": "timeseries.batch",
    "timeseries.reading_fields": "timeseries.timerange",
    "timeseries.topic_rules": "timeseries.series_key",
    "timeseries.models": "timeseries.series_key timeseries.collecting.models timeseries.resolutions"
    " timeseries.packing timeseries.topic_rules timeseries.selector timeseries.reading_changes"
    " timeseries.reading_fields timeseries.sentences",
    "timeseries.migrations.*": "timeseries.models timeseries.packing timeseries.tables",
    "timeseries.prepared": "",
    "timeseries.catalog": "timeseries.models timeseries.prepared timeseries.selector",
    "timeseries.tag_values": "timeseries.catalog",
    "timeseries.block_rows": "timeseries.models timeseries.packing",
    "timeseries.unpacked": "timeseries.packing",
    "timeseries.blocks": "timeseries.block_rows timeseries.unpacked",
    "timeseries.block_edits": "timeseries.blocks",
    "timeseries.runs": "timeseries.batch",
    "timeseries.store": "timeseries.blocks timeseries.models timeseries.runs timeseries.registry",
    "timeseries.sent_arrays": "timeseries.store",
    "timeseries.stores.*": "timeseries.sent_arrays timeseries.store",
    "timeseries.states": "timeseries.store timeseries.resolutions",
    "timeseries.lexing": "",
    "timeseries.formula_tokens": "timeseries.lexing",
    "timeseries.formula": "timeseries.formula_tokens timeseries.timerange",
    "timeseries.state_texts": "timeseries.store timeseries.models",
    "timeseries.downsample": "",
    "timeseries.lines": "timeseries.downsample",
    "timeseries.formula_values": "timeseries.formula timeseries.lines",
    "timeseries.buckets": "timeseries.downsample timeseries.resolutions",
    "timeseries.rungs": "timeseries.buckets timeseries.models timeseries.unpacked",
    "timeseries.watermark": "timeseries.batch timeseries.rungs timeseries.states",
    "timeseries.rollup": "timeseries.watermark timeseries.rungs timeseries.states",
    "timeseries.ends": "timeseries.rungs timeseries.states",
    "timeseries.exact": "timeseries.rollup timeseries.ends timeseries.block_edits",
    "timeseries.spans": "timeseries.blocks timeseries.models",
    "timeseries.packer": "timeseries.spans timeseries.store",
    "timeseries.intervals": "timeseries.states timeseries.downsample",
    "timeseries.retention": "timeseries.states timeseries.selector",
    "timeseries.expiry": "timeseries.ends timeseries.block_edits",
    "timeseries.sweeper": "timeseries.retention timeseries.expiry timeseries.exact",
    "timeseries.looks": "",
    "timeseries.upkeep": "timeseries.exact timeseries.packer timeseries.intervals timeseries.looks",
    "timeseries.background": "timeseries.upkeep timeseries.sweeper",
    "timeseries.cover": "timeseries.rungs timeseries.states",
    "timeseries.counting": "timeseries.cover",
    "timeseries.check": "timeseries.ends",
    "timeseries.announce": "timeseries.exact",
    "timeseries.apps": "timeseries.announce",
    "timeseries.fixtures": "timeseries.exact",
    "timeseries.threads": "timeseries.errors",
    "timeseries.tokens": "timeseries.models",
    "timeseries.firstrun": "timeseries.tokens",
    "timeseries.metrics": "",
    "timeseries.eager": "",
    "timeseries.history": "timeseries.store timeseries.threads",
    "timeseries.jobs": "timeseries.batch",
    "timeseries.writer": "timeseries.jobs timeseries.background timeseries.catalog"
    " timeseries.state_texts"
    " timeseries.metrics timeseries.threads timeseries.tokens",
    "timeseries.lease": "timeseries.store",
    "timeseries.live.bus": "",
    "timeseries.live.relay": "timeseries.live.bus timeseries.metrics",
    "timeseries.live.frame": "timeseries.batch timeseries.models",
    "timeseries.live.log": "timeseries.live.frame timeseries.store timeseries.state_texts",
    "timeseries.live.conflate": "timeseries.live.frame",
    "timeseries.live.subscription": "timeseries.live.conflate timeseries.metrics"
    " timeseries.selector",
    "timeseries.live.followed": "",
    "timeseries.live.hub": "timeseries.live.bus timeseries.live.log timeseries.live.subscription"
    " timeseries.live.followed timeseries.catalog timeseries.threads",
    "timeseries.ingest.numbers": "timeseries.batch timeseries.timerange",
    "timeseries.ingest.line_syntax": "timeseries.ingest.numbers",
    "timeseries.ingest.decimals": "timeseries.ingest.line_syntax timeseries.ingest.numbers",
    "timeseries.ingest.line_columns": "timeseries.ingest.decimals",
    "timeseries.ingest.protocol": "timeseries.batch timeseries.registry",
    "timeseries.ingest.wire": "timeseries.errors",
    "timeseries.ingest.places": "timeseries.ingest.protocol timeseries.timerange",
    "timeseries.ingest.samples": "timeseries.ingest.wire timeseries.batch",
    "timeseries.ingest.histograms": "",
    "timeseries.ingest.native_histograms": "timeseries.ingest.histograms timeseries.ingest.wire",
    "timeseries.ingest.prometheus": "timeseries.ingest.places timeseries.ingest.samples"
    " timeseries.ingest.native_histograms",
    "timeseries.ingest.otlp_messages": "timeseries.ingest.wire",
    "timeseries.ingest.otlp_points": "timeseries.ingest.histograms",
    "timeseries.ingest.otlp": "timeseries.ingest.places timeseries.ingest.otlp_messages"
    " timeseries.ingest.otlp_points",
    "timeseries.ingest.json_fields": "timeseries.ingest.protocol",
    "timeseries.ingest.statsd": "timeseries.ingest.protocol timeseries.ingest.numbers",
    "timeseries.ingest.protocols.*": "timeseries.ingest.protocol timeseries.ingest.line_columns"
    " timeseries.ingest.line_syntax timeseries.ingest.prometheus timeseries.ingest.otlp"
    " timeseries.ingest.json_fields timeseries.ingest.statsd timeseries.topic_rules",
    "timeseries.ingest.promises": "",
    "timeseries.ingest.arrivals": "timeseries.ingest.protocol",
    "timeseries.ingest.arrivals_shared": "timeseries.ingest.arrivals",
    "timeseries.ingest.refusals": "timeseries.ingest.protocol timeseries.exact",
    "timeseries.ingest.pipeline": "timeseries.ingest.refusals timeseries.ingest.promises"
    " timeseries.ingest.arrivals_shared"
    " timeseries.writer timeseries.live.bus timeseries.metrics",
    "timeseries.access": "timeseries.tokens timeseries.threads",
    "timeseries.sessions": "timeseries.threads",
    "timeseries.answers": "timeseries.errors",
    "timeseries.asgi": "timeseries.access timeseries.answers timeseries.sessions",
    "timeseries.bodies": "timeseries.asgi",
    "timeseries.compressing": "",
    "timeseries.door": "timeseries.bodies timeseries.compressing",
    "timeseries.boundary": "timeseries.access timeseries.answers timeseries.sessions",
    "timeseries.ingest.decoding": "timeseries.bodies",
    "timeseries.columns": "timeseries.downsample timeseries.timerange",
    "timeseries.points": "timeseries.downsample",
    "timeseries.aggregates": "timeseries.buckets timeseries.timerange",
    "timeseries.held": "timeseries.columns",
    "timeseries.asked": "timeseries.aggregates timeseries.models",
    "timeseries.fold": "timeseries.asked timeseries.cover timeseries.held timeseries.points"
    " timeseries.intervals",
    "timeseries.query": "timeseries.fold timeseries.catalog timeseries.threads"
    " timeseries.state_texts",
    "timeseries.parameters": "timeseries.query",
    "timeseries.corrections": "timeseries.exact timeseries.ingest.pipeline timeseries.parameters",
    "timeseries.deletes": "timeseries.corrections timeseries.door",
    "timeseries.readings_forms": "timeseries.corrections timeseries.ingest.numbers",
    "timeseries.readings_admin": "timeseries.readings_forms",
    "timeseries.retention_form": "timeseries.models",
    "timeseries.mqtt_form": "timeseries.models",
    "timeseries.admin": "timeseries.readings_admin timeseries.retention_form timeseries.counting"
    " timeseries.mqtt_form",
    "timeseries.ingest.influxdb": "timeseries.ingest.protocol",
    "timeseries.ingest.door": "timeseries.ingest.pipeline timeseries.ingest.decoding"
    " timeseries.door",
    "timeseries.ingest.doors.*": "timeseries.ingest.door timeseries.ingest.influxdb"
    " timeseries.ingest.wire timeseries.deletes",
    "timeseries.ingest.listener": "timeseries.ingest.pipeline timeseries.collecting.networks",
    "timeseries.ingest.listeners.*": "timeseries.ingest.listener timeseries.ingest.statsd"
    " timeseries.models timeseries.threads",
    "timeseries.parquet": "timeseries.batch",
    "timeseries.arrow": "timeseries.parquet",
    "timeseries.export": "timeseries.query timeseries.arrow",
    "timeseries.metrics_view": "timeseries.door timeseries.metrics",
    "timeseries.typed_selector": "timeseries.series_key",
    "timeseries.tag_counts": "timeseries.catalog",
    "timeseries.suggestions": "timeseries.typed_selector timeseries.tag_counts",
    "timeseries.suggestion_doors": "timeseries.suggestions timeseries.door"
    " timeseries.parameters timeseries.store",
    "timeseries.census": "timeseries.models",
    "timeseries.arrivals_view": "timeseries.census timeseries.door timeseries.store"
    " timeseries.ingest.arrivals_shared timeseries.threads",
    "timeseries.token_views": "timeseries.boundary timeseries.bodies timeseries.tokens",
    "timeseries.promql.faults": "timeseries.errors",
    "timeseries.promql.syntax": "",
    "timeseries.promql.tokens": "timeseries.promql.faults timeseries.lexing",
    "timeseries.promql.signatures": "timeseries.promql.syntax",
    "timeseries.promql.stream": "timeseries.promql.tokens",
    "timeseries.promql.modifying": "timeseries.promql.stream timeseries.promql.signatures"
    " timeseries.timerange",
    "timeseries.promql.selecting": "timeseries.promql.stream timeseries.promql.syntax"
    " timeseries.timerange",
    "timeseries.promql.parser": "timeseries.promql.selecting timeseries.promql.modifying",
    "timeseries.promql.numbers": "timeseries.promql.faults timeseries.timerange",
    "timeseries.promql.lines": "timeseries.promql.syntax timeseries.batch",
    "timeseries.promql.finding": "timeseries.promql.faults timeseries.promql.syntax"
    " timeseries.catalog",
    "timeseries.promql.windows": "timeseries.promql.faults timeseries.cover",
    "timeseries.promql.trend": "timeseries.promql.lines timeseries.promql.windows",
    "timeseries.promql.over_time": "timeseries.promql.trend",
    "timeseries.promql.elementwise": "timeseries.batch",
    "timeseries.promql.operators": "timeseries.promql.lines timeseries.promql.faults",
    "timeseries.promql.histograms": "timeseries.promql.lines",
    "timeseries.promql.labelling": "timeseries.promql.lines timeseries.promql.finding",
    "timeseries.promql.selected": "timeseries.promql.over_time timeseries.promql.finding",
    "timeseries.promql.aggregating": "timeseries.promql.selected timeseries.promql.numbers",
    "timeseries.promql.subqueries": "timeseries.promql.selected",
    "timeseries.promql.calls": "timeseries.promql.selected timeseries.promql.elementwise"
    " timeseries.promql.histograms timeseries.promql.labelling",
    "timeseries.promql.evaluate": "timeseries.promql.calls timeseries.promql.aggregating"
    " timeseries.promql.operators timeseries.promql.subqueries timeseries.promql.parser",
    "timeseries.promql.listing": "timeseries.promql.finding timeseries.promql.parser",
    "timeseries.promql.asked": "timeseries.promql.parser timeseries.promql.lines"
    " timeseries.promql.numbers",
    "timeseries.promql.answers": "timeseries.promql.lines timeseries.promql.numbers"
    " timeseries.promql.windows timeseries.asgi",
    "timeseries.promql.doors": "timeseries.promql.evaluate timeseries.promql.listing"
    " timeseries.promql.asked timeseries.promql.answers timeseries.door timeseries.threads",
    "timeseries.views": "timeseries.arrivals_view timeseries.suggestion_doors"
    " timeseries.boundary timeseries.bodies"
    " timeseries.export timeseries.counting timeseries.metrics_view",
    "timeseries.renaming": "timeseries.corrections",
    "timeseries.series_facts": "timeseries.census timeseries.counting",
    "timeseries.series_views": "timeseries.renaming timeseries.boundary timeseries.bodies",
    "timeseries.collecting.gathering": "timeseries.collector timeseries.ingest.numbers",
    "timeseries.collecting.http_settings": "timeseries.collecting.fields",
    "timeseries.collecting.secret_tables": "timeseries.errors",
    "timeseries.collecting.read_only": "timeseries.collecting.secret_tables",
    "timeseries.collectors.*": "timeseries.collecting.gathering timeseries.collecting.http_settings"
    " timeseries.collecting.moments timeseries.collecting.tagging timeseries.collecting.timetable"
    " timeseries.collecting.expressions timeseries.collecting.read_only",
    "timeseries.collecting.ledger": "timeseries.collecting.backoff timeseries.store",
    "timeseries.collecting.plan": "timeseries.collector timeseries.store"
    " timeseries.collecting.timetable",
    "timeseries.collecting.runner": "timeseries.collecting.ledger timeseries.collecting.plan"
    " timeseries.exact",
    "timeseries.collecting.clerk": "timeseries.collecting.ledger timeseries.collecting.plan"
    " timeseries.threads",
    "timeseries.collecting.worker": "timeseries.collecting.clerk timeseries.collecting.runner"
    " timeseries.ingest.pipeline",
    "timeseries.schedule": "timeseries.collecting.runner timeseries.ingest.pipeline",
    "timeseries.collecting.editing": "timeseries.collecting.durations timeseries.collecting.tagging"
    " timeseries.collecting.timetable timeseries.collector timeseries.store",
    "timeseries.collecting.described": "timeseries.collecting.durations timeseries.collecting.plan",
    "timeseries.collecting.trying": "timeseries.collecting.runner",
    "timeseries.collecting.permission": "timeseries.boundary timeseries.collector",
    "timeseries.collecting.doors": "timeseries.bodies timeseries.collecting.described"
    " timeseries.collecting.editing timeseries.collecting.permission timeseries.collecting.trying",
    "timeseries.collecting.forms": "timeseries.collecting.durations timeseries.collecting.tagging"
    " timeseries.collector timeseries.models",
    "timeseries.collecting.pages": "timeseries.collecting.doors timeseries.collecting.forms",
    "timeseries.management.command": "",
    "timeseries.management.commands.applyretention": "timeseries.management.command"
    " timeseries.sweeper",
    "timeseries.management.commands.checkstore": "timeseries.management.command"
    " timeseries.check timeseries.catalog",
    "timeseries.importing.source": "timeseries.timerange",
    "timeseries.importing.mapping": "timeseries.batch",
    "timeseries.importing.dialect": "timeseries.ingest.numbers",
    "timeseries.importing.format": "timeseries.importing.source timeseries.importing.mapping"
    " timeseries.importing.dialect"
    " timeseries.ingest.protocol",
    "timeseries.importing.times": "timeseries.importing.format timeseries.ingest.protocols.*",
    "timeseries.importing.stamps": "timeseries.importing.times",
    "timeseries.importing.layout": "timeseries.importing.mapping timeseries.ingest.protocols.*",
    "timeseries.importing.texts": "timeseries.batch timeseries.ingest.numbers",
    "timeseries.importing.frames": "timeseries.importing.layout timeseries.importing.stamps"
    " timeseries.importing.texts",
    "timeseries.importing.csv_columns": "timeseries.importing.frames",
    "timeseries.importing.csv_rows": "timeseries.importing.layout timeseries.importing.times",
    "timeseries.importing.formats.*": "timeseries.importing.csv_columns"
    " timeseries.importing.csv_rows timeseries.runs",
    "timeseries.importing.importer": "timeseries.importing.format timeseries.exact"
    " timeseries.catalog timeseries.state_texts",
    "timeseries.importing.checkpoint": "",
    "timeseries.importing.prometheus": "timeseries.importing.format timeseries.ingest.prometheus",
    "timeseries.importing.prometheus_server": "timeseries.importing.prometheus",
    "timeseries.progress": "",
    "timeseries.management.commands.importreadings": "timeseries.management.command"
    " timeseries.importing.importer"
    " timeseries.progress timeseries.importing.times timeseries.importing.checkpoint"
    " timeseries.threads",
    "timeseries.management.commands.importprometheus": "timeseries.management.command"
    " timeseries.importing.importer"
    " timeseries.importing.prometheus_server timeseries.importing.checkpoint timeseries.progress"
    " timeseries.threads",
    "timeseries.uploads.shelf": "timeseries.errors",
    "timeseries.uploads.asked": "timeseries.importing.format timeseries.importing.times",
    "timeseries.uploads.preview": "timeseries.uploads.asked",
    "timeseries.uploads.work": "timeseries.uploads.shelf timeseries.importing.importer"
    " timeseries.ingest.pipeline timeseries.threads",
    "timeseries.uploads.doors": "timeseries.uploads.asked timeseries.uploads.preview"
    " timeseries.uploads.work timeseries.boundary timeseries.bodies timeseries.door",
    "timeseries.uploads.pages": "timeseries.uploads.doors",
    "timeseries.urls": "timeseries.token_views timeseries.views timeseries.series_views"
    " timeseries.collecting.pages timeseries.uploads.pages",
    "timeseries.management.commands.rebuildrollups": "timeseries.management.command"
    " timeseries.exact timeseries.intervals"
    " timeseries.catalog timeseries.progress",
    "timeseries.management.commands.createtoken": "timeseries.management.command timeseries.tokens",
    "timeseries.static_files": "",
    "timeseries.catalogues": "",
    "timeseries.texts": "timeseries.catalogues timeseries.sentences",
    "timeseries.server": "",
    "timeseries.workers": "",
    "timeseries.management.commands.live": "timeseries.firstrun timeseries.server"
    " timeseries.static_files timeseries.texts timeseries.workers timeseries.store",
    # charts: from columns to pages
    "charts.labels": "timeseries.timerange",
    "charts.stacking": "",
    "charts.laying": "",
    "charts.choices": "timeseries.timerange",
    "charts.variables": "timeseries.selector",
    "charts.colors": "charts.choices charts.variables",
    "charts.panel_query": "charts.colors timeseries.formula",
    "charts.thresholds": "charts.choices",
    "charts.display": "charts.panel_query charts.thresholds",
    "charts.spec": "charts.display",
    "charts.kind": "charts.spec charts.stacking timeseries.registry",
    "charts.frame": "charts.kind",
    "charts.figures": "charts.stacking",
    "charts.cells": "charts.figures charts.kind",
    "charts.bins": "charts.stacking",
    "charts.localtime": "",
    "charts.kinds.line": "charts.frame",
    "charts.kinds.*": "charts.kinds.line charts.figures charts.cells charts.bins charts.localtime",
    "charts.by_column": "",
    "charts.plain_json": "",
    "charts.json_text": "",
    "charts.definition_fields": "charts.choices charts.kind charts.plain_json charts.variables",
    "charts.definition": "charts.definition_fields",
    "charts.dashboard_file": "charts.definition",
    "charts.grafana_marks": "",
    "charts.grafana_selectors": "charts.grafana_marks timeseries.promql.syntax"
    " timeseries.series_key",
    "charts.grafana_expressions": "charts.grafana_selectors charts.panel_query"
    " timeseries.promql.parser",
    "charts.grafana_queries": "charts.grafana_expressions charts.variables timeseries.selector",
    "charts.grafana_targets": "charts.definition charts.grafana_queries",
    "charts.grafana_display": "charts.definition charts.thresholds",
    "charts.grafana_overrides": "charts.colors charts.definition timeseries.series_key",
    "charts.grafana_panels": "charts.grafana_display charts.grafana_overrides"
    " charts.grafana_targets",
    "charts.yaml_text": "",
    "charts.grafana_variables": "charts.definition charts.grafana_queries",
    "charts.files.*": "charts.grafana_variables charts.dashboard_file charts.grafana_panels"
    " charts.json_text"
    " charts.yaml_text",
    "charts.merging": "charts.definition",
    "charts.folder": "charts.dashboard_file",
    "charts.models": "charts.definition_fields timeseries.models",
    "charts.migrations.*": "charts.models",
    "charts.apps": "",
    "charts.shipped": "",
    "charts.admin": "charts.models",
    "charts.plain": "charts.colors charts.stacking timeseries.timerange",
    "charts.preferences": "charts.models timeseries.timerange",
    "charts.substitution": "charts.variables",
    "charts.choosing": "charts.substitution timeseries.tag_values",
    "charts.repeating": "charts.models charts.substitution",
    "charts.seen": "charts.choosing charts.repeating",
    "charts.formulas": "charts.panel_query timeseries.formula",
    "charts.questions": "charts.formulas charts.kind timeseries.asked timeseries.models",
    "charts.spreading": "charts.kind timeseries.fold",
    "charts.curves": "charts.questions charts.spreading timeseries.formula_values",
    "charts.looks": "charts.curves",
    "charts.shifting": "timeseries.calendar_times timeseries.timerange",
    "charts.drawing": "charts.looks charts.models charts.labels charts.laying charts.plain",
    "charts.options": "charts.drawing charts.shifting timeseries.query",
    "charts.gallery": "charts.kind",
    "charts.stored": "charts.definition charts.models",
    "charts.history": "charts.stored",
    "charts.editing": "charts.history",
    "charts.drafts": "charts.editing charts.plain_json",
    "charts.units": "",
    "charts.vocabulary": "charts.units charts.kind timeseries.aggregates",
    "charts.importing": "charts.editing charts.dashboard_file",
    "charts.watched": "charts.editing charts.folder",
    "charts.watching": "charts.watched timeseries.threads",
    "charts.reconciling": "charts.watched charts.merging",
    "charts.editors": "timeseries.boundary",
    "charts.views.bodies": "charts.editing timeseries.answers",
    "charts.views.editing": "charts.views.bodies charts.editors timeseries.bodies",
    "charts.views.files": "charts.views.editing charts.importing timeseries.parameters",
    "charts.views.file_pages": "charts.importing charts.editing charts.watched",
    "charts.views.watched_pages": "charts.reconciling charts.yaml_text",
    "charts.views.drafts": "charts.views.editing charts.drafts",
    "charts.views.vocabulary": "charts.vocabulary timeseries.boundary",
    "charts.playlists": "charts.models",
    "charts.chromium": "timeseries.errors",
    "charts.report": "charts.chromium",
    "charts.snippets": "",
    "charts.views.languages": "timeseries.parameters",
    "charts.views.variables": "charts.seen charts.shipped charts.views.languages charts.editing"
    " timeseries.answers"
    " timeseries.boundary timeseries.parameters",
    "charts.views.preferences": "charts.preferences charts.editors timeseries.answers"
    " timeseries.bodies timeseries.boundary",
    "charts.views.page": "charts.editors charts.preferences timeseries.boundary",
    "charts.views.playlist_pages": "charts.views.page charts.playlists timeseries.answers",
    "charts.views.report": "charts.views.page charts.report charts.editing",
    "charts.views.cards": "charts.seen charts.shipped charts.models",
    "charts.views.*": "charts.views.cards charts.views.page charts.seen charts.snippets"
    " charts.shipped charts.views.languages"
    " charts.options charts.by_column charts.gallery charts.views.files timeseries.boundary"
    " timeseries.parameters timeseries.live.hub",
    "charts.series_forms": "timeseries.catalog",
    "charts.views.series_pages": "charts.views.page charts.series_forms"
    " charts.units timeseries.renaming timeseries.series_facts",
    "charts.urls": "charts.views.* charts.views.series_pages charts.views.file_pages"
    " charts.views.drafts"
    " charts.views.watched_pages charts.views.vocabulary charts.views.variables"
    " charts.views.preferences charts.views.playlist_pages charts.views.report",
    "charts.transport": "timeseries.asgi timeseries.registry",
    "charts.wishes": "timeseries.errors",
    "charts.outlet": "timeseries.asgi timeseries.eager timeseries.live.subscription",
    "charts.transports.*": "charts.transport charts.wishes charts.outlet timeseries.door"
    " timeseries.parameters timeseries.live.hub",
    "charts.newest": "charts.models timeseries.door timeseries.parameters timeseries.threads",
    "charts.routing": "charts.transport charts.newest",
    "charts.templatetags.*": "timeseries.sentences timeseries.texts",
    "charts.management.commands.*": "charts.options",
    # config: how it is put together
    "config.env": "timeseries.errors",
    "config.databases": "timeseries.errors",
    "config.connection": "timeseries.metrics",
    "config.settings": "config.env config.databases",
    "config.compression": "timeseries.compressing",
    "config.middleware": "",
    "config.urls": "",
    "config.guard": "timeseries.bodies",
    "config.joining": "",
    "config.staticfiles": "timeseries.compressing config.joining timeseries.asgi",
    "config.lifespan": "charts.kind charts.watching config.databases timeseries.asgi"
    " timeseries.live.hub timeseries.ingest.listener timeseries.schedule"
    " timeseries.corrections timeseries.lease timeseries.uploads.work timeseries.live.relay",
    "config.celery": "config.databases timeseries.collecting.worker",
    "config.beat": "timeseries.collecting.plan",
    "config.handler": "timeseries.asgi",
    "config.asgi": "config.guard config.handler config.staticfiles config.lifespan"
    " timeseries.ingest.door timeseries.views timeseries.promql.doors timeseries.uploads.doors"
    " charts.routing",
}
INSIDE_FUNCTIONS = {
    "charts.kind": "option",
    # Receivers can be registered only once Django has loaded the models.
    "timeseries.apps": "ready",
    # polars takes longer to load than all other libraries, and few ever export with it.
    "timeseries.export": "_long",
    # Babel takes long to load too, and only a changed catalogue needs it.
    "timeseries.texts": "_compile",
    "timeseries.uploads.preview": "_parquet_rows",
}


def _name(path: Path) -> str:
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


SOURCES = {
    _name(path): path
    for package in PACKAGES
    for path in sorted((ROOT / package).rglob("*.py"))
    if path.name != "__init__.py"
}


@cache
def _tree(module: str) -> ast.Module:
    return ast.parse(SOURCES[module].read_text(encoding="utf-8"))


def _row(module: str) -> str | None:
    """The row of the table that a module falls under."""
    folder = module.rpartition(".")[0] + ".*"
    return module if module in TABLE else folder if folder in TABLE else None


@cache
def _allowed(row: str) -> frozenset[str]:
    named = TABLE[row].split()
    return frozenset(named).union(*(_allowed(one) for one in named))


@cache
def _imported(module: str) -> frozenset[str]:
    """The modules of the house that a module imports, wherever the import stands."""
    return frozenset(_names(module))


def _names(module: str) -> Iterator[str]:
    for node in ast.walk(_tree(module)):
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            up = module.split(".")[: -node.level] if node.level else []
            base = ".".join([*up, *([node.module] if node.module else [])])
            names = [
                inner if (inner := f"{base}.{alias.name}") in SOURCES else base
                for alias in node.names
            ]
        else:
            continue
        yield from (name for name in names if name.partition(".")[0] in PACKAGES)


@pytest.mark.parametrize("module", SOURCES)
def test_a_module_has_a_row_in_the_table(module: str) -> None:
    assert _row(module), f"say in TABLE (and docs) what {module} may import"


@pytest.mark.parametrize("module", SOURCES)
def test_a_module_imports_only_what_its_row_allows(module: str) -> None:
    row = _row(module)
    assert row
    assert {_row(name) for name in _imported(module)} - {row} <= _allowed(row)


def test_every_row_stands_for_a_module_and_names_only_rows_above_it() -> None:
    rows = list(TABLE)
    assert {_row(module) for module in SOURCES} == set(rows)
    for place, row in enumerate(rows):
        assert set(TABLE[row].split()) <= set(rows[:place]), row


def test_no_implementation_imports_its_neighbour() -> None:
    for module in SOURCES:
        row = _row(module)
        if row and row.endswith(".*"):
            assert row not in {_row(name) for name in _imported(module)}, module


@pytest.mark.parametrize("module", [name for name in SOURCES if name.startswith("timeseries.")])
def test_timeseries_knows_nothing_of_charts_and_config(module: str) -> None:
    assert {name.partition(".")[0] for name in _imported(module)} <= {"timeseries"}


@pytest.mark.parametrize("module", SOURCES)
def test_imports_stand_at_the_top_and_not_inside_functions(module: str) -> None:
    inside = {
        function.name
        for function in ast.walk(_tree(module))
        if isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef)
        for node in ast.walk(function)
        if isinstance(node, ast.Import | ast.ImportFrom)
    }
    assert inside <= {INSIDE_FUNCTIONS.get(module)}


def test_packages_export_nothing_of_their_own() -> None:
    packages = [path for package in PACKAGES for path in (ROOT / package).rglob("__init__.py")]
    assert [path for path in packages if path.read_text(encoding="utf-8").strip()] == []
