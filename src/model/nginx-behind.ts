import type { Origin } from "../text/origin.ts";
import type { Controller } from "./controller.ts";
import { controllerKeepalive } from "./controller-pool.ts";
import { timeOfDirective } from "./effective-directive.ts";
import { longLivedKind } from "./long-lived.ts";
import type { NginxConfig } from "./nginx-config.ts";
import { allScopes } from "./nginx-scope.ts";
import { parseNginxTime } from "./nginx-values.ts";
import { passOf } from "./passes.ts";
import { productAnnotation } from "./product-annotation.ts";
import { clientTimeout } from "./upstream-pool.ts";
import type { Known, Value } from "./value.ts";
import type { Container } from "./workload.ts";

/** How long an nginx keeps connections of clients, seen from what stands in front of it. */
export interface NginxBehind {
  /** `ingress-nginx v1.12.1`, `nginx in container 'edge' of Deployment 'shop/edge'`. */
  readonly label: string;
  /** The setting that decides, as its author knows it. */
  readonly keepaliveName: string;
  /** The shortest idle time of its servers in seconds; 0 where one keeps none. Undefined where it cannot be told. */
  readonly keepalive: Known<number> | undefined;
  /** The longest silence of a backend that somebody allowed on a connection that may be long-lived, in seconds, and for what. */
  readonly read: { readonly value: number; readonly origin: Origin; readonly of: string } | undefined;
}

/** The nginx that a container runs: a controller's, or one whose configuration is in scope; undefined for anything else. */
export function nginxIn(container: Container): NginxBehind | undefined {
  const { project } = container.workload;
  const controller = project.controllers.find((it) => it.container === container);
  if (controller !== undefined) return ofController(controller);
  const config = container.nginxConfigs.find((it) => it.context === "main");
  return config === undefined ? undefined : ofConfig(config, container);
}

function ofController(controller: Controller): NginxBehind {
  const { client } = controllerKeepalive(controller);
  return {
    label: controller.label,
    keepaliveName: controller.product === "f5-nic" ? "keepalive-timeout" : "keep-alive",
    keepalive: client.state === "unknown" ? undefined : client,
    read: longest([
      { value: controller.setting("proxy-read-timeout"), of: controller.label },
      ...controller.ingresses.map((it) => ({
        value: productAnnotation(it, controller.product, "proxy-read-timeout"),
        of: it.label,
      })),
    ]),
  };
}

function longest(
  candidates: readonly { readonly value: Value<string> | undefined; readonly of: string }[],
): NginxBehind["read"] {
  let found: NginxBehind["read"];
  for (const { value, of } of candidates) {
    const seconds = value?.state === "explicit" ? parseNginxTime(value.value) : undefined;
    if (seconds !== undefined && seconds > (found?.value ?? 0))
      found = { value: seconds, origin: value!.origin, of };
  }
  return found;
}

function ofConfig(config: NginxConfig, container: Container): NginxBehind {
  let keepalive: Known<number> | undefined;
  let read: NginxBehind["read"];
  for (const scope of allScopes(config)) {
    if (scope.context === "server") {
      const client = clientTimeout(scope);
      if (client?.state === "explicit" || client?.state === "default")
        if (keepalive === undefined || client.value < keepalive.value) keepalive = client;
    }
    const family = passOf(scope)?.family;
    const kind = family === undefined ? undefined : longLivedKind(scope);
    const directive = kind === undefined ? undefined : scope.find(`${family}_read_timeout`);
    const time = directive === undefined ? undefined : timeOfDirective(directive);
    if (time?.state !== "explicit" || time.value <= (read?.value ?? 0)) continue;
    const path = scope.block?.args.map((it) => it.value).join(" ") ?? "";
    read = { value: time.value, origin: time.origin, of: `${kind} location '${path}'` };
  }
  return { label: `nginx in ${container.label}`, keepaliveName: "keepalive_timeout", keepalive, read };
}
