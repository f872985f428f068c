/** ECharts' `zlevel`: what moves along with time has canvases of its own. */

export const CURVES = 1;
export const TIMES = 2;
