import type { ProbeKind } from "../../../src/model/probe.ts";
import { asMapping, asMappings, isMapping, type Mapping } from "../../../src/model/shape.ts";
import type { Container } from "../../../src/model/workload.ts";

/**
 * What a probe asks, as a text that is equal for probes that ask the same: port names resolved, defaults filled in. Undefined where it is not known or
 * the probe has no handler.
 */
export function handlerOf(container: Container, kind: ProbeKind): string | undefined {
  const { manifest } = container.workload;
  const probe = asMapping(container.spec[kind]);
  if (manifest.isUnknown(container.spec, kind)) return undefined;
  for (const name of ["httpGet", "tcpSocket", "exec", "grpc"]) {
    const handler = probe[name];
    if (manifest.isUnknown(probe, name)) return undefined;
    if (!isMapping(handler)) continue;
    if (Object.keys(handler).some((it) => manifest.isUnknown(handler, it))) return undefined;
    if (name === "exec") return `exec ${JSON.stringify(handler.command ?? [])}`;
    const port = portOf(container, handler);
    const host = handler.host ?? "";
    if (name === "tcpSocket") return `tcp ${host} ${port}`;
    if (name === "grpc") return `grpc ${port} ${handler.service ?? ""}`;
    const headers = asMappings(handler.httpHeaders).map((it) => [it.name, it.value]);
    return `http ${handler.scheme || "HTTP"} ${host} ${port} ${handler.path || "/"} ${JSON.stringify(headers)}`;
  }
  return undefined;
}

/** The port's number; its name where no port of the container has it. */
function portOf(container: Container, handler: Mapping): string {
  const named = asMappings(container.spec.ports).find((it) => it.name === handler.port);
  return String(named?.containerPort ?? handler.port);
}
