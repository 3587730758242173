import type { Directive } from "../../../parsers/nginx/directive.ts";
import { flatten } from "../../nginx-config.ts";
import type { DirectiveFlaw } from "../flaw.ts";
import { lowAddressBits } from "./addresses.ts";
import { flawAt, isCertain, type Theme } from "./view.ts";

const mapWords: ReadonlySet<string> = new Set(["hostnames", "volatile", "include"]);

function* checkMap(directive: Directive): Generator<DirectiveFlaw> {
  const seen = new Map<string, Directive>();
  let fallback: Directive | undefined;
  for (const line of flatten(directive.block)) {
    if (!isCertain(line) || (line.args.length === 0 && mapWords.has(line.name)) || line.name === "include")
      continue;
    if (line.args.length !== 1) {
      yield flawAt(
        line,
        "map-line",
        "invalid number of the map parameters",
        "Write a key, a value and ';'; quote what holds blanks.",
      );
      return;
    }
    if (line.name === "default") {
      if (fallback !== undefined) {
        yield flawAt(line, "map-default", "duplicate default map parameter", "Leave one 'default'.", {
          related: [{ at: fallback.origin, message: "The first 'default' stands here." }],
        });
      }
      fallback = line;
      continue;
    }
    if (line.name.startsWith("~")) continue;
    const key = line.name.replace(/^\\/, "").toLowerCase();
    const earlier = seen.get(key);
    if (earlier === undefined) {
      seen.set(key, line);
      continue;
    }
    yield flawAt(line, "map-key", `conflicting parameter "${key}"`, "Leave one of the two lines.", {
      explanation: "Keys are compared without regard to case",
      related: [{ at: earlier.origin, message: "The same key stands here." }],
    });
  }
}

function* checkSplitClients(directive: Directive): Generator<DirectiveFlaw> {
  let total = 0;
  for (const line of flatten(directive.block)) {
    if (!isCertain(line) || line.name === "include") continue;
    if (line.name === "*") continue;
    const percent = /^(\d+)(?:\.(\d{1,2}))?%$/.exec(line.name);
    if (percent === null) {
      yield flawAt(
        line,
        "split-clients",
        `invalid percent value "${line.name}"`,
        "Write a percentage such as '0.5%', or '*' for the rest.",
      );
      return;
    }
    // In hundredths, so that sums are exact.
    total += Number(percent[1]) * 100 + Number((percent[2] ?? "").padEnd(2, "0"));
    if (total <= 10_000) continue;
    yield flawAt(
      line,
      "split-clients",
      "percent total is greater than 100%",
      "Lower the percentages to 100% in all.",
      {
        explanation: `The lines up to here add up to ${total / 100}%`,
      },
    );
    return;
  }
}

const geoWords: ReadonlySet<string> = new Set(["ranges", "proxy_recursive", "volatile", "include", "proxy"]);

function* checkGeo(directive: Directive): Generator<DirectiveFlaw> {
  let ranges = false;
  let first: Directive | undefined;
  for (const line of flatten(directive.block)) {
    if (line.name === "ranges" && line.args.length === 0) {
      ranges = true;
      if (first === undefined) continue;
      yield flawAt(
        line,
        "geo-ranges",
        'the "ranges" directive must be the first directive inside "geo" block',
        "Move 'ranges' to the top of the block.",
        {
          related: [{ at: first.origin, message: "This line comes before it." }],
        },
      );
      return;
    }
    if (geoWords.has(line.name)) continue;
    first ??= line;
    if (ranges || line.name === "default" || line.name === "delete") continue;
    const network = lowAddressBits(line.name);
    if (network === undefined) continue;
    yield flawAt(
      line,
      "address-bits",
      `low address bits of ${line.name} are meaningless`,
      `Write '${network}', or the address you meant.`,
      {
        severity: "warning",
      },
    );
  }
}

/** Blocks of data: `map`, `geo`, `split_clients`. */
export const dataBlockTheme: Theme = {
  http: { map: checkMap, split_clients: checkSplitClients, geo: checkGeo },
  stream: { map: checkMap, split_clients: checkSplitClients, geo: checkGeo },
};
