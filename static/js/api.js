/** Requests to the server. Every failure is an `ApiError` whose message is one sentence. */

import { t } from "./i18n.js";
import { inLanguage } from "./sentences.js";

export class ApiError extends Error {
  /**
   * @param {string} message
   * @param {number} status 0 when no answer came
   * @param {any} data what the answer holds besides the sentence, such as `problems`
   */
  constructor(message, status = 0, data = {}) {
    super(message);
    this.name = "ApiError";
    this.status = status;
    this.data = data;
  }
}

/** Whether a failure is only that the page no longer wants the answer. */
export const isAbort = (error) => error?.name === "AbortError";

/**
 * @param {string} path
 * @param {Record<string, string | number | Array<string | number> | undefined>} params
 */
export function url(path, params = {}) {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(params)) {
    if (value === undefined || value === "") continue;
    for (const one of [value].flat()) query.append(name, String(one));
  }
  const text = query.toString();
  return text ? `${path}?${text}` : path;
}

/** Where a dashboard is read and written. @param {string} slug */
export const dashboardUrl = (slug) => `/api/dashboards/${encodeURIComponent(slug)}`;

/** The address of a WebSocket on the page's own server. */
export const socketUrl = (path) => `${location.origin.replace(/^http/, "ws")}${path}`;

/** @returns {Promise<any>} */
export const get = (path, params, signal) => request(url(path, params), { signal });

/** @returns {Promise<any>} */
export const post = (path, body, signal) => send("POST", path, body, { signal });

/**
 * A request with a body of JSON.
 * @param {"POST" | "PUT" | "PATCH" | "DELETE"} method
 * @param {any} [body]
 * @param {{match?: string, signal?: AbortSignal, keepalive?: boolean}} [how] `match` is the
 *   version that is changed
 * @returns {Promise<any>}
 */
export function send(method, path, body, { match, ...more } = {}) {
  const headers = { "Content-Type": "application/json", ...(match && { "If-Match": match }) };
  return request(path, { method, headers, body: body && JSON.stringify(body), ...more });
}

async function request(address, init) {
  const answer = await reach(address, init);
  const data = await decode(answer);
  if (!answer.ok) {
    const sentence = data?.error ? inLanguage(data.error) : sentenceFor(answer.status);
    throw new ApiError(sentence, answer.status, data ?? {});
  }
  if (data === null) throw new ApiError(t("The server sent an answer that is not JSON."));
  return data;
}

async function reach(address, init) {
  try {
    return await fetch(address, { credentials: "same-origin", ...init });
  } catch (error) {
    if (isAbort(error)) throw error;
    throw new ApiError(t("The server cannot be reached."));
  }
}

async function decode(answer) {
  try {
    return await answer.json();
  } catch (error) {
    if (isAbort(error)) throw error;
    return null;
  }
}

function sentenceFor(status) {
  if (status === 401 || status === 403) return t("Log in to see these readings.");
  if (status === 404) return t("The server does not know this.");
  return t("The server answered with status {status}.", { status });
}
