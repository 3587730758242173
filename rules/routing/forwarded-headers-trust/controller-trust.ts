import type { Finding } from "../../../src/engine/finding.ts";
import { parseGoBool } from "../../../src/knowledge/ingress-nginx-settings.ts";
import { isAtLeast } from "../../../src/knowledge/versions.ts";
import type { Controller } from "../../../src/model/controller.ts";
import { isPlaceholder } from "../../../src/model/ingress-settings.ts";
import type { Project } from "../../../src/model/project.ts";
import type { Service } from "../../../src/model/service.ts";
import { asMapping, asStringList } from "../../../src/model/shape.ts";
import type { Known } from "../../../src/model/value.ts";
import { quote } from "../../../src/text/quote.ts";
import { isEverybody } from "./everybody.ts";

/** What the settings of a controller make of headers that clients send. */
export function* controllerTrust(controller: Controller, project: Project): Iterable<Finding> {
  if (controller.workload?.services.some(hasSourceRanges)) return;
  const finding =
    controller.product === "f5-nic" ? f5Trust(controller) : ingressNginxTrust(controller, project);
  if (finding !== undefined) yield finding;
}

/** A load balancer that takes connections from some addresses only is a list of trusted ones in another place. */
function hasSourceRanges(service: Service): boolean {
  const spec = asMapping((service.manifest.object as { spec?: unknown }).spec);
  const annotation = service.annotation("service.beta.kubernetes.io/load-balancer-source-ranges");
  const ranges = [...asStringList(spec.loadBalancerSourceRanges), ...(annotation?.value.split(",") ?? [])];
  return (
    (ranges.length > 0 && !ranges.some(isEverybody)) ||
    service.manifest.isUnknown(spec, "loadBalancerSourceRanges")
  );
}

/** `proxy-real-ip-cidr` is 0.0.0.0/0 by default in all releases; without one of the two switches the headers of clients are replaced. */
function ingressNginxTrust(controller: Controller, project: Project): Finding | undefined {
  const usesProtocol = mayUseProxyProtocol(controller);
  // Before 1.13.0 the address comes from the PROXY protocol wherever that is on.
  if (usesProtocol && (controller.version === undefined || !isAtLeast(controller.version, "1.13.0")))
    return undefined;
  const forwarded = switchedOn(controller, "use-forwarded-headers");
  const realIp =
    !usesProtocol && controller.configMapIsComplete ? switchedOn(controller, "enable-real-ip") : undefined;
  const by = forwarded ?? realIp;
  if (by === undefined) return undefined;
  const name = by === forwarded ? "use-forwarded-headers" : "enable-real-ip";
  const ranges = controller.setting("proxy-real-ip-cidr");
  if (ranges?.state === "unknown") return undefined;
  if (ranges === undefined && (!controller.configMapIsComplete || isSetInCopy(controller, project)))
    return undefined;
  const text = ranges?.value ?? "";
  if (isPlaceholder(text)) return undefined;
  const wide = text.split(",").find(isEverybody)?.trim();
  if (text.trim() !== "" && wide === undefined) return undefined;
  const header = headerName(controller, "forwarded-for-header", "X-Forwarded-For");
  if (header === undefined) return undefined;
  const trusted = wide === undefined ? "is not set and trusts 0.0.0.0/0" : `trusts ${wide}`;
  return {
    at: ranges !== undefined && wide !== undefined ? ranges.origin : by.origin,
    message: `${quote(name)} is on and 'proxy-real-ip-cidr' ${trusted}, so every client chooses its address with header ${quote(header)}.`,
    help: "Set 'proxy-real-ip-cidr' to the addresses of the load balancer in front, such as '10.0.0.0/8'.",
    related: wide === undefined ? [] : [{ at: by.origin, message: `${quote(name)} is on here.` }],
    key: "proxy-real-ip-cidr",
  };
}

/** Whether another ConfigMap of the name, as overlays and their bases have, holds the ranges. */
function isSetInCopy({ configMap }: Controller, project: Project): boolean {
  return project
    .ofKind("ConfigMap")
    .some(
      (it) =>
        it !== configMap &&
        it.name === configMap?.name &&
        Object.hasOwn(asMapping((it.object as { data?: unknown }).data), "proxy-real-ip-cidr"),
    );
}

function f5Trust(controller: Controller): Finding | undefined {
  const ranges = controller.setting("set-real-ip-from");
  if (ranges === undefined || ranges.state === "unknown") return undefined;
  const wide = ranges.value.split(",").find(isEverybody)?.trim();
  const header = headerName(controller, "real-ip-header", "X-Real-IP");
  if (wide === undefined || header === undefined || header === "proxy_protocol") return undefined;
  return {
    at: ranges.origin,
    message: `'set-real-ip-from' trusts ${wide}, so every client chooses its address with header ${quote(header)}.`,
    help: "List the addresses of the load balancer in front, such as '10.0.0.0/8'.",
    key: "set-real-ip-from",
  };
}

function mayUseProxyProtocol(controller: Controller): boolean {
  const setting = controller.setting("use-proxy-protocol");
  if (setting === undefined) return !controller.configMapIsComplete;
  return setting.state === "unknown" || parseGoBool(setting.value) === true;
}

function switchedOn(controller: Controller, name: string): Known<string> | undefined {
  const setting = controller.setting(name);
  return setting !== undefined && setting.state !== "unknown" && parseGoBool(setting.value) === true
    ? setting
    : undefined;
}

/** The name of a header; undefined where it is not known. */
function headerName(controller: Controller, name: string, fallback: string): string | undefined {
  const setting = controller.setting(name);
  if (setting === undefined) return fallback;
  return setting.state === "unknown" ? undefined : setting.value;
}
