/** One file to the server, with how much of it is there: `fetch` does not say that. */

import { ApiError, url } from "./api.js";
import { t } from "./i18n.js";
import { inLanguage } from "./sentences.js";

/**
 * @param {File} file
 * @param {(share: number) => void} onShare from 0 to 1
 * @returns {{done: Promise<any>, stop: () => void}} the upload as the server keeps it
 */
export function upload(file, onShare) {
  const request = new XMLHttpRequest();
  const done = new Promise((resolve, reject) => {
    const fail = (message) => reject(new ApiError(message, request.status));
    request.upload.onprogress = ({ loaded, total }) => onShare(total ? loaded / total : 0);
    request.onerror = () => fail(t("The server cannot be reached."));
    request.onabort = () => reject(new DOMException("", "AbortError"));
    request.onload = () => {
      const answer = read(request.responseText);
      if (request.status === 201 && answer) resolve(answer);
      else if (answer?.error) fail(inLanguage(answer.error));
      else fail(t("The server answered with status {status}.", { status: request.status }));
    };
  });
  request.open("POST", url("/api/imports", { name: file.name }));
  request.setRequestHeader("Content-Type", "application/octet-stream");
  request.send(file);
  return { done, stop: () => request.abort() };
}

function read(text) {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
