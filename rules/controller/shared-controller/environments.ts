import type { Ingress } from "../../../src/model/ingress.ts";
import type { Manifest } from "../../../src/model/manifest.ts";
import type { Project } from "../../../src/model/project.ts";

/** Labels that teams say the environment with. */
const labels = ["environment", "env", "stage", "app.kubernetes.io/environment"];

export type Environment = "production" | "other";

/** The words of both sides, in small letters. */
export interface Words {
  readonly production: ReadonlySet<string>;
  readonly other: ReadonlySet<string>;
}

/**
 * The environment of an Ingress: by a label of its namespace's manifest or of its own, else by a part of the namespace's name (`shop-prod`). Undefined where
 * none is among the words, or where they contradict each other.
 */
export function environmentOf(ingress: Ingress, project: Project, words: Words): Environment | undefined {
  const { manifest } = ingress;
  if (manifest.namespace === undefined) return undefined;
  const namespace = project.ofKind("Namespace").find((it) => it.name === manifest.namespace);
  const byLabel = labelOf(namespace, words) ?? labelOf(manifest, words);
  return byLabel ?? wordOf(manifest.namespace.split(/[-_.]/), words);
}

function labelOf(manifest: Manifest | undefined, words: Words): Environment | undefined {
  if (manifest === undefined) return undefined;
  return wordOf(
    labels.map((it) => manifest.labels[it] ?? ""),
    words,
  );
}

function wordOf(parts: readonly string[], { production, other }: Words): Environment | undefined {
  const isProduction = parts.some((it) => production.has(it.toLowerCase()));
  const isOther = parts.some((it) => other.has(it.toLowerCase()));
  if (isProduction === isOther) return undefined;
  return isProduction ? "production" : "other";
}
