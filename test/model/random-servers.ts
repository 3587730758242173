import { pick } from "../rules/random-buffers.ts";

type Random = () => number;

const labels = ["www", "api", "shop", "a", "example", "internal"];
const endings = ["example.com", "com", "example.org", "internal"];
const nameRegexes = [
  "~^www\\\\d+\\\\.example\\\\.com$",
  "~^(?<tenant>[a-z]+)\\\\.example\\\\.com$",
  "~^(?P<sub>.+)\\\\.(example|internal)\\\\.",
  "~^API\\\\.",
  "~\\\\.org$",
  "~^$",
];
const prefixes = ["/", "/a", "/a/", "/a/b", "/ab", "/a.b", "/api/", "/api/v1", "/static/", "/a b"];
const pathRegexes: readonly (readonly [modifier: string, pattern: string])[] = [
  ["~", "\\\\.php$"],
  ["~*", "\\\\.(PNG|jpe?g)$"],
  ["~", "^/a/\\\\d+"],
  ["~", "^/(a|api)(/|$)"],
  ["~*", "^/API/v[0-9]+/(.*)$"],
  ["~", "(?i)^/static/.+"],
  ["~", "/[^/.]{2}$"],
  ["~", "b"],
];

const some = <T>(random: Random, most: number, make: () => T): T[] =>
  Array.from({ length: Math.floor(random() * (most + 1)) }, make);

/** A name as it stands in `server_name`, quoted. */
function serverName(random: Random): string {
  const end = pick(random, endings);
  const kind = Math.floor(random() * 8);
  if (kind === 0) return `*.${end}`;
  if (kind === 1) return `.${end}`;
  if (kind === 2) return `${pick(random, labels)}.*`;
  if (kind === 3) return `${pick(random, labels)}.${pick(random, labels)}.*`;
  if (kind === 4) return pick(random, nameRegexes);
  if (kind === 5) return pick(random, ["", "_", "localhost", "Shop.Example.com"]);
  return `${pick(random, labels)}.${end}`;
}

/** Numbers the locations of one configuration, so that each answers with its own. */
export class LocationIds {
  #next = 0;
  take(): string {
    this.#next += 1;
    return `l${this.#next}`;
  }
}

/** Locations of one level, none twice; within `outer` (a prefix, or a regular expression where it is empty) only what nginx lets stand there. */
function locations(random: Random, ids: LocationIds, depth: number, outer?: string): string {
  const seen = new Set<string>();
  return some(random, depth === 0 ? 6 : 3, () => {
    const inRegex = outer === "";
    const plain = prefixes.filter((it) => outer === undefined || it.startsWith(outer));
    const kind = inRegex || plain.length === 0 ? 0 : Math.floor(random() * 6);
    const [modifier, path] =
      kind <= 1 ? pick(random, pathRegexes) : [pick(random, ["", "", "=", "^~"]), pick(random, plain)];
    const identity = `${modifier === "=" || modifier.startsWith("~") ? modifier : ""}${path}`;
    if (seen.has(identity)) return "";
    seen.add(identity);
    const isRegex = modifier.startsWith("~");
    const inner =
      modifier === "=" || depth === 2 || random() < 0.5
        ? ""
        : locations(random, ids, depth + 1, isRegex ? "" : path);
    const glued = modifier !== "" && random() < 0.2 ? "" : " ";
    const words = glued === "" ? `"${modifier}${path}"` : `${modifier} "${path}"`;
    return `location ${words} { return 200 ${ids.take()}; ${inner} }\n`;
  }).join("");
}

/** Servers of one listener, as text. `id` counts them over the whole configuration. */
export function randomServers(
  random: Random,
  ids: LocationIds,
  listens: readonly string[],
  firstId: number,
): readonly string[] {
  const count = 1 + Math.floor(random() * 5);
  const asDefault = random() < 0.5 ? Math.floor(random() * count) : -1;
  return Array.from({ length: count }, (_, at) => {
    const listen = pick(random, listens);
    const isDefault = at === asDefault && listens.length === 1 ? " default_server" : "";
    const names = [...new Set(some(random, 3, () => serverName(random)))].map((it) => `"${it}"`);
    const nameLine = names.length === 0 ? "" : `server_name ${names.join(" ")};`;
    return `server { listen ${listen}${isDefault}; ${nameLine} add_header X-Server s${firstId + at} always;
location @named { return 200 ${ids.take()}; }
${locations(random, ids, 0)}}\n`;
  });
}

/** A value of the `Host` header; undefined for a request without one. */
export function randomHost(random: Random): string | undefined {
  const host = [...some(random, 2, () => pick(random, labels)), pick(random, endings)].join(".");
  const kind = Math.floor(random() * 10);
  if (kind === 0) return undefined;
  if (kind === 1) return host.toUpperCase();
  if (kind === 2) return `${host}.`;
  if (kind === 3) return `${host}:8080`;
  if (kind === 4) return pick(random, ["localhost", "_", "www12.example.com", "api.test", "www.example"]);
  return host;
}

/** What a request asks for, some of it in need of decoding. */
export function randomTarget(random: Random): string {
  const whole = [
    "/",
    "/a",
    "/a/",
    "/a/b",
    "/ab",
    "/a.b",
    "/axb",
    "/a%20b",
    "/api/v1/items",
    "/API/V2/x",
    "/b",
  ];
  const odd = [
    "/a/12/x.php",
    "/static/logo.png",
    "/STATIC/x",
    "//a///b",
    "/x/../a/b",
    "/a/./b?x=/api",
    "/api%2fv1",
  ];
  const target = pick(random, [...whole, ...odd]);
  return random() < 0.2 ? `${target}/index.php` : target;
}
