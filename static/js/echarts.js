/**
 * ECharts, loaded beside the page's own modules: what a page asks the server for need not wait
 * until so much is read.
 */

let library = null;

/** Ends when charts can be drawn. @type {Promise<void>} */
export const loading = import("../vendor/echarts/echarts.js").then((loaded) => {
  library = loaded;
});

/** Whether charts can be drawn. */
export const isLoaded = () => library !== null;

/** Make a chart, as ECharts' `init` does. */
export const init = (...given) => library.init(...given);
