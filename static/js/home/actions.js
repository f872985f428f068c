/** What can be done with dashboards on the first page; the list is then asked for again. */

import { dashboardUrl, send } from "../api.js";
import { h, icon } from "../dom.js";
import { ask, confirm, note } from "../edit/dialog.js";
import { textField, wordsField } from "../edit/fields.js";
import { t } from "../i18n.js";
import { menuButton } from "../menu.js";

/** What its card says. */
const shownTitle = ({ title, shown_title: shown }) => shown ?? title;

/** Said before the server is asked. Raises an error as it does. */
function titleOf({ title = "" }) {
  if (title.trim()) return title;
  const problems = [{ at: "title", reason: t("A dashboard needs a title.") }];
  throw Object.assign(new Error(problems[0].reason), { data: { problems } });
}

export class Actions {
  /**
   * @param {{may: {add: boolean, change: boolean, delete: boolean}, signedIn: boolean,
   *   folders: () => string[], refresh: (slug?: string) => Promise<void>}} page `refresh` shows
   *   the list anew, with the focus on a dashboard
   */
  constructor({ may, signedIn, folders, refresh }) {
    this.may = may;
    this.signedIn = signedIn;
    this.folders = folders;
    this.refresh = refresh;
  }

  /** The buttons of a card; none for those who may do nothing. */
  toolsOf(dashboard) {
    const tools = h("div", { class: "card-tools" });
    if (this.signedIn) tools.append(this.#star(dashboard));
    const items = this.#items(dashboard);
    if (items.length) tools.append(menuButton(t("Menu of {title}", { title: shownTitle(dashboard) }), () => items));
    return tools;
  }

  #star(dashboard) {
    const { slug, starred } = dashboard;
    const title = shownTitle(dashboard);
    const label = starred ? t("Take the star from {title}", { title }) : t("Star {title}", { title });
    const button = h(
      "button",
      {
        type: "button",
        class: "tool star",
        title: label,
        "aria-label": label,
        "aria-pressed": String(starred),
        onclick: () => {
          button.setAttribute("aria-pressed", String(!starred));
          this.#run(() => send(starred ? "DELETE" : "PUT", `${dashboardUrl(slug)}/star`), slug);
        },
      },
      icon("star"),
    );
    return button;
  }

  #items(dashboard) {
    const { slug } = dashboard;
    const { add, change, delete: remove } = this.may;
    return [
      change && { label: t("Edit"), icon: "pencil", href: `/d/${slug}/?edit` },
      change && { label: t("Rename"), icon: "text", onclick: () => this.rename(dashboard) },
      change && { label: t("Folder and tags"), icon: "folder-input", onclick: () => this.move(dashboard) },
      add && { label: t("Duplicate"), icon: "copy", onclick: () => this.duplicate(dashboard) },
      remove && { label: t("Delete"), icon: "trash-2", onclick: () => this.remove(dashboard) },
    ].filter(Boolean);
  }

  /** Do it, then show what there is; what is refused is said. */
  async #run(act, slug) {
    try {
      await act();
    } catch (error) {
      note(error.message);
    }
    await this.refresh(slug);
  }

  async make() {
    let fields = {};
    const put = (name) => (value) => (fields = { ...fields, [name]: value });
    const made = await ask({
      title: t("New dashboard"),
      submit: t("Make it"),
      fields: [
        textField({ at: "title", label: t("Title"), wide: true, most: 200, onInput: put("title") }),
        textField({ at: "folder", label: t("Folder"), wide: true, list: "folders", placeholder: t("none, or such as House/Cellar"), onInput: put("folder") }),
        this.#folderList(),
      ],
      onSubmit: async () => {
        titleOf(fields);
        return send("POST", "/api/dashboards", fields);
      },
    });
    if (made) location.assign(`/d/${made.slug}/?edit`);
  }

  async rename(dashboard) {
    const { slug, title, version } = dashboard;
    let name = title;
    const done = await ask({
      title: t("Rename {title}", { title: shownTitle(dashboard) }),
      submit: t("Rename"),
      fields: [
        textField({ at: "title", label: t("Title"), wide: true, most: 200, value: title, onInput: (value) => (name = value) }),
      ],
      onSubmit: async () => send("PATCH", dashboardUrl(slug), { version, title: titleOf({ title: name }) }),
    });
    if (done) await this.refresh(slug);
  }

  async move(dashboard) {
    const { slug, version, folder, tags } = dashboard;
    const title = shownTitle(dashboard);
    let fields = {};
    const put = (name) => (value) => (fields = { ...fields, [name]: value });
    const done = await ask({
      title: t("Folder and tags of {title}", { title }),
      submit: t("Move"),
      fields: [
        textField({ at: "folder", label: t("Folder"), wide: true, list: "folders", placeholder: t("none, or such as House/Cellar"), value: folder, onInput: put("folder") }),
        wordsField({ at: "tags", label: t("Tags, with commas between them"), wide: true, value: tags, onInput: put("tags") }),
        this.#folderList(),
      ],
      onSubmit: () => send("PATCH", dashboardUrl(slug), { version, ...fields }),
    });
    if (done) await this.refresh(slug);
  }

  #folderList() {
    const options = this.folders().map((folder) => h("option", { value: folder }));
    return h("datalist", { id: "folders" }, ...options);
  }

  async duplicate({ slug }) {
    let copy = slug;
    await this.#run(async () => {
      copy = (await send("POST", `${dashboardUrl(slug)}/duplicate`)).slug;
    });
    await this.refresh(copy);
  }

  async remove(dashboard) {
    const { slug, version } = dashboard;
    const title = shownTitle(dashboard);
    const text = t("It goes with its panels and all its versions, for everybody.");
    if (!(await confirm(t("Delete {title}?", { title }), text, t("Delete the dashboard")))) return;
    await this.#run(() => send("DELETE", dashboardUrl(slug), undefined, { match: String(version) }));
  }
}
