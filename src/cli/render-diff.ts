import type { NginxConfig } from "../model/nginx-config.ts";
import { type ConfigChange, diffConfigs } from "../render/diff.ts";

/** One controller on both sides of a comparison. */
export interface DiffPair {
  readonly name: string;
  readonly product: string;
  readonly version: string | undefined;
  readonly before: NginxConfig | undefined;
  readonly after: NginxConfig | undefined;
}

/** Scopes with the same changes that are named one by one. */
const SCOPES_SHOWN = 20;

function changesOf({ before, after }: DiffPair, host: string | undefined): readonly ConfigChange[] {
  const changes = diffConfigs(before, after);
  if (host === undefined) return changes;
  const server = `server ${host}`;
  return changes.filter((it) => it.scope.includes(server) || it.directive === server);
}

/** The comparison as data: one entry per changed directive and scope. */
export function diffJson(pairs: readonly DiffPair[], host: string | undefined): string {
  const controllers = pairs.map((it) => ({
    name: it.name,
    product: it.product,
    version: it.version,
    changes: changesOf(it, host).map(({ scope, directive, isBlock, before, after, source }) => ({
      scope,
      directive,
      ...(isBlock
        ? { block: after === undefined ? "removed" : "added" }
        : { before: before ?? null, after: after ?? null }),
      source,
    })),
  }));
  return `${JSON.stringify({ controllers }, undefined, 2)}\n`;
}

/** The comparison for people; places with the same changes share them. */
export function diffText(pairs: readonly DiffPair[], host: string | undefined, origins: boolean): string {
  const parts = pairs.map((it) => {
    const changes = changesOf(it, host);
    const version = it.version === undefined ? "" : ` v${it.version}`;
    const head = `${it.product}${version}: ${it.name}\n`;
    return changes.length === 0 ? `${head}  no change\n` : `${head}\n${grouped(changes, origins)}`;
  });
  return parts.join("\n");
}

function grouped(changes: readonly ConfigChange[], origins: boolean): string {
  const byScope = new Map<string, ConfigChange[]>();
  for (const it of changes) {
    const scope = scopeText(it.scope);
    byScope.set(scope, [...(byScope.get(scope) ?? []), it]);
  }
  const byLines = new Map<string, string[]>();
  for (const [scope, list] of byScope) {
    const lines = linesOf(list, origins);
    byLines.set(lines, [...(byLines.get(lines) ?? []), scope]);
  }
  return [...byLines]
    .map(([lines, scopes]) => {
      const more = scopes.length - SCOPES_SHOWN;
      const shown = scopes.slice(0, SCOPES_SHOWN).map((it) => `  ${it}\n`);
      return `${shown.join("")}${more > 0 ? `  … and ${more} more\n` : ""}${lines}`;
    })
    .join("\n");
}

/** `shop.example.com  location /`: what a reader looks for first. */
function scopeText(scope: readonly string[]): string {
  const inner = scope[0] === "http" && scope.length > 1 ? scope.slice(1) : scope;
  return inner.length === 0 ? "main" : inner.map((it) => it.replace(/^server /, "")).join("  ");
}

function linesOf(changes: readonly ConfigChange[], origins: boolean): string {
  const width = Math.max(...changes.map((it) => it.directive.length));
  return changes
    .map((it) => {
      const sign = it.after === undefined ? "-" : it.before === undefined ? "+" : "~";
      const values = it.isBlock
        ? ""
        : [it.before, it.after].filter((value) => value !== undefined).join(" → ");
      const text = `    ${sign} ${it.directive.padEnd(width)}  ${values}`.trimEnd();
      return `${text}${origins ? `  # ${it.source}` : ""}\n`;
    })
    .join("");
}
