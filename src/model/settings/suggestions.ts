/** Words people write for the units of time, in seconds. */
const secondsPerWord: Readonly<Record<string, number>> = {
  s: 1,
  sec: 1,
  secs: 1,
  second: 1,
  seconds: 1,
  m: 60,
  min: 60,
  mins: 60,
  minute: 60,
  minutes: 60,
  h: 3600,
  hour: 3600,
  hours: 3600,
  d: 86_400,
  day: 86_400,
  days: 86_400,
};

/** A text without blanks and quotation marks around it: typographic ones are part of the value for everyone but its author. */
function bare(text: string): string {
  return text.replaceAll(
    /^[\s"'`\u201c\u201d\u2018\u2019\xab\xbb]+|[\s"'`\u201c\u201d\u2018\u2019\xab\xbb]+$/g,
    "",
  );
}

/** What a text was most probably meant to be as a bare number of seconds: `60s` and `1m` become `60`. */
export function suggestSeconds(text: string): string | undefined {
  const match = /^\s*(\d{1,9})(?:\.0+)?\s*([a-z]*)\s*$/i.exec(bare(text));
  if (match === null) return undefined;
  const factor = match[2] === "" ? 1 : secondsPerWord[match[2]!.toLowerCase()];
  return factor === undefined ? undefined : String(Number(match[1]) * factor);
}

/** What a text was meant to be as an integer, where only blanks or a fraction of zero are too much. */
export function suggestInteger(text: string): string | undefined {
  return /^\s*([+-]?\d+)(?:\.0+)?\s*$/.exec(bare(text))?.[1];
}

/** What a text was meant to be as a Go boolean: `on`, `yes`, `Enabled` become `true`. */
export function suggestBoolean(text: string): "true" | "false" | undefined {
  const word = bare(text).toLowerCase();
  if (["on", "yes", "y", "enabled", "enable", "true", "1"].includes(word)) return "true";
  return ["off", "no", "n", "disabled", "disable", "false", "0"].includes(word) ? "false" : undefined;
}

/** The same for a setting that takes `on` and `off`. */
export function suggestSwitch(text: string): "on" | "off" | undefined {
  const meant = suggestBoolean(text);
  return meant === undefined ? undefined : meant === "true" ? "on" : "off";
}

/** What a text was meant to be as an nginx size: `8 KB`, `8Ki` become `8k`; `1g` becomes `1024m` where nginx takes no `g`. */
export function suggestSize(text: string, takesG: boolean): string | undefined {
  const match = /^\s*(\d{1,9})(?:\.0+)?\s*(?:([kmg])(?:i?b|i)?|b|bytes)?\s*$/i.exec(bare(text));
  if (match === null) return undefined;
  const [, digits, unit = ""] = match;
  const letter = unit.toLowerCase();
  return letter === "g" && !takesG ? `${Number(digits) * 1024}m` : `${digits}${letter}`;
}

/** What a text was meant to be as an nginx or Go time with one unit: `5 min` becomes `5m`; a bare number stays one of seconds. */
export function suggestTime(text: string): string | undefined {
  const match = /^\s*(\d{1,9})(?:\.0+)?\s*([a-z]*)\s*$/i.exec(bare(text));
  if (match === null) return undefined;
  const word = match[2]!.toLowerCase();
  if (/^(ms|msecs?|millis|milliseconds?)$/.test(word)) return `${match[1]}ms`;
  if (word === "" || Object.hasOwn(secondsPerWord, word)) return `${match[1]}${word === "" ? "s" : word[0]}`;
  return undefined;
}
