/** Cursors are the numbers of commits as text: they may be larger than a number holds exactly. */

/** Whether cursor `a` comes before `b`. */
export const isEarlier = (a, b) => a.length < b.length || (a.length === b.length && a < b);
