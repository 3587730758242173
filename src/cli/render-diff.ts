import type { ConfigChange } from "../render/diff.ts";
import { changeText, type EffectiveDiff, groupChanges } from "../render/effective-diff.ts";

/** Scopes with the same changes that are named one by one. */
const SCOPES_SHOWN = 20;

function changesOf({ changes }: EffectiveDiff, host: string | undefined): readonly ConfigChange[] {
  if (host === undefined) return changes;
  const server = `server ${host}`;
  return changes.filter((it) => it.scope.includes(server) || it.directive === server);
}

/** The comparison as data: one entry per changed directive and scope. */
export function diffJson(diffs: readonly EffectiveDiff[], host: string | undefined): string {
  const controllers = diffs.map((it) => ({
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
export function diffText(
  diffs: readonly EffectiveDiff[],
  host: string | undefined,
  origins: boolean,
): string {
  const parts = diffs.map((it) => {
    const changes = changesOf(it, host);
    const version = it.version === undefined ? "" : ` v${it.version}`;
    const head = `${it.product}${version}: ${it.name}\n`;
    return changes.length === 0 ? `${head}  no change\n` : `${head}\n${grouped(changes, origins)}`;
  });
  return parts.join("\n");
}

function grouped(changes: readonly ConfigChange[], origins: boolean): string {
  return groupChanges(changes)
    .map(({ scopes, changes: list }) => {
      const more = scopes.length - SCOPES_SHOWN;
      const shown = scopes.slice(0, SCOPES_SHOWN).map((it) => `  ${it}\n`);
      return `${shown.join("")}${more > 0 ? `  … and ${more} more\n` : ""}${linesOf(list, origins)}`;
    })
    .join("\n");
}

function linesOf(changes: readonly ConfigChange[], origins: boolean): string {
  const width = Math.max(...changes.map((it) => it.directive.length));
  return changes.map((it) => `    ${changeText(it, width)}${origins ? `  # ${it.source}` : ""}\n`).join("");
}
