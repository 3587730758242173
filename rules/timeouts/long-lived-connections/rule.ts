import { defineRule } from "../../../src/engine/rule.ts";
import type { ControllerProduct } from "../../../src/knowledge/controllers.ts";
import type { Ingress } from "../../../src/model/ingress.ts";
import { parseNginxTime } from "../../../src/model/nginx-values.ts";
import { productAnnotation } from "../../../src/model/product-annotation.ts";
import type { Project } from "../../../src/model/project.ts";
import type { Known } from "../../../src/model/value.ts";

export default defineRule({
  id: "long-lived-connections",
  subject: "project",
  severity: "info",
  preset: "recommended",
  summary: "Long-lived connections share a controller with many Ingresses whose changes reload it.",
  why: "Every change of any Ingress reloads nginx; old workers and all their connections stay until the streams end or are cut.",
  references: [
    "https://kubernetes.github.io/ingress-nginx/how-it-works/#when-a-reload-is-required",
    "https://kubernetes.github.io/ingress-nginx/user-guide/miscellaneous/#websockets",
    "https://nginx.org/en/docs/ngx_core_module.html#worker_shutdown_timeout",
  ],
  lessons: [32],
  options: {
    maximumOthers: {
      type: "integer",
      default: 20,
      minimum: 0,
      description: "Most other Ingresses of the same controller or class that are accepted.",
    },
  },

  *check(project, { options }) {
    for (const [group, ingresses] of groupsOf(project)) {
      if (ingresses.length <= options.maximumOthers) continue;
      const lasting = ingresses.flatMap(({ ingress, product }) => {
        const sign = signOf(ingress, product);
        return sign === undefined ? [] : [{ ingress, sign }];
      });
      const others = ingresses.length - lasting.length;
      const [first, second] = lasting;
      if (first === undefined || others <= options.maximumOthers) continue;
      const more = lasting.length === 1 ? "" : ` and ${lasting.length - 1} more`;
      yield {
        at: first.sign.origin,
        message: `${first.ingress.label}${more} keep${more === "" ? "s" : ""} connections open for long and share${more === "" ? "s" : ""} ${group} with ${others} other Ingresses.`,
        help: "Give long-lived connections a controller and class of their own, or bound old workers with 'worker-shutdown-timeout'.",
        related:
          second === undefined
            ? []
            : [{ at: second.sign.origin, message: `${second.ingress.label} keeps connections open too.` }],
        key: group,
      };
    }
  },
});

interface Member {
  readonly ingress: Ingress;
  readonly product: ControllerProduct;
}

/** Ingresses by what reloads for them: the controller in scope, else their class. */
function groupsOf(project: Project): ReadonlyMap<string, readonly Member[]> {
  const groups = new Map<string, Member[]>();
  for (const ingress of project.ingresses) {
    const product = project.productOf(ingress);
    const name = ingress.className;
    const { controller } = ingress;
    if (product === undefined || (controller === undefined && name === undefined)) continue;
    const group =
      controller === undefined ? `class '${name}'` : `${controller.label} (${controller.manifest.label})`;
    const members = groups.get(group);
    if (members === undefined) groups.set(group, [{ ingress, product }]);
    else members.push({ ingress, product });
  }
  return groups;
}

/** What shows that connections to an Ingress last: F5's lists of Services, gRPC, or the hour that ingress-nginx asks for with WebSockets. */
function signOf(ingress: Ingress, product: ControllerProduct): Known<string> | undefined {
  const annotation = (name: string) => productAnnotation(ingress, product, name);
  if (product === "f5-nic") return annotation("websocket-services") ?? annotation("grpc-services");
  const protocol = annotation("backend-protocol");
  if (/^GRPCS?$/.test(protocol?.value ?? "")) return protocol;
  const read = annotation("proxy-read-timeout");
  return read !== undefined && (parseNginxTime(read.value) ?? 0) >= 3600 ? read : undefined;
}
