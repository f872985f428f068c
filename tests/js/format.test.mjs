import assert from "node:assert/strict";
import { test } from "node:test";

import {
  axisFormatter,
  formatChange,
  formatCount,
  formatValue,
  resolveFormatters,
} from "../../static/js/format.js";

const VALUES = [
  [1331439861.3, "B/s", "1.24 GiB/s"],
  [1026048, "B/s", "0.979 MiB/s"],
  [0, "B", "0 B"],
  [512, "B", "512 B"],
  [41.26, "%", "41.3%"],
  [65, "%", "65.0%"],
  [100, "%", "100%"],
  [0.02, "%", "0.0200%"],
  [21.4, "°C", "21.4 °C"],
  [-2.1, "°C", "−2.1 °C"],
  [371.5, "ppm", "371.5 ppm"],
  [1234, "count", "1,234"],
  [1234567, "count", "1.23 M"],
  [2.58, "", "2.58"],
  [123.5, "", "123.5"],
  [12.345, "", "12.35"],
  [0.5617, "", "0.562"],
  [1234.5, "", "1,235"],
  [7, "", "7"],
  [0.0012, "s", "1.20 ms"],
  [90, "s", "1.50 min"],
  [250, "ms", "250 ms"],
  [90, "min", "1.50 h"],
  [0.5, "d", "12.0 h"],
  [2_500_000, "bit/s", "2.50 Mbit/s"],
  [1e-9, "", "1.00e-9"],
  [999.99, "count", "1,000"],
  [null, "%", "–"],
  [undefined, "", "–"],
  [NaN, "B", "–"],
];

for (const [value, unit, text] of VALUES) {
  test(`${value} in ${unit || "no unit"} is written ${text}`, () => {
    assert.equal(formatValue(value, unit), text);
  });
}

test("the labels of an axis share scale and decimals", () => {
  const label = axisFormatter([0, 0.5, 1, 1.5], "°C");
  assert.deepEqual([0, 0.5, 1].map(label), ["0", "0.5 °C", "1.0 °C"]);
});

test("the labels of a byte axis are round in powers of two", () => {
  const step = 512 * 1024 ** 2;
  const label = axisFormatter([0, step, 2 * step, 3 * step, 4 * step], "B");
  assert.deepEqual([0, step, 2 * step].map(label), ["0", "0.5 GiB", "1.0 GiB"]);
});

test("a change carries its sign", () => {
  assert.equal(formatChange(1.2, "°C"), "+1.2 °C");
  assert.equal(formatChange(-1.2, "°C"), "−1.2 °C");
});

test("counts have their thousands separated", () => {
  assert.equal(formatCount(1234567), "1,234,567");
});

test("formatter names become functions wherever they are", () => {
  const option = {
    yAxis: [{ axisLabel: { formatter: "format:value:%" } }],
    title: "format of things",
  };
  const resolved = resolveFormatters(option);
  assert.equal(resolved.yAxis[0].axisLabel.formatter(12.34), "12.3%");
  assert.equal(resolved.title, "format of things");
});

test("a formatter takes what ECharts gives to labels", () => {
  const { formatter } = resolveFormatters({ formatter: "format:value:B" });
  assert.equal(formatter({ value: [1700000000000, 2048] }), "2.00 KiB");
});

test("an unknown formatter name stays as it is", () => {
  assert.deepEqual(resolveFormatters({ formatter: "format:nothing" }), {
    formatter: "format:nothing",
  });
});

test("money is written as its currency is, and shortened when it is a lot", () => {
  assert.equal(formatValue(1234.5, "EUR"), "€1,234.50");
  assert.equal(formatValue(-3, "USD", 0), "−$3");
  assert.equal(formatValue(23_456_789, "EUR"), "€23.46M");
});

test("parts of one are hundredths, and a panel's decimals hold", () => {
  assert.equal(formatValue(0.413, "percent 0-1"), "41.3%");
  assert.equal(axisFormatter([0, 0.5, 1], "percent 0-1")(0.5), "50%");
  assert.equal(formatValue(1.23456, "V", 3), "1.235 V");
  assert.equal(axisFormatter([0, 1, 2], "V", 2)(1), "1.00 V");
  assert.equal(formatValue(1_234_567, "none"), "1,234,567");
});

test("a time since 1970 is written as one", () => {
  assert.match(formatValue(1700000000, "datetime s"), /2023/);
  assert.equal(
    formatValue(1700000000, "datetime s"),
    formatValue(1700000000000, "datetime ms"),
  );
  assert.equal(axisFormatter([0, 1], "datetime ms")(1), formatValue(1, "datetime ms"));
});
