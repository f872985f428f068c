// All else of ECharts, for the charts that ask for it.
// docs/development.md says how it is built.

import { use } from "echarts/lib/extension.js";
import { install as RadarChart } from "echarts/lib/chart/radar/install.js";
import { install as MapChart } from "echarts/lib/chart/map/install.js";
import { install as TreeChart } from "echarts/lib/chart/tree/install.js";
import { install as TreemapChart } from "echarts/lib/chart/treemap/install.js";
import { install as GraphChart } from "echarts/lib/chart/graph/install.js";
import { install as ChordChart } from "echarts/lib/chart/chord/install.js";
import { install as FunnelChart } from "echarts/lib/chart/funnel/install.js";
import { install as ParallelChart } from "echarts/lib/chart/parallel/install.js";
import { install as SankeyChart } from "echarts/lib/chart/sankey/install.js";
import { install as BoxplotChart } from "echarts/lib/chart/boxplot/install.js";
import { install as EffectScatterChart } from "echarts/lib/chart/effectScatter/install.js";
import { install as LinesChart } from "echarts/lib/chart/lines/install.js";
import { install as PictorialBarChart } from "echarts/lib/chart/bar/installPictorialBar.js";
import { install as ThemeRiverChart } from "echarts/lib/chart/themeRiver/install.js";
import { install as SunburstChart } from "echarts/lib/chart/sunburst/install.js";
import { install as PolarComponent } from "echarts/lib/component/polar/install.js";
import { install as RadarComponent } from "echarts/lib/component/radar/install.js";
import { install as GeoComponent } from "echarts/lib/component/geo/install.js";
import { install as SingleAxisComponent } from "echarts/lib/component/singleAxis/install.js";
import { install as ParallelComponent } from "echarts/lib/component/parallel/install.js";
import { install as CalendarComponent } from "echarts/lib/component/calendar/install.js";
import { install as MatrixComponent } from "echarts/lib/component/matrix/install.js";
import { install as GraphicComponent } from "echarts/lib/component/graphic/install.js";
import { install as ToolboxComponent } from "echarts/lib/component/toolbox/install.js";
import { install as BrushComponent } from "echarts/lib/component/brush/install.js";
import { install as TimelineComponent } from "echarts/lib/component/timeline/install.js";
import { install as DataZoomComponent } from "echarts/lib/component/dataZoom/install.js";
import { install as ThumbnailComponent } from "echarts/lib/component/thumbnail/install.js";
import { install as TransformComponent } from "echarts/lib/component/transform/install.js";
import { installUniversalTransition as UniversalTransition } from "echarts/lib/animation/universalTransition.js";
import { installAxisBreak as AxisBreak } from "echarts/lib/component/axis/installBreak.js";
import { installScatterJitter as ScatterJitter } from "echarts/lib/chart/scatter/install.js";

use([
  RadarChart,
  MapChart,
  TreeChart,
  TreemapChart,
  GraphChart,
  ChordChart,
  FunnelChart,
  ParallelChart,
  SankeyChart,
  BoxplotChart,
  EffectScatterChart,
  LinesChart,
  PictorialBarChart,
  ThemeRiverChart,
  SunburstChart,
  PolarComponent,
  RadarComponent,
  GeoComponent,
  SingleAxisComponent,
  ParallelComponent,
  CalendarComponent,
  MatrixComponent,
  GraphicComponent,
  ToolboxComponent,
  BrushComponent,
  TimelineComponent,
  DataZoomComponent,
  ThumbnailComponent,
  TransformComponent,
  UniversalTransition,
  AxisBreak,
  ScatterJitter,
]);
