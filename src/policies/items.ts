import type { Controller } from "../model/controller.ts";
import type { Ingress } from "../model/ingress.ts";
import type { Manifest } from "../model/manifest.ts";
import { walk } from "../model/nginx-config.ts";
import type { Project } from "../model/project.ts";
import type { Service } from "../model/service.ts";
import type { Workload } from "../model/workload.ts";
import type { Origin } from "../text/origin.ts";
import { type PlacedDirective, placedDirectives } from "./effective.ts";
import type { Variables } from "./evaluate.ts";
import { plainObject, plainPart, UNKNOWN } from "./plain.ts";
import type { Policy } from "./policy.ts";

/** One thing that a policy looks at: what its expressions see, and where it is reported. */
export interface Item {
  readonly variables: Variables;
  readonly origin: Origin;
  /** Tells two findings on one resource apart. */
  readonly key: string;
}

/** Everything in a project that a policy looks at. What costs time is worked out where an expression speaks of it. */
export function itemsOf(policy: Policy, project: Project): readonly Item[] {
  const speaksOf = (name: string) =>
    [policy.match, policy.assert, policy.message, policy.help].some((it) =>
      it === undefined ? false : new RegExp(`\\b${name}\\b`).test(it.text),
    );
  const asked = namesIn(policy);
  const plain = (it: Manifest) => plainObject(it, asked);
  const view = new View(project, speaksOf("effective"), plain);
  switch (policy.given) {
    case "objects":
      return project.manifests
        .filter((it) => policy.kind === undefined || it.kind === policy.kind)
        .map((it) => ({
          variables: { value: plain(it), object: plain(it) },
          origin: it.nameOrigin,
          key: "",
        }));
    case "ingresses":
      return project.ingresses.map((it) => ({
        variables: { value: plain(it.manifest), ...view.ofIngress(it) },
        origin: it.manifest.nameOrigin,
        key: "",
      }));
    case "ingress.hosts":
      return project.ingresses.flatMap((it) =>
        it.ruleHosts
          .filter(({ name }) => name !== "")
          .map(({ name, origin }) => ({
            variables: { value: name, ...view.ofIngress(it, name) },
            origin,
            key: name,
          })),
      );
    case "ingress.paths":
      return project.ingresses.flatMap((it) =>
        it.paths.map((path) => ({
          variables: {
            value: {
              host: path.isUnknown ? UNKNOWN : path.host,
              path: path.isUnknown ? UNKNOWN : path.path,
              pathType: path.pathType,
              service: path.isUnknown ? UNKNOWN : (path.serviceName ?? null),
              port: path.isUnknown ? UNKNOWN : (path.servicePort ?? null),
              isDefault: path.isDefault,
            },
            ...view.ofIngress(it, path.host),
          },
          origin: path.origin,
          key: `${path.host}${path.path}`,
        })),
      );
    case "services":
      return project.services.map((it) => ({
        variables: { value: plain(it.manifest), ...view.ofService(it) },
        origin: it.manifest.nameOrigin,
        key: "",
      }));
    case "workloads":
      return project.workloads.map((it) => ({
        variables: { value: plain(it.manifest), ...view.ofWorkload(it) },
        origin: it.manifest.nameOrigin,
        key: "",
      }));
    case "containers":
      return project.workloads.flatMap((workload) =>
        workload.containers.map((it) => ({
          variables: {
            value: plainPart(it.spec as object, workload.manifest, asked),
            ...view.ofWorkload(workload),
          },
          origin: it.nameOrigin,
          key: it.name,
        })),
      );
    case "controllers":
      return project.controllers.map((it) => ({
        variables: {
          value: view.ofController(it),
          object: plain(it.manifest),
          controller: view.ofController(it),
        },
        origin: it.versionOrigin ?? it.manifest.nameOrigin,
        key: "",
      }));
    case "directives":
      return placedDirectives(project).map((it) => ({
        variables: { value: plainDirective(it) },
        origin: it.origin,
        key: [it.name, ...it.hosts, it.location].join(" "),
      }));
    case "changes":
      return project.changes.map((it) => {
        const change = {
          address: it.address,
          type: it.type,
          actions: it.actions,
          before: it.before.map(plain),
          after: it.after.map(plain),
        };
        return { variables: { value: change, change }, origin: it.attributeOrigin([]), key: "" };
      });
  }
}

/** What expressions see of the parts of a project and of what they are linked with. */
class View {
  readonly #project: Project;
  readonly #withEffective: boolean;
  readonly #plain: (manifest: Manifest) => unknown;

  constructor(project: Project, withEffective: boolean, plain: (manifest: Manifest) => unknown) {
    this.#project = project;
    this.#withEffective = withEffective;
    this.#plain = plain;
  }

  ofIngress(ingress: Ingress, host?: string): Variables {
    const { controller, manifest, services } = ingress;
    const hosts = host === undefined ? ingress.ruleHosts.map((it) => it.name) : [host];
    return {
      object: this.#plain(manifest),
      services: services.map((it) => this.#plain(it.manifest)),
      workloads: this.#objectsOf(
        services.flatMap((it) => this.#project.workloadsOf(it).map((one) => one.manifest)),
      ),
      controller: controller === undefined ? null : this.ofController(controller),
      ...(this.#withEffective && {
        effective: placedDirectives(this.#project)
          .filter((it) => it.hosts.some((one) => hosts.includes(one)))
          .map(plainDirective),
      }),
    };
  }

  ofService(service: Service): Variables {
    return {
      object: this.#plain(service.manifest),
      workloads: this.#objectsOf(this.#project.workloadsOf(service).map((it) => it.manifest)),
      ingresses: this.#objectsOf(this.#project.ingressesOf(service).map((it) => it.manifest)),
    };
  }

  ofWorkload(workload: Workload): Variables {
    const object = this.#plain(workload.manifest);
    return {
      object,
      workload: object,
      services: this.#objectsOf(workload.services.map((it) => it.manifest)),
      ingresses: this.#objectsOf(workload.ingresses.map((it) => it.manifest)),
      ...(this.#withEffective && { effective: this.#runBy(workload) }),
    };
  }

  ofController({ product, version, nginxVersion, manifest, configMap }: Controller) {
    const data = configMap === undefined ? null : (this.#plain(configMap) as { data?: unknown }).data;
    return {
      product,
      version: version ?? UNKNOWN,
      nginxVersion: nginxVersion ?? UNKNOWN,
      resource: manifest.resource,
      settings: data ?? (configMap === undefined ? UNKNOWN : {}),
    };
  }

  /** The directives of the configurations that a workload's containers run. */
  #runBy(workload: Workload) {
    return workload.containers
      .flatMap((it) => it.nginxConfigs)
      .flatMap((it) => [...walk(it.directives)])
      .map((it) => ({ name: it.name, args: it.args.map((one) => one.value) }));
  }

  #objectsOf(manifests: readonly Manifest[]): readonly unknown[] {
    return [...new Set(manifests)].map(this.#plain);
  }
}

/** Every word of a policy's expressions: the fields that it may look for are among them. */
function namesIn({ match, assert, message, help }: Policy): readonly string[] {
  const words = [match, assert, message, help].flatMap((it) => it?.text.match(/[\w./-]+/g) ?? []);
  return [...new Set(words.flatMap((it) => [it, ...it.split(".")]))].filter((it) => it !== "").sort();
}

function plainDirective({ name, args, hosts, location, blocks, source }: PlacedDirective) {
  return { name, args, hosts, location, blocks, source };
}
