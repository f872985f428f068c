// Watches the frames of a page from now on; `scrolled()` answers with the ms from each to the next.
() => {
  const frames = [];
  let last;
  const note = (now) => {
    if (last !== undefined) frames.push(now - last);
    last = now;
    requestAnimationFrame(note);
  };
  requestAnimationFrame(note);
  window.scrolled = () => frames;
}
