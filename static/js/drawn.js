/** Tells whoever waits for it (a playlist, a report) that all panels of the page are drawn. */

const LOOK = 100;
/** What is drawn takes a few frames after its readings have come. */
const SETTLED = 300;

/** @param {() => Array<{element: HTMLElement}>} panels */
export function tellWhenDrawn(panels) {
  const look = () => {
    const isWaiting = panels().some(({ element }) => element.dataset.state === "loading");
    if (isWaiting) setTimeout(look, LOOK);
    else setTimeout(() => document.documentElement.setAttribute("data-drawn", ""), SETTLED);
  };
  look();
}
