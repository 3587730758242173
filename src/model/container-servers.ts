import { isPlaceholder } from "./ingress-settings.ts";
import type { NginxConfig } from "./nginx-config.ts";
import { rootScope, type Scope } from "./nginx-scope.ts";
import { type Listener, listenersOf, namesOf } from "./server-selection.ts";
import { asText } from "./shape.ts";
import type { Container } from "./workload.ts";

/** Folders whose `*.conf` the nginx.conf of nginx's images (Debian, Alpine) includes at the http level. */
const included = /^(\/etc\/nginx\/(?:conf|http)\.d)\/[^/]+\.conf$/;

/** The virtual servers of the nginx in a container, and the configurations that hold them. */
export interface ContainerServers {
  readonly listeners: readonly Listener[];
  readonly configs: readonly NginxConfig[];
}

const known = new WeakMap<Container, { readonly servers: ContainerServers | undefined }>();

/**
 * The servers of the nginx that a container runs, where all of them are in sight: its whole nginx.conf, or all files of the folder that the image's own
 * nginx.conf includes. Undefined where more may be in the image, or a name is filled in when the container starts.
 */
export function containerServers(container: Container): ContainerServers | undefined {
  const done = known.get(container);
  if (done !== undefined) return done.servers;
  const servers = findServers(container);
  known.set(container, { servers });
  return servers;
}

function findServers(container: Container): ContainerServers | undefined {
  const configs = container.nginxConfigs;
  if (configs.length === 0) return undefined;
  const whole = configs.filter((it) => it.context === "main");
  const parts = whole.length > 0 ? whole : foldersParts(container, configs);
  if (parts === undefined || (whole.length > 0 && (whole.length > 1 || !whole[0]!.complete)))
    return undefined;
  const servers = parts.flatMap(serversOf);
  if (servers.length === 0 || servers.some(hasOpenName)) return undefined;
  return { listeners: listenersOf(servers), configs: parts };
}

function serversOf(config: NginxConfig): readonly Scope[] {
  const root = rootScope(config);
  const http = config.context === "main" ? root.children.filter((it) => it.context === "http") : [root];
  return http.flatMap((it) => it.children.filter((child) => child.context === "server"));
}

/** Fragments of `conf.d`, by name of the file, where nothing of the image can stand between them: the folder is mounted, or its `default.conf` is replaced. */
function foldersParts(
  container: Container,
  configs: readonly NginxConfig[],
): readonly NginxConfig[] | undefined {
  const files = container.files.filter((it) => included.test(it.path));
  const folder = included.exec(files[0]?.path ?? "")?.[1];
  if (folder === undefined || files.length !== configs.length || configs.some((it) => it.context !== "http"))
    return undefined;
  const isWhole =
    container.mounts.some(
      (it) => it.path.replace(/\/$/, "") === folder && asText(it.mount.subPath) === undefined,
    ) || files.some((it) => it.path === `${folder}/default.conf`);
  // An include in a fragment, or directives nobody could read, may bring more servers.
  const isReadable = configs.every(
    (it) =>
      it.trees.every((tree) => tree.errors.length === 0) &&
      !it.directives.some((one) => one.name === "include"),
  );
  return isWhole && isReadable ? [...configs].sort((a, b) => (a.label < b.label ? -1 : 1)) : undefined;
}

/** Whether a name of a server is filled in before nginx starts. In expressions, angle brackets name a group. */
export function hasOpenName(server: Scope): boolean {
  return namesOf(server).some(({ value }) =>
    isPlaceholder(value.startsWith("~") ? value.replace(/\(\?P?<\w+>/g, "(") : value),
  );
}
