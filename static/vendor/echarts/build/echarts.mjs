// What nearly every page draws with.
// docs/development.md says how it is built.

export { init } from "echarts/lib/core/echarts.js";
import { use } from "echarts/lib/extension.js";
import { install as BarChart } from "echarts/lib/chart/bar/install.js";
import { install as CandlestickChart } from "echarts/lib/chart/candlestick/install.js";
import { install as CustomChart } from "echarts/lib/chart/custom/install.js";
import { install as GaugeChart } from "echarts/lib/chart/gauge/install.js";
import { install as HeatmapChart } from "echarts/lib/chart/heatmap/install.js";
import { install as LineChart } from "echarts/lib/chart/line/install.js";
import { install as PieChart } from "echarts/lib/chart/pie/install.js";
import { install as ScatterChart } from "echarts/lib/chart/scatter/install.js";
import { install as AriaComponent } from "echarts/lib/component/aria/install.js";
import { install as AxisPointerComponent } from "echarts/lib/component/axisPointer/install.js";
import { install as DatasetComponent } from "echarts/lib/component/dataset/install.js";
import { install as GridComponent } from "echarts/lib/component/grid/install.js";
import { install as LegendComponent } from "echarts/lib/component/legend/install.js";
import { install as MarkAreaComponent } from "echarts/lib/component/marker/installMarkArea.js";
import { install as MarkLineComponent } from "echarts/lib/component/marker/installMarkLine.js";
import { install as MarkPointComponent } from "echarts/lib/component/marker/installMarkPoint.js";
import { install as TitleComponent } from "echarts/lib/component/title/install.js";
import { install as TooltipComponent } from "echarts/lib/component/tooltip/install.js";
import { install as VisualMapComponent } from "echarts/lib/component/visualMap/install.js";
import { install as CanvasRenderer } from "echarts/lib/renderer/installCanvasRenderer.js";
import { install as SVGRenderer } from "echarts/lib/renderer/installSVGRenderer.js";
import { installLabelLayout as LabelLayout } from "echarts/lib/label/installLabelLayout.js";
import { installLegacyGridContainLabel as LegacyGridContainLabel } from "echarts/lib/coord/cartesian/legacyContainLabel.js";

use([
  BarChart,
  CandlestickChart,
  CustomChart,
  GaugeChart,
  HeatmapChart,
  LineChart,
  PieChart,
  ScatterChart,
  AriaComponent,
  AxisPointerComponent,
  DatasetComponent,
  GridComponent,
  LegendComponent,
  MarkAreaComponent,
  MarkLineComponent,
  MarkPointComponent,
  TitleComponent,
  TooltipComponent,
  VisualMapComponent,
  CanvasRenderer,
  SVGRenderer,
  LabelLayout,
  LegacyGridContainLabel,
]);
