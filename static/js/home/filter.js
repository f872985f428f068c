/** Which cards are seen: by the words of the search, a folder and tags. It stands in the address. */

import { h, must } from "../dom.js";
import { t } from "../i18n.js";

/**
 * @typedef {{title: string, description: string, shown_title?: string, shown_description?: string,
 *   folder: string, tags: string[]}} Known
 * @typedef {{search: string, folder: string, tags: string[]}} Wanted
 */

/** @param {Known} dashboard @param {Wanted} wanted */
export function fits(dashboard, { search, folder, tags }) {
  const { title, description, shown_title = "", shown_description = "", folder: own, tags: has } = dashboard;
  const said = [title, description, shown_title, shown_description, own, ...has];
  const text = said.join(" ").toLowerCase();
  const words = search.toLowerCase().split(/\s+/).filter(Boolean);
  const inFolder = !folder || own === folder || own.startsWith(`${folder}/`);
  return inFolder && words.every((word) => text.includes(word)) && tags.every((tag) => has.includes(tag));
}

/** @returns {Wanted} */
export function wantedIn(search) {
  const params = new URLSearchParams(search);
  return {
    search: params.get("search") ?? "",
    folder: params.get("folder") ?? "",
    tags: params.getAll("tag"),
  };
}

export class Filter {
  #input = document.querySelector("#search");
  #chips = must("#filters");
  #onChange;

  /** @param {() => void} onChange */
  constructor(onChange) {
    this.#onChange = onChange;
    this.wanted = wantedIn(location.search);
    if (!this.#input) return;
    this.#input.value = this.wanted.search;
    this.#input.addEventListener("input", () => this.#set({ search: this.#input.value }));
  }

  #set(change) {
    this.wanted = { ...this.wanted, ...change };
    const address = new URL(location.href);
    for (const name of ["search", "folder", "tag"]) address.searchParams.delete(name);
    const { search, folder, tags } = this.wanted;
    if (search) address.searchParams.set("search", search);
    if (folder) address.searchParams.set("folder", folder);
    for (const tag of tags) address.searchParams.append("tag", tag);
    history.replaceState(history.state, "", address);
    this.#onChange();
  }

  /** What there is to choose from. @param {Known[]} dashboards */
  offer(dashboards) {
    const folders = [...new Set(dashboards.flatMap(({ folder }) => pathsOf(folder)))].sort();
    const tags = [...new Set(dashboards.flatMap(({ tags: has }) => has))].sort();
    this.#chips.hidden = !folders.length && !tags.length;
    this.#chips.replaceChildren(
      ...folders.map((folder) => this.#chip(`folder ${folder}`, "folder", folder, () => this.#folder(folder), this.wanted.folder === folder)),
      ...tags.map((tag) => this.#chip(`tag ${tag}`, "tag", tag, () => this.#tag(tag), this.wanted.tags.includes(tag))),
    );
  }

  #chip(key, icon, text, onclick, pressed) {
    return h(
      "button",
      {
        type: "button",
        class: "filter",
        "data-filter": key,
        "aria-pressed": String(pressed),
        title: icon === "folder" ? t("Only the folder {name}", { name: text }) : t("Only the tag {name}", { name: text }),
        onclick,
      },
      h("span", { class: `icon icon-${icon}`, "aria-hidden": "true" }),
      text,
    );
  }

  #folder(folder) {
    this.#set({ folder: this.wanted.folder === folder ? "" : folder });
    this.#focus(`folder ${folder}`);
  }

  #tag(tag) {
    const { tags } = this.wanted;
    this.#set({ tags: tags.includes(tag) ? tags.filter((one) => one !== tag) : [...tags, tag] });
    this.#focus(`tag ${tag}`);
  }

  #focus(key) {
    this.#chips.querySelector(`[data-filter="${CSS.escape(key)}"]`)?.focus();
  }
}

/** House/Cellar lies in House too. */
function pathsOf(folder) {
  const parts = folder ? folder.split("/") : [];
  return parts.map((_, at) => parts.slice(0, at + 1).join("/"));
}
