const LONGEST = 60;

/** Input text for a message: control characters made visible, long values cut, in single quotes. */
export function quote(value: string): string {
  const visible = value.replace(/\p{Cc}/gu, (it) =>
    it === "\n" ? "\\n" : it === "\t" ? "\\t" : `\\x${it.charCodeAt(0).toString(16).padStart(2, "0")}`,
  );
  const letters = [...visible];
  return `'${letters.length > LONGEST ? `${letters.slice(0, LONGEST - 1).join("")}…` : visible}'`;
}
