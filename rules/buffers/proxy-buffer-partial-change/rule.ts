import { defineRule } from "../../../src/engine/rule.ts";
import { honoursSetting } from "../../../src/knowledge/ingress-nginx-settings.ts";
import { bufferChangeIn, bufferChangeOf } from "../../../src/model/buffer-changes.ts";
import { bufferFlaws, flawOf } from "../../../src/model/buffer-flaws.ts";
import {
  type BufferLevel,
  bufferFamiliesOf,
  bufferLevels,
  type Slot,
  slotOrigin,
} from "../../../src/model/buffer-levels.ts";
import type { NginxConfig } from "../../../src/model/nginx-config.ts";
import { RenderedDirective } from "../../../src/model/rendered-directive.ts";
import { append } from "../../../src/text/append.ts";
import { manifestOf } from "../../_shared/buffers.ts";
import { planned, standing, withoutEffect } from "./findings.ts";

/** ingress-nginx's own default of `proxy-buffer-size`, in every release. */
const INGRESS_NGINX_SIZE = 4096;

export default defineRule({
  id: "proxy-buffer-partial-change",
  subject: "nginx",
  severity: "warning",
  preset: "recommended",
  summary:
    "The size of the first response buffer is changed alone, without the settings that have to fit it.",
  why: "The sum that nginx makes of all buffer settings now hangs on defaults; the next release or override can break every reload.",
  references: [
    "https://nginx.org/en/docs/http/ngx_http_proxy_module.html#proxy_busy_buffers_size",
    "https://kubernetes.github.io/ingress-nginx/user-guide/nginx-configuration/configmap/#proxy-buffer-size",
    "https://github.com/kubernetes/ingress-nginx/issues/13598",
  ],
  lessons: [1],
  fixable: true,

  *check(config, { project }) {
    const broken = new Set<string>();
    for (const flaw of bufferFlaws(config, project.assume.pageSize)) {
      for (const slot of flaw.written) broken.add(placeOf(flaw.level.slots[slot]));
    }
    for (const level of levelsOf(config)) {
      const size = level.slots.bufferSize;
      if (size.scope !== level.scope || !size.written || typeof size.value !== "number") continue;
      const isRendered = size.directive instanceof RenderedDirective;
      // The controller's own values are judged once, in the controller's own configuration.
      const manifest = isRendered ? manifestOf(config, size) : undefined;
      if (isRendered && manifest !== (config.ingress?.manifest ?? config.controller?.configMap)) continue;

      const product = config.controller?.product ?? (config.ingress && project.productOf(config.ingress));
      const fallback =
        isRendered && product === "ingress-nginx" ? INGRESS_NGINX_SIZE : project.assume.pageSize;
      const change =
        manifest && product
          ? bufferChangeOf(project, manifest, product, fallback)
          : bufferChangeIn(project, level);
      // A busy size in a snippet that suits the new size was thought of, whichever way it got there.
      const suits = level.slots.busy.written && flawOf(level, project.assume.pageSize) === undefined;
      if (change !== undefined && change.to > change.from && !change.partnersMove && !suits) {
        yield planned(level, change, project);
      } else if (
        change?.partnersMove === true &&
        change.to > change.from &&
        change.onlyBusy &&
        isBusyIgnored(config)
      ) {
        yield withoutEffect(level, change, project);
      } else if (
        size.value > fallback &&
        !hasPartner(level) &&
        knowsPartners(config, isRendered) &&
        !broken.has(placeOf(size))
      ) {
        yield standing(level, fallback, project);
      }
    }
  },
});

function* levelsOf(config: NginxConfig): Generator<BufferLevel> {
  for (const family of bufferFamiliesOf(config)) {
    const open = [...bufferLevels(config, family)];
    for (let level = open.pop(); level !== undefined; level = open.pop()) {
      yield level;
      append(open, level.children);
    }
  }
}

/** Whether the same block, ConfigMap or Ingress sets a value that the size has to fit. */
function hasPartner(level: BufferLevel): boolean {
  const { bufferSize, number, size, busy } = level.slots;
  const home = slotOrigin(bufferSize)?.place().resource;
  return [number, size, busy].some((it) => {
    const isItself = it.argument?.origin === bufferSize.argument?.origin;
    const isHere = it.scope === level.scope && it.written && !isItself;
    return isHere && slotOrigin(it)?.place().resource === home;
  });
}

function placeOf(slot: Slot): string {
  const place = slotOrigin(slot)?.place();
  return `${place?.file.path}:${place?.span.start}`;
}

/** Whether the author could set a partner: the oldest releases of ingress-nginx have a key for the size alone. */
function knowsPartners(config: NginxConfig, isRendered: boolean): boolean {
  const { controller } = config;
  if (!isRendered || controller?.product !== "ingress-nginx") return true;
  return honoursSetting("proxy-buffers-number", controller.version) !== "no";
}

/** Whether the controller's release does not read a busy size in its ConfigMap. */
function isBusyIgnored(config: NginxConfig): boolean {
  const { controller } = config;
  const isIngressNginx = controller?.product === "ingress-nginx" && config.ingress === undefined;
  return isIngressNginx && honoursSetting("proxy-busy-buffers-size", controller.version) === "no";
}
