import { posix } from "node:path";
import { guessContext, looksLikeNginx } from "../parsers/nginx/context.ts";
import type { NginxTree } from "../parsers/nginx/directive.ts";
import { type IncludeHost, memoryHost, resolveIncludes } from "../parsers/nginx/include.ts";
import { parseNginx } from "../parsers/nginx/parser.ts";
import type { LocatedText } from "../text/origin.ts";
import type { Manifest } from "./manifest.ts";
import type { NginxConfig } from "./nginx-config.ts";
import type { Project } from "./project.ts";
import { asMapping, asText } from "./shape.ts";
import { secretText } from "./tls/secret-bundles.ts";
import type { Container } from "./workload.ts";

interface Held {
  readonly manifest: Manifest;
  readonly key: string;
  readonly text: LocatedText;
  readonly tree: NginxTree;
  /** Where it stands in each container that mounts it. */
  readonly mounts: { readonly container: Container; readonly path: string }[];
}

/**
 * nginx configurations that ConfigMaps hold. One that a container's main configuration includes is part of that; all others stand on
 * their own, with the containers that mount them.
 */
export function heldConfigs(project: Project): readonly NginxConfig[] {
  const held: Held[] = [];
  const byManifest = new Map<Manifest, Map<string, Held>>();
  // A controller's own ConfigMap holds snippets for what the controller generates: they are judged there.
  const settings = new Set(project.controllers.map((it) => it.configMap));
  for (const manifest of project.ofKind("ConfigMap")) {
    if (settings.has(manifest)) continue;
    const data = asMapping((manifest.object as { data?: unknown }).data);
    for (const key of Object.keys(data)) {
      const value = asText(data[key]);
      // A cheap look first: most values of most ConfigMaps are no nginx configuration.
      if (
        value === undefined ||
        !(value.includes(";") || value.includes("{")) ||
        manifest.isSensitive(data, key)
      )
        continue;
      const text = manifest.text(data, key);
      if (!looksLikeNginx(text, key)) continue;
      const item: Held = { manifest, key, text, tree: parseNginx(text), mounts: [] };
      held.push(item);
      const keys = byManifest.get(manifest) ?? new Map<string, Held>();
      byManifest.set(manifest, keys.set(key, item));
    }
  }
  if (held.length === 0) return [];

  const included = new Set<Held>();
  const filesOf = new Map<Container, Map<string, Held>>();
  for (const workload of project.workloads) {
    for (const container of workload.containers) {
      if (container.spec.volumeMounts === undefined) continue;
      for (const file of container.files) {
        const item = byManifest.get(file.configMap)?.get(file.key);
        if (item === undefined) continue;
        item.mounts.push({ container, path: file.path });
        const files = filesOf.get(container) ?? new Map<string, Held>();
        filesOf.set(container, files.set(file.path, item));
      }
    }
  }

  const configs: NginxConfig[] = [];
  const fragments: Held[] = [];
  for (const item of held) {
    if (guessContext(item.tree) !== "main") {
      fragments.push(item);
      continue;
    }
    const mount = item.mounts[0];
    const files =
      mount === undefined ? siblings(byManifest.get(item.manifest)!) : filesOf.get(mount.container)!;
    const path = mount?.path ?? `/etc/nginx/${item.key}`;
    const resolved = resolveIncludes({ path, tree: item.tree }, hostOf(files));
    for (const used of resolved.used) for (const [at, other] of files) if (at === used) included.add(other);
    configs.push(configOf(item, "main", resolved.complete, resolved.tree, resolved.trees));
  }
  for (const item of fragments) {
    if (!included.has(item))
      configs.push(configOf(item, guessContext(item.tree), false, item.tree, [item.tree]));
  }
  return configs;
}

/** Keys of one ConfigMap see each other even where nothing mounts them: they are written to be mounted together. */
function siblings(keys: ReadonlyMap<string, Held>): Map<string, Held> {
  const files = new Map<string, Held>();
  for (const it of keys.values()) {
    files.set(`/etc/nginx/${it.key}`, it);
    files.set(`/etc/nginx/conf.d/${it.key}`, it);
  }
  return files;
}

function hostOf(files: ReadonlyMap<string, Held>): IncludeHost {
  return memoryHost(new Map([...files].map(([path, it]) => [path, it.text])));
}

function configOf(
  item: Held,
  context: NginxConfig["context"],
  complete: boolean,
  tree: NginxTree,
  trees: readonly NginxTree[],
): NginxConfig {
  const containers = item.mounts.map((it) => it.container);
  const image = containers[0]?.image;
  return {
    kind: "config-map",
    label: `${item.manifest.label} key '${item.key}'`,
    context,
    complete,
    origin: item.manifest.locate(
      asMapping((item.manifest.object as { data?: unknown }).data),
      item.key,
      "key",
    ),
    directives: tree.directives,
    trees,
    containers,
    controller: undefined,
    ingress: undefined,
    readFile: (path) => readMounted(containers[0], path),
    nginxVersion:
      image !== undefined && /(^|[/-])nginx(-unprivileged)?$/.test(image.repository)
        ? image.version
        : undefined,
  };
}

/** A file of a container that a ConfigMap or a Secret in scope puts there; relative names start from the directory of nginx's packages. */
function readMounted(container: Container | undefined, name: string): LocatedText | undefined {
  if (container === undefined) return undefined;
  const path = posix.resolve("/etc/nginx", name);
  const map = container.files.find((it) => posix.normalize(it.path) === path);
  if (map !== undefined) {
    const data = asMapping((map.configMap.object as { data?: unknown }).data);
    const isHidden = map.configMap.isSensitive(data, map.key) || map.configMap.isUnknown(data, map.key);
    return isHidden || asText(data[map.key]) === undefined ? undefined : map.configMap.text(data, map.key);
  }
  const secret = container.secretFiles.find((it) => posix.normalize(it.path) === path);
  return secret && secretText(secret.secret, secret.key);
}
