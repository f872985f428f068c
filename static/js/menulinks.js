/** Links of the dashboard's menu that go on with what the address says: range, zone, variables. */

export function wireMenuLinks() {
  for (const link of document.querySelectorAll("a[data-with-range]"))
    link.addEventListener("click", () => (link.search = location.search));
}
