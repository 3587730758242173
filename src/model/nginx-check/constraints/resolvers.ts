import type { Directive } from "../../../parsers/nginx/directive.ts";
import { parseNginxTime } from "../../nginx-values.ts";
import type { DirectiveFlaw } from "../flaw.ts";
import { flawAt, type Theme } from "./view.ts";

function* checkResolver(directive: Directive): Generator<DirectiveFlaw> {
  if (directive.args.length === 0) return;
  let servers = 0;
  const off = new Set<string>();
  for (const argument of directive.args) {
    const text = argument.value;
    const family = /^(ipv[46])=(.*)$/s.exec(text);
    if (family !== null) {
      if (family[2] === "off") off.add(family[1]!);
      if (family[2] === "on" || family[2] === "off") continue;
      yield flawAt(
        argument,
        "resolver",
        `invalid parameter: ${text}`,
        `Write '${family[1]}=on' or '${family[1]}=off'.`,
      );
      return;
    }
    if (text.startsWith("valid=")) {
      if (parseNginxTime(text.slice(6), "sec") !== undefined) continue;
      yield flawAt(argument, "resolver", `invalid parameter: ${text}`, "Set 'valid' to a time such as 30s.");
      return;
    }
    if (!text.startsWith("status_zone=")) servers += 1;
  }
  if (off.size === 2) {
    yield flawAt(directive, "resolver", '"ipv4" and "ipv6" cannot both be "off"', "Leave one of the two on.");
  } else if (servers === 0) {
    yield flawAt(directive, "resolver", "no name servers defined", "Name at least one server.");
  }
}

const checks = { resolver: checkResolver };

/** Name servers. */
export const resolverTheme: Theme = { http: checks, stream: checks, upstream: checks };
