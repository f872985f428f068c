/**
 * The panel that has the focus, or whose place in a grid that is edited has it; the only one has it
 * always.
 * @param {import("./panel.js").Panel[]} panels
 * @returns {import("./panel.js").Panel | null}
 */
export function focusedPanel(panels) {
  if (panels.length === 1) return panels[0];
  const element = document.activeElement?.closest("[data-panel-id], .grid-stack-item");
  return panels.find((one) => element?.contains(one.element)) ?? null;
}
