/** What is edited: the draft, its undo stack, and its keeping on the server. */

import { ApiError, dashboardUrl, get, send } from "../api.js";
import { t } from "../i18n.js";
import { inLanguage } from "../sentences.js";
import { definitionOf, opened } from "./draft.js";
import { DraftKeeper } from "./keeper.js";
import { keepUndo, takeUndo } from "./keptundo.js";
import { UndoStack } from "./undo.js";

const address = (slug) => `${dashboardUrl(slug)}/draft`;

/** A browser sends so much even when the page goes. */
const ALIVE = 60_000;
const alive = (definition) => ({ keepalive: JSON.stringify(definition).length < ALIVE });

/** A token has no name. */
const named = ({ version, author }) => ({ version, author: author === "token" ? t("A program") : author });

const sentenceOf = ({ at, reason }) => `${at}: ${inLanguage(reason)}`;

export class Session {
  #listeners = new Set();
  #isOver = false;

  /** @param {string} slug of the dashboard @param {object} kept as the server answers it */
  constructor(slug, { draft, published, version, author }) {
    this.slug = slug;
    this.published = published;
    /** The version that the draft changes. */
    this.version = draft?.version ?? version;
    /** The newest that there is, and who made it. */
    this.newest = named({ version, author });
    this.stack = new UndoStack(opened(draft?.definition ?? published));
    takeUndo(slug, this.stack);
    this.keeper = new DraftKeeper({
      send: (definition, number) =>
        send("PUT", address(slug), { version: this.version, number, definition }, alive(definition)),
      number: draft?.number,
      at: draft?.at ?? null,
      onState: () => this.#tell(false),
    });
  }

  /** Raises ApiError. */
  static async open(slug) {
    return new Session(slug, await get(address(slug)));
  }

  /** @returns {import("./draft.js").Draft} */
  get draft() {
    return this.stack.state;
  }

  /** Whether something would be lost if the page went now. */
  get isTooLargeToLeave() {
    return this.keeper.isAhead && !alive(definitionOf(this.draft)).keepalive;
  }

  get isOutdated() {
    return this.newest.version !== this.version;
  }

  /** @param {(draftChanged: boolean) => void} listener */
  listen(listener) {
    this.#listeners.add(listener);
  }

  #tell(draftChanged) {
    for (const listener of this.#listeners) listener(draftChanged);
  }

  /**
   * @param {(draft: import("./draft.js").Draft) => import("./draft.js").Draft} change
   * @param {string} [part] as in `UndoStack.push`
   */
  change(change, part) {
    const changed = change(this.draft);
    if (changed === this.draft) return;
    this.stack.push(changed, part);
    this.#changed();
  }

  undo() {
    if (this.stack.undo()) this.#changed();
  }

  redo() {
    if (this.stack.redo()) this.#changed();
  }

  #changed() {
    this.keeper.note(definitionOf(this.draft));
    this.#tell(true);
  }

  /** Somebody has published a newer version. */
  outdated(newest) {
    this.newest = named(newest);
    this.#tell(false);
  }

  /** Go on from the newest version: publishing writes over it. */
  rebase() {
    this.version = this.newest.version;
    this.#changed();
  }

  /** The page goes, and may come back. */
  async leave() {
    if (!this.#isOver) keepUndo(this.slug, this.stack);
    await this.keeper.flush();
  }

  /** With nothing to go back to. */
  #end() {
    this.#isOver = true;
    keepUndo(this.slug, new UndoStack(this.draft));
    this.keeper.stop();
  }

  /** Make it the dashboard. Raises ApiError. @returns {Promise<object>} its definition */
  async publish() {
    await this.keeper.flush();
    const { problems } = this.keeper;
    if (problems.length) throw new ApiError(sentenceOf(problems[0]), 422, { problems });
    const body = { version: this.version, definition: definitionOf(this.draft) };
    const published = await send("POST", address(this.slug), body);
    this.#end();
    return published;
  }

  /** Raises ApiError. */
  async discard() {
    this.#end();
    await send("DELETE", address(this.slug));
  }

  /** Write over the draft that the same user has saved elsewhere. */
  async keepMine() {
    const { draft } = await get(address(this.slug));
    await this.keeper.overwrite(draft?.number ?? 0);
  }
}
