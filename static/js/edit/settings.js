/** What a dashboard is called, where it belongs, and what it shows at first. */

import { send } from "../api.js";
import { h } from "../dom.js";
import { t } from "../i18n.js";
import { watch } from "../newer.js";
import { inLanguage } from "../sentences.js";
import { ask, confirm } from "./dialog.js";
import { changed } from "./draft.js";
import { longField, textField, wordsField } from "./fields.js";
import { variablesField } from "./variablesfield.js";

/**
 * The settings go into the draft, and are published with it.
 * @param {import("./session.js").Session} session
 * @param {{mayDelete: boolean, folders: string[]}} how
 */
export function editSettings(session, { mayDelete, folders }) {
  let fields = {};
  const { draft } = session;
  const put = (name) => (value) => (fields = { ...fields, [name]: value });
  const field = (name) => ({ at: name, value: draft[name], onInput: put(name) });
  return ask({
    title: t("Settings of the dashboard"),
    submit: t("Apply"),
    wide: true,
    fields: [
      textField({ ...field("title"), label: t("Title"), most: 200 }),
      textField({ ...field("slug"), label: t("Address, after /d/"), most: 100 }),
      longField({ ...field("description"), label: t("Description"), rows: 2 }),
      textField({ ...field("folder"), label: t("Folder"), placeholder: t("such as House/Cellar"), list: "folders" }),
      wordsField({ ...field("tags"), label: t("Tags, with commas between them") }),
      textField({ ...field("start"), label: t("Range from"), placeholder: "now-1h" }),
      textField({ ...field("end"), label: t("Range to"), placeholder: "now" }),
      textField({ ...field("zone"), label: t("Time zone"), placeholder: t("that of the viewer"), list: "zones" }),
      variablesField(field("variables")),
      h("datalist", { id: "folders" }, ...folders.map((folder) => h("option", { value: folder }))),
    ],
    more: mayDelete ? [deleteButton(session)] : [],
    onSubmit: () => applied(session, fields),
  });
}

/** Into the draft; what is wrong with it is said in the form, and it stays open. */
async function applied(session, fields) {
  session.change((draft) => changed(draft, fields));
  await session.keeper.flush();
  const own = session.keeper.problems.filter(({ at }) => !at.startsWith("panels"));
  if (own.length) throw Object.assign(new Error(inLanguage(own[0].reason)), { data: { problems: own } });
}

function deleteButton(session) {
  const onclick = async () => {
    const text = t("It goes with its panels and all its versions, for everybody.");
    const title = t("Delete {title}?", { title: session.draft.title });
    if (!(await confirm(title, text, t("Delete the dashboard")))) return;
    session.keeper.stop();
    watch(false);
    await send("DELETE", `/api/dashboards/${session.slug}`, undefined, { match: "*" });
    location.assign("/");
  };
  return h("button", { type: "button", class: "button button-critical box-left", onclick }, t("Delete"));
}
