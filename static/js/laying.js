/**
 * What comes from readings, laid over an option that was built without them: objects are put
 * together by name, lists of them by place, all else is replaced. As `charts/laying.py` does it.
 */

/**
 * @param {any} option left as it is
 * @param {any} parts
 */
export function laidOver(option, parts) {
  if (isObject(option) && isObject(parts)) {
    const laid = Object.entries(parts).map(([name, part]) => [name, laidOver(option[name], part)]);
    return { ...option, ...Object.fromEntries(laid) };
  }
  if (isListOfObjects(option) && isListOfObjects(parts)) {
    const longer = option.length > parts.length ? option : parts;
    return longer.map((one, at) =>
      at < option.length && at < parts.length ? laidOver(option[at], parts[at]) : one,
    );
  }
  return parts;
}

const isObject = (part) => typeof part === "object" && part !== null && !Array.isArray(part);
const isListOfObjects = (part) => Array.isArray(part) && part.every(isObject);
