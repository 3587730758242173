import type { Manifest } from "./manifest.ts";
import type { Project } from "./project.ts";
import { isMapping } from "./shape.ts";

const patternsOf = new WeakMap<Project, readonly string[]>();

/** Kinds whose lists of allowed sysctls say what may be asked for, not what a kubelet takes. */
const admissionKinds: ReadonlySet<string> = new Set(["PodSecurityPolicy", "SecurityContextConstraints"]);

/**
 * Whether some kubelet in scope is told to allow a sysctl: `allowedUnsafeSysctls` of a KubeletConfiguration, of a kops, eksctl, Talos or OpenShift object
 * or of a file in a ConfigMap, or the flag `--allowed-unsafe-sysctls`. Which nodes that holds for is not asked.
 */
export function isAllowedByKubelet(project: Project, name: string): boolean {
  let patterns = patternsOf.get(project);
  if (patterns === undefined) {
    patterns = project.manifests.flatMap((it) => [...patternsIn(it)]);
    patternsOf.set(project, patterns);
  }
  return patterns.some((it) => (it.endsWith("*") ? name.startsWith(it.slice(0, -1)) : it === name));
}

/** Manifests are trees of some depth; the bound stops aliases that hold themselves. */
const deepest = 16;

function* patternsIn(manifest: Manifest): Iterable<string> {
  if (admissionKinds.has(manifest.kind)) return;
  const open: { value: unknown; depth: number }[] = [{ value: manifest.object, depth: 0 }];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const { value, depth } = next;
    if (typeof value === "string") yield* patternsOfText(value);
    else if (typeof value === "object" && value !== null && depth < deepest) {
      if (isMapping(value)) {
        for (const key of ["allowedUnsafeSysctls", "allowed-unsafe-sysctls"])
          yield* listed([value[key]].flat());
      }
      for (const it of Object.values(value)) open.push({ value: it, depth: depth + 1 });
    }
  }
}

function* listed(values: readonly unknown[]): Iterable<string> {
  for (const it of values) if (typeof it === "string") yield* it.split(/[\s,]+/).map(dotted);
}

/** A kubelet's configuration or flags inside a text: every word after the setting's name that looks like a sysctl. */
function* patternsOfText(text: string): Iterable<string> {
  const at = text.search(/allowedUnsafeSysctls|allowed-unsafe-sysctls/);
  if (at === -1) return;
  for (const [word] of text.slice(at).matchAll(/\b(?:net|kernel|fs)(?:[./*][\w./*-]*)/g)) yield dotted(word);
}

function dotted(name: string): string {
  return name.replaceAll("/", ".");
}
