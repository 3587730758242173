import { validatesAnnotations } from "../knowledge/annotation-validation.ts";
import { parseGoBool } from "../knowledge/ingress-nginx-settings.ts";
import { isAtLeast } from "../knowledge/versions.ts";
import type { Origin } from "../text/origin.ts";
import type { Controller } from "./controller.ts";
import type { Ingress } from "./ingress.ts";
import type { Manifest } from "./manifest.ts";
import { annotationPrefixOf } from "./product-annotation.ts";
import type { Project } from "./project.ts";
import { asMapping, asText } from "./shape.ts";
import { explicit, unknown, type Value } from "./value.ts";

/** Whether something holds for the controller that reads a setting; `unknown` where neither its image nor its flags say. */
export type Certainty = "yes" | "no" | "unknown";

/**
 * What stands for a value that somebody fills in later: Helm, envsubst (nginx's own variables have small letters), kustomize, Ansible, and angle
 * brackets in documentation.
 */
const placeholder = /\{\{|\$\{|\$\(|\$[A-Z][A-Z\d_]+|<[^<>]*>|__[A-Z_]+__|%[A-Z_]+%/;

/** Whether a text holds a place for something that is filled in before the controller sees it. */
export function isPlaceholder(text: string): boolean {
  return placeholder.test(text);
}

/** The annotations of one Ingress that ingress-nginx reads, by name without the prefix, and what is known of the controller. */
export class IngressSettings {
  readonly ingress: Ingress;
  readonly project: Project;
  readonly controller: Controller | undefined;
  /** Of the controller; undefined where nothing says it. */
  readonly version: string | undefined;
  /** Full name by short name. */
  readonly #names: ReadonlyMap<string, string>;

  constructor(
    ingress: Ingress,
    project: Project,
    controller: Controller | undefined,
    names: ReadonlyMap<string, string>,
  ) {
    this.ingress = ingress;
    this.project = project;
    this.controller = controller;
    this.version = controller?.version ?? project.assume.controllerVersion;
    this.#names = names;
  }

  /** `ingress-nginx v1.12.1`, or the product alone. */
  get product(): string {
    return this.version === undefined ? "ingress-nginx" : `ingress-nginx v${this.version}`;
  }

  /** Whether the annotation is there, with any value. */
  has(name: string): boolean {
    return this.#names.has(name);
  }

  /** Short names of the annotations that are there, in the order of the text. */
  get names(): Iterable<string> {
    return this.#names.keys();
  }

  /** An annotation as written; unknown when it is sensitive, known after apply or a placeholder; undefined when it is not there. */
  get(name: string): Value<string> | undefined {
    const full = this.#names.get(name);
    if (full === undefined) return undefined;
    const { manifest } = this.ingress;
    const { annotations } = manifest;
    const origin = manifest.locate(annotations, full);
    const text = asText(annotations[full]);
    if (text === undefined || manifest.isUnknown(annotations, full))
      return unknown("known after apply", origin);
    if (manifest.isSensitive(annotations, full)) return unknown("sensitive", origin);
    return isPlaceholder(text) ? unknown("a placeholder", origin) : explicit(text, origin);
  }

  /** The text of an annotation as the controller takes it: without blanks around it. Empty: missing or empty. Undefined: not known. */
  text(name: string): string | undefined {
    const value = this.get(name);
    if (value === undefined) return this.mayAppear(name) ? undefined : "";
    return value.state === "unknown" ? undefined : value.value.trim();
  }

  /** Whether the annotation is not in sight but may be there once the plan is applied. */
  mayAppear(name: string): boolean {
    const { manifest } = this.ingress;
    return manifest.isUnknown(
      manifest.annotations,
      annotationPrefixOf("ingress-nginx", this.controller) + name,
    );
  }

  /** The place of an annotation that is there. */
  originOf(name: string): Origin {
    const { manifest } = this.ingress;
    return manifest.locate(manifest.annotations, this.#names.get(name)!);
  }

  /** Full name of an annotation, for edits. */
  fullName(name: string): string {
    return this.#names.get(name)!;
  }

  /** A canary takes everything but its own annotations from the main Ingress (mergeAlternativeBackends in controller.go). */
  get isCanary(): boolean {
    const text = this.text("canary");
    return text === undefined || parseGoBool(text) === true;
  }

  /** Whether the controller checks annotations by their validators. */
  get validates(): Certainty {
    const { container } = this.controller ?? {};
    const flag = container?.flags.get("enable-annotation-validation");
    const isOn = flag === undefined ? undefined : parseGoBool(flag);
    const checks = validatesAnnotations(this.version, isOn, container !== undefined);
    return checks === undefined ? "unknown" : checks ? "yes" : "no";
  }

  /** Whether a release at least this new reads the Ingress. */
  since(release: string): Certainty {
    return this.version === undefined ? "unknown" : isAtLeast(this.version, release) ? "yes" : "no";
  }

  /** Whether a snippet that may reach the Ingress's locations holds such a text: then the author does by hand what annotations do. */
  snippetsHold(pattern: RegExp): boolean {
    const own = ["configuration-snippet", "server-snippet"].map((name) => this.get(name));
    const global = ["location-snippet", "server-snippet", "http-snippet"].map((key) =>
      this.controller?.setting(key),
    );
    return [...own, ...global].some(
      (it) => it !== undefined && (it.state === "unknown" || pattern.test(it.value)),
    );
  }

  /**
   * The Secret that an annotation names by NAMESPACE/NAME, where it is in scope with a certificate and key but no `ca.crt`: the controller then
   * leaves out everything that was to be checked against it (getPemCertificate in controller/store/backend_ssl.go, all releases since 1.0).
   */
  secretWithoutAuthority(name: string): Manifest | undefined {
    const [namespace = "", secret] = (this.text(name) ?? "").split("/");
    if (secret === undefined) return undefined;
    const found = this.project.find("Secret", secret, this.ingress.manifest, namespace);
    if (found === undefined) return undefined;
    const { data, stringData } = found.object as { data?: unknown; stringData?: unknown };
    const holders = [asMapping(data), asMapping(stringData)];
    const mayHold = holders.some((it) => found.isUnknown(it, "") || found.isUnknown(it, "ca.crt"));
    const isUnknown = mayHold || ["data", "stringData"].some((it) => found.isUnknown(found.object, it));
    const has = (key: string) => holders.some((it) => Object.hasOwn(it, key));
    return !isUnknown && has("tls.crt") && has("tls.key") && !has("ca.crt") ? found : undefined;
  }

  /**
   * Whether the annotation may come from elsewhere: the Ingress is a patch without paths, or one of the same name in scope, of which this
   * is an overlay's copy, has it.
   */
  mayComeFromElsewhere(name: string): boolean {
    const { ingress, project } = this;
    if (ingress.paths.length === 0) return true;
    return project.ingresses.some(
      (it) =>
        it !== ingress &&
        it.manifest.name === ingress.manifest.name &&
        ingressSettings(it, project)?.has(name) === true,
    );
  }

  /** Settings of the other Ingresses in scope that share a host with this one: server-level settings of theirs hold here too. */
  get neighbours(): readonly IngressSettings[] {
    const hosts = new Set(this.ingress.paths.map((it) => it.host));
    return this.project.ingresses
      .filter((it) => it !== this.ingress && it.paths.some((path) => hosts.has(path.host)))
      .map((it) => ingressSettings(it, this.project))
      .filter((it) => it !== undefined);
  }
}

const known = new WeakMap<Ingress, { readonly settings: IngressSettings | undefined }>();
const prefixes = new WeakMap<Project, readonly string[]>();

/**
 * What ingress-nginx reads of an Ingress. Undefined: none of its annotations, or another controller serves the Ingress. Worked out
 * once; an Ingress without such annotations costs one look at its keys.
 */
export function ingressSettings(ingress: Ingress, project: Project): IngressSettings | undefined {
  const done = known.get(ingress);
  if (done !== undefined) return done.settings;
  const settings = readSettings(ingress, project);
  known.set(ingress, { settings });
  return settings;
}

function readSettings(ingress: Ingress, project: Project): IngressSettings | undefined {
  const all = Object.keys(ingress.manifest.annotations);
  const candidates = prefixesIn(project);
  if (!all.some((name) => candidates.some((prefix) => name.startsWith(prefix)))) return undefined;
  if (project.productOf(ingress) !== "ingress-nginx") return undefined;
  const { controller } = ingress;
  const prefix = annotationPrefixOf("ingress-nginx", controller);
  const names = new Map<string, string>();
  for (const name of all) if (name.startsWith(prefix)) names.set(name.slice(prefix.length), name);
  return names.size === 0 ? undefined : new IngressSettings(ingress, project, controller, names);
}

/** The prefixes that any controller in scope looks for. */
function prefixesIn(project: Project): readonly string[] {
  const done = prefixes.get(project);
  if (done !== undefined) return done;
  const controllers = [undefined, ...project.controllers];
  const found = [...new Set(controllers.map((it) => annotationPrefixOf("ingress-nginx", it)))];
  prefixes.set(project, found);
  return found;
}
