import type { Directive } from "../../../parsers/nginx/directive.ts";
import type { DirectiveFlaw } from "../flaw.ts";
import { flawAt, type Theme } from "./view.ts";

/** The network of an IPv4 address with a mask that leaves bits over: `10.0.0.0/8` of `10.0.0.1/8`; undefined where none are left. */
export function lowAddressBits(text: string): string | undefined {
  const match = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})\/(\d{1,2})$/.exec(text);
  if (match === null) return undefined;
  const [bytes, bits] = [match.slice(1, 5).map(Number), Number(match[5])];
  if (bits > 32 || bytes.some((it) => it > 255)) return undefined;
  const address = bytes.reduce((sum, it) => sum * 256 + it, 0);
  const rest = 2 ** (32 - bits);
  if (address % rest === 0) return undefined;
  const network = address - (address % rest);
  const parts = [24, 16, 8, 0].map((shift) => Math.floor(network / 2 ** shift) % 256);
  return `${parts.join(".")}/${bits}`;
}

function* checkNetwork(directive: Directive): Generator<DirectiveFlaw> {
  const argument = directive.args[0];
  if (argument === undefined) return;
  const text = argument.value;
  const network = lowAddressBits(text);
  if (network === undefined) return;
  yield flawAt(
    argument,
    "address-bits",
    `low address bits of ${text} are meaningless`,
    `Write '${network}', or the address you meant.`,
    {
      severity: "warning",
    },
  );
}

const checks = { allow: checkNetwork, deny: checkNetwork, set_real_ip_from: checkNetwork };

/** Networks of the access and realip modules. */
export const addressTheme: Theme = { http: checks, stream: checks };
