import assert from "node:assert/strict";
import { afterEach, test } from "node:test";

import { speak } from "../../static/js/i18n.js";
import { inLanguage } from "../../static/js/sentences.js";

const learn = (sentences) => speak({}, undefined, sentences);

afterEach(() => learn({}));

test("a sentence of the server is said in the language of the page, with what it names", () => {
  const known = "There is no dashboard {slug}: / lists them all.";
  const english = "There is no dashboard 'a (b)': / lists them all.";
  assert.equal(inLanguage(english), english);
  learn({ [known]: "没有仪表板 {slug}：/ 列出全部。" });
  assert.equal(inLanguage(english), "没有仪表板 'a (b)'：/ 列出全部。");
  assert.equal(inLanguage("Nobody knows this one."), "Nobody knows this one.");
});

test("what is filled in may have signs of its own", () => {
  const form = "series takes an id or a selector such as {form}, and not {text}: {reason}.";
  learn({ [form]: "{form}|{text}|{reason}" });
  const said = 'series takes an id or a selector such as a{b="c"}, and not \'x{\': it ends early.';
  assert.equal(inLanguage(said), `a{b="c"}|'x{'|it ends early`);
});

test("a reason within a sentence is said too, also without its full stop", () => {
  learn({ "It failed: {reason}.": "失败：{reason}。", "{host} is away.": "{host} 不在。" });
  assert.equal(inLanguage("It failed: h is away."), "失败：h 不在。");
  assert.equal(inLanguage("It failed: errno 5."), "失败：errno 5。");
});

test("a sentence around a clause that nobody knows is another one", () => {
  learn({ "{name} takes {clause}.": "{name} 应为{clause}。", "a text": "文本" });
  assert.equal(inLanguage("title takes a text."), "title 应为文本。");
  assert.equal(inLanguage("title takes a nap."), "title takes a nap.");
});

test("of several lines each is a sentence", () => {
  learn({ "a text": "文本", "{place}: {clause}": "{place}：{clause}" });
  assert.equal(inLanguage("x: a text\ny: a text\nz"), "x：文本\ny：文本\nz");
});
