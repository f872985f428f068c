/** Begins editing a dashboard on its page. */

import { get } from "../api.js";
import { must } from "../dom.js";
import { t } from "../i18n.js";
import { watch } from "../newer.js";
import { BoardEdit } from "./boardedit.js";
import { seeBoth } from "./conflict.js";
import { confirm, note } from "./dialog.js";
import { EditBar } from "./editbar.js";
import { placed } from "./problems.js";
import { Session } from "./session.js";
import { editSettings } from "./settings.js";

const TEXT = "input:not([type=checkbox], [type=radio], [type=color]), textarea";

/**
 * @param {{slug: string, board: object, source: object, may: {delete: boolean}}}
 *   page
 * @returns {Promise<{newer: (version: number) => void} & Record<"key" | "add" | "duplicate" |
 *   "publish" | "settings", () => void>>} what the page does from now on. Raises ApiError.
 */
export async function startEditing({ slug, board, source, may }) {
  const [session, offered] = await Promise.all([Session.open(slug), get("/api/kinds")]);
  const edit = new BoardEdit(session, { board, source, panels: board.panels, offered });
  const on = actions(session, edit, may);
  const bar = new EditBar(session, on, `/d/${slug}/versions/`);
  must("main").prepend(bar.element);
  document.body.classList.add("edits");
  document.addEventListener("keydown", (event) => undoKey(event, session));
  addEventListener("pagehide", () => session.leave());
  addEventListener("beforeunload", (event) => session.isTooLargeToLeave && event.preventDefault());
  return {
    newer: (version) => newer(session, version),
    key: () => edit.focused && edit.open(edit.focused),
    add: () => edit.editor.key || edit.add(),
    duplicate: () => edit.focused && edit.duplicate(edit.focused),
    publish: () => session.keeper.state === "clean" || on.publish(),
    settings: on.settings,
  };
}

function actions(session, edit, may) {
  return {
    add: () => edit.add(),
    settings: () => settings(session, may),
    publish: () => publish(session, edit),
    discard: () => discard(session),
    mine: () => (session.keeper.state === "elsewhere" ? session.keepMine() : session.rebase()),
    theirs: () => takeTheirs(session),
    both: () => seeBoth(session),
  };
}

async function settings(session, may) {
  const { dashboards } = await get("/api/dashboards");
  const folders = [...new Set(dashboards.map(({ folder }) => folder).filter(Boolean))].sort();
  await editSettings(session, { mayDelete: may.delete, folders });
}

async function publish(session, edit) {
  // Its address may be another one from then on.
  watch(false);
  try {
    const { slug } = await session.publish();
    leave(slug);
  } catch (error) {
    watch(true);
    if (error.data?.code === "conflict") {
      session.outdated({ version: error.data.version, author: "" });
      return;
    }
    session.keeper.problems = error.data?.problems ?? [];
    tellProblem(session, edit, error);
  }
}

/** Where it has to be mended first: in its panel, or here. */
function tellProblem(session, edit, error) {
  const [first] = session.keeper.problems.map(placed);
  const panel = first && first.panel !== null && session.draft.panels[first.panel];
  if (!panel) {
    note(t("Not published: {reason}", { reason: error.message }));
    return;
  }
  if (edit.editor.key !== panel.key) edit.open(panel.key);
  edit.editor.tell();
  edit.editor.element.querySelector('[aria-invalid="true"]')?.focus();
  note(t("Not published: something is still missing in {title}.", { title: panel.title || t("this panel") }));
}

async function discard(session) {
  if (session.keeper.state !== "clean") {
    const text = t("What you have changed since you began is lost.");
    if (!(await confirm(t("Discard the draft?"), text, t("Discard")))) return;
    await session.discard();
  }
  leave(session.slug);
}

async function takeTheirs(session) {
  if (session.keeper.state === "elsewhere") session.keeper.stop();
  else await session.discard();
  location.reload();
}

/** The same page without editing, with the range that it shows. */
function leave(slug) {
  const address = new URL(location.href);
  address.pathname = `/d/${slug}/`;
  address.searchParams.delete("edit");
  location.assign(address);
}

async function newer(session, version) {
  if (version <= session.newest.version) return;
  const { version: found, author } = await get(`/api/dashboards/${session.slug}/draft`);
  session.outdated({ version: found, author });
}

/** The browser undoes what is typed into a field that is seen. */
const isTyped = (target) => target.matches?.(TEXT) && target.checkVisibility();

function undoKey(event, session) {
  const isOurs = (event.ctrlKey || event.metaKey) && !event.altKey && !isTyped(event.target);
  const key = event.key.toLowerCase();
  if (!isOurs || (key !== "z" && key !== "y")) return;
  event.preventDefault();
  if (key === "y" || event.shiftKey) session.redo();
  else session.undo();
}
