import { isAtLeast } from "./versions.ts";

/**
 * What ingress-nginx does with a ConfigMap key. `int`: decoded by Go, a value that is none keeps the default; `text`: printed as it is;
 * `offset`: printed when it looks like a size with k, m or g, else left out.
 */
export interface IngressNginxSetting {
  readonly type: "int" | "text" | "offset";
  /** The default by release, oldest first; empty text where nothing is printed. The first entry holds for all older releases too. */
  readonly defaults: readonly { readonly from: string; readonly value: string }[];
  /** First release that honours the key in the ConfigMap; releases before it print the default or nothing. */
  readonly since: string;
  /** Releases that have the key but ignore it in the ConfigMap. */
  readonly ignoredBy?: readonly string[];
}

/**
 * Settings that the renderer knows: internal/ingress/controller/config/config.go and its history over the tags up to controller
 * v1.15.1; the directives they become: rootfs/etc/nginx/template/nginx.tmpl.
 */
export const ingressNginxSettings = {
  "proxy-buffering": { type: "text", defaults: [{ from: "0.11.0", value: "off" }], since: "0.11.0" },
  "proxy-buffer-size": { type: "text", defaults: [{ from: "0.8.0", value: "4k" }], since: "0.9.0" },
  "proxy-buffers-number": { type: "int", defaults: [{ from: "0.8.0", value: "4" }], since: "0.23.0" },
  // 1.13.0 prints its default everywhere (kubernetes/ingress-nginx#13598); 1.13.1 reads the annotation only.
  "proxy-busy-buffers-size": {
    type: "text",
    defaults: [
      { from: "0.8.0", value: "" },
      { from: "1.13.0", value: "8k" },
      { from: "1.13.1", value: "" },
    ],
    since: "1.13.0",
    ignoredBy: ["1.13.1"],
  },
  "proxy-max-temp-file-size": {
    type: "offset",
    defaults: [{ from: "0.26.0", value: "1024m" }],
    since: "0.26.0",
  },
  "proxy-http-version": { type: "text", defaults: [{ from: "0.8.0", value: "1.1" }], since: "0.25.1" },
  "proxy-connect-timeout": { type: "int", defaults: [{ from: "0.8.0", value: "5" }], since: "0.8.0" },
  "proxy-send-timeout": { type: "int", defaults: [{ from: "0.8.0", value: "60" }], since: "0.8.0" },
  "proxy-read-timeout": { type: "int", defaults: [{ from: "0.8.0", value: "60" }], since: "0.8.0" },
  "proxy-next-upstream": {
    type: "text",
    defaults: [{ from: "0.9.0", value: "error timeout" }],
    since: "0.9.0",
  },
  "proxy-next-upstream-timeout": {
    type: "int",
    defaults: [{ from: "0.25.0", value: "0" }],
    since: "0.25.0",
  },
  "proxy-next-upstream-tries": {
    type: "int",
    defaults: [
      { from: "0.13.0", value: "0" },
      { from: "0.16.0", value: "3" },
    ],
    since: "0.13.0",
  },
  "retry-non-idempotent": { type: "text", defaults: [{ from: "0.8.0", value: "false" }], since: "0.8.0" },
  "client-body-timeout": { type: "int", defaults: [{ from: "0.9.0", value: "60" }], since: "0.9.0" },
  "worker-shutdown-timeout": {
    type: "text",
    defaults: [
      { from: "0.9.0", value: "10s" },
      { from: "0.26.0", value: "240s" },
    ],
    since: "0.9.0",
  },
  "keep-alive": { type: "int", defaults: [{ from: "0.8.0", value: "75" }], since: "0.8.0" },
  "keep-alive-requests": {
    type: "int",
    defaults: [
      { from: "0.8.0", value: "100" },
      { from: "1.6.4", value: "1000" },
    ],
    since: "0.9.0",
  },
  "upstream-keepalive-connections": {
    type: "int",
    defaults: [
      { from: "0.8.0", value: "32" },
      { from: "0.40.0", value: "320" },
    ],
    since: "0.9.0",
  },
  "upstream-keepalive-time": { type: "text", defaults: [{ from: "1.2.0", value: "1h" }], since: "1.2.0" },
  "upstream-keepalive-timeout": { type: "int", defaults: [{ from: "0.21.0", value: "60" }], since: "0.21.0" },
  "upstream-keepalive-requests": {
    type: "int",
    defaults: [
      { from: "0.21.0", value: "100" },
      { from: "0.40.0", value: "10000" },
    ],
    since: "0.21.0",
  },
} as const satisfies Readonly<Record<string, IngressNginxSetting>>;

export type IngressNginxKey = keyof typeof ingressNginxSettings;

/** What knowing a key depends on: `never` means that no release does what is asked about. */
export type Support = "yes" | "no" | "depends on the version";

/** Whether a release (`x.y.z`; undefined: not known which) honours a ConfigMap key. */
export function honoursSetting(key: IngressNginxKey, version: string | undefined): Support {
  const setting: IngressNginxSetting = ingressNginxSettings[key];
  const ignored = setting.ignoredBy ?? [];
  // Keys of before 1.0 are known to every release that anyone still runs without saying which.
  if (version === undefined)
    return isAtLeast("1.0.0", setting.since) && ignored.length === 0 ? "yes" : "depends on the version";
  return isAtLeast(version, setting.since) && !ignored.includes(version) ? "yes" : "no";
}

/** The default of a key in a release; undefined where releases since 1.0 differ and it is not known which one runs. */
export function defaultOfSetting(key: IngressNginxKey, version: string | undefined): string | undefined {
  const { defaults }: IngressNginxSetting = ingressNginxSettings[key];
  if (version !== undefined) {
    return (defaults.findLast((it) => isAtLeast(version, it.from)) ?? defaults[0]!).value;
  }
  const oldest = defaults.findLast((it) => isAtLeast("1.0.0", it.from)) ?? defaults[0]!;
  const later = defaults.filter((it) => !isAtLeast("1.0.0", it.from));
  return later.every((it) => it.value === oldest.value) ? oldest.value : undefined;
}

/**
 * An integer as the ConfigMap reader decodes it (mapstructure's weak `strconv.ParseInt(s, 0, …)`): base prefixes, a leading zero is octal,
 * underscores between digits, an empty text is 0. Undefined where it refuses, and the default stays.
 */
export function parseGoInt(text: string): number | undefined {
  if (text === "") return 0;
  const match = /^([+-]?)(0[xX]|0[bB]|0[oO]?)?_?([\da-fA-F]+(?:_[\da-fA-F]+)*)?$/.exec(text);
  if (match === null || (match[2] === undefined && match[3] === undefined)) return undefined;
  const prefix = (match[2] ?? "").toLowerCase();
  const digits = (match[3] ?? (prefix === "0" ? "0" : "")).replaceAll("_", "");
  const base = prefix === "0x" ? 16 : prefix === "0b" ? 2 : prefix === "" ? 10 : 8;
  const allowed = base === 16 ? /^[\da-f]+$/i : base === 10 ? /^\d+$/ : base === 8 ? /^[0-7]+$/ : /^[01]+$/;
  if (!allowed.test(digits)) return undefined;
  const value = Number.parseInt(digits, base);
  return Number.isSafeInteger(value) ? (match[1] === "-" ? -value : value) : undefined;
}

/** A boolean as Go's `strconv.ParseBool` reads it; undefined where it refuses. */
export function parseGoBool(text: string): boolean | undefined {
  if (["1", "t", "T", "true", "TRUE", "True"].includes(text)) return true;
  return ["0", "f", "F", "false", "FALSE", "False"].includes(text) ? false : undefined;
}
