import { keepaliveAnnotation, nginxBackend } from "../knowledge/backend-servers.ts";
import type { Origin } from "../text/origin.ts";
import { type BackendTimeout, readIdleTime } from "./idle-value.ts";
import type { Manifest } from "./manifest.ts";
import { allScopes } from "./nginx-scope.ts";
import { parseNginxTime } from "./nginx-values.ts";
import { serverTimeout } from "./server-timeout.ts";
import type { Service } from "./service.ts";
import { asText } from "./shape.ts";
import { byDefault, explicit, unknown } from "./value.ts";
import type { Container } from "./workload.ts";

export type { BackendTimeout } from "./idle-value.ts";

/**
 * Idle timeout of the application in a container: what the author declares (annotation of pod, workload or Service; `backends` of the configuration),
 * else what its command, environment or mounted configuration say, else the server's documented default.
 * Undefined: nothing says which server runs there, or it keeps no idle connections at all.
 */
export function idleTimeoutOf(container: Container, via?: Service): BackendTimeout | undefined {
  return declaredTimeout(container, via) ?? ownNginxTimeout(container) ?? serverTimeout(container);
}

function declaredTimeout(container: Container, via: Service | undefined): BackendTimeout | undefined {
  const { workload } = container;
  const services = via === undefined ? workload.services : [via];
  const holders: readonly (readonly [Manifest, object])[] = [
    [workload.manifest, workload.podAnnotations],
    [workload.manifest, workload.manifest.annotations],
    ...services.map((it) => [it.manifest, it.manifest.annotations] as const),
  ];
  for (const [manifest, annotations] of holders) {
    if (!Object.hasOwn(annotations, keepaliveAnnotation)) continue;
    const origin = manifest.locate(annotations, keepaliveAnnotation);
    const isHidden = manifest.isUnknown(annotations, keepaliveAnnotation);
    const text = asText((annotations as Readonly<Record<string, unknown>>)[keepaliveAnnotation]);
    const value =
      text === undefined || isHidden
        ? unknown("known after apply", origin)
        : readIdleTime({ text, origin }, { format: "plain" });
    if (value === undefined) return undefined;
    return {
      value,
      server: undefined,
      decidedBy: `annotation '${keepaliveAnnotation}'`,
      advice: (seconds) => `raise the application's idle timeout to ${seconds}s and the annotation with it`,
    };
  }
  const manifests = [workload.manifest, ...services.map((it) => it.manifest)];
  for (const { match, keepaliveTimeoutSeconds } of workload.project.backends) {
    const isMeant = (it: Manifest) =>
      it.name === match.name &&
      (match.kind === undefined || it.kind === match.kind) &&
      (match.namespace === undefined || it.namespace === match.namespace);
    if (!manifests.some(isMeant)) continue;
    return {
      value: explicit(keepaliveTimeoutSeconds, container.nameOrigin),
      server: undefined,
      decidedBy: `'backends' of the configuration`,
      advice: (seconds) =>
        `raise the application's idle timeout to ${seconds}s and its entry in 'backends' with it`,
    };
  }
  return undefined;
}

/** nginx behind nginx: `keepalive_timeout` of the configuration it runs; unknown where its servers differ. */
function ownNginxTimeout(container: Container): BackendTimeout | undefined {
  const config = container.nginxConfigs.find((it) => it.context === "main") ?? container.nginxConfigs[0];
  if (config === undefined || config.controller !== undefined) return undefined;
  const found = new Map<string | undefined, Origin>();
  for (const scope of allScopes(config)) {
    if (scope.context !== "server") continue;
    const directive = scope.find("keepalive_timeout");
    found.set(directive?.args[0]?.value, directive?.origin ?? container.nameOrigin);
  }
  if (found.size === 0) return undefined;
  const [text, origin] = [...found][0]!;
  const about = {
    server: nginxBackend.name,
    decidedBy: text === undefined ? "nginx's default" : "its own 'keepalive_timeout'",
    advice: (seconds: number) => `set 'keepalive_timeout ${seconds}s' in that nginx`,
  };
  if (found.size > 1) return { value: unknown("its servers differ", origin), ...about };
  if (text === undefined) {
    return config.complete && config.context === "main"
      ? { value: byDefault(nginxBackend.defaultSeconds, origin), ...about }
      : undefined;
  }
  const seconds = parseNginxTime(text);
  if (seconds === 0) return undefined; // it closes after each response and says so
  return {
    value: seconds === undefined ? unknown("not a time", origin) : explicit(seconds, origin),
    ...about,
  };
}
