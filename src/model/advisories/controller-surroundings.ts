import type { Condition, NamedCheck } from "../../knowledge/advisories.ts";
import { validatesAnnotations } from "../../knowledge/annotation-validation.ts";
import { parseGoBool } from "../../knowledge/ingress-nginx-settings.ts";
import { configMapKey } from "../../knowledge/settings.ts";
import { allowsSnippets, f5AllowsSnippets, settingInForce, settingsAreInSight } from "../annotation-gates.ts";
import type { Controller } from "../controller.ts";
import { flagOrigin } from "../flag-origin.ts";
import { annotationSnippets, configMapSnippets } from "../nginx-check/snippets.ts";
import { annotationPrefixOf } from "../product-annotation.ts";
import type { Project } from "../project.ts";
import { asMapping, asStringList, asText } from "../shape.ts";
import { type Answer, answer, no, outOfSight, outside, yes } from "./answer.ts";
import { DirectiveIndex } from "./directive-index.ts";
import { DirectiveAnswers } from "./nginx-surroundings.ts";
import type { Surroundings } from "./surroundings.ts";

/** Keys of F5's controller that put a template in the place of its own: what that prints is not known. */
const ownTemplates = [
  "main-template",
  "ingress-template",
  "virtualserver-template",
  "transportserver-template",
];

/**
 * What one controller is told: its ConfigMap, flags and image, the Ingresses in scope that it serves. Directives are looked for in snippets, the only place
 * where what the template never prints can come from.
 */
export class ControllerSurroundings implements Surroundings {
  readonly #controller: Controller;
  readonly #project: Project;
  readonly #release: string;
  #directives: DirectiveAnswers | undefined;

  /** `release`: the controller's, whose defaults count. */
  constructor(controller: Controller, project: Project, release: string) {
    this.#controller = controller;
    this.#project = project;
    this.#release = release;
  }

  directive(condition: Extract<Condition, { directive: string }>): Answer {
    return this.#snippets.directive(condition);
  }

  argument(pattern: RegExp): Answer {
    return this.#snippets.argument(pattern);
  }

  setting(key: string, pattern: RegExp): Answer {
    const controller = this.#controller;
    const fact = configMapKey(controller.product, key);
    if (fact !== undefined && configMapKey(controller.product, key, this.#release) === undefined) return no;
    const value = settingInForce(controller, key);
    if (value !== undefined) return answer(pattern.test(value.value.trim()), value.origin);
    const isKnown = controller.setting(key)?.state !== "unknown" && settingsAreInSight(controller);
    return isKnown ? answer(pattern.test("")) : outOfSight;
  }

  annotation(name: string, pattern: RegExp | undefined): Answer {
    const { ingresses } = this.#controller;
    if (ingresses.length === 0) return outOfSight;
    const key = annotationPrefixOf(this.#controller.product, this.#controller) + name;
    let mayBe = false;
    for (const { manifest } of ingresses) {
      const text = asText(manifest.annotations[key]);
      if (manifest.isUnknown(manifest.annotations, key)) mayBe = true;
      else if (text !== undefined && (pattern === undefined || pattern.test(text.trim())))
        return yes(manifest.locate(manifest.annotations, key));
    }
    return mayBe ? outOfSight : no;
  }

  path(pattern: RegExp): Answer {
    const { ingresses } = this.#controller;
    if (ingresses.length === 0) return outOfSight;
    const found = ingresses.flatMap((it) => it.paths).find((it) => pattern.test(it.path));
    return answer(found !== undefined, found?.origin);
  }

  image(pattern: RegExp): Answer {
    const image = this.#controller.container?.image;
    return image === undefined ? outOfSight : answer(pattern.test(image.repository));
  }

  check(name: NamedCheck): Answer {
    switch (name) {
      case "webhook-reachable":
        return this.#webhook();
      case "snippets-allowed":
        return this.#allowedSnippets();
      case "annotations-unvalidated":
        return this.#unvalidated();
      default:
        return this.#snippets.check(name) ?? no;
    }
  }

  /** On by its flag, and no NetworkPolicy in scope stands before it; where one does, its rules decide. */
  #webhook(): Answer {
    const { container, workload } = this.#controller;
    if (container === undefined || workload === undefined || container.commandLine.length === 0)
      return outOfSight;
    if ((container.flags.get("validating-webhook") ?? "") === "") return no;
    const at = flagOrigin(container, "validating-webhook");
    const isGuarded = this.#project.ofKind("NetworkPolicy").some(({ object, namespace }) => {
      const spec = asMapping((object as { spec?: unknown }).spec);
      const types = asStringList(spec.policyTypes);
      const labels = asMapping(asMapping(spec.podSelector).matchLabels);
      return (
        namespace === workload.manifest.namespace &&
        (types.length === 0 || types.includes("Ingress")) &&
        Object.entries(labels).every(([key, value]) => workload.podLabels[key] === value)
      );
    });
    return isGuarded ? outside("a way to the webhook past the NetworkPolicy", at) : yes(at);
  }

  #allowedSnippets(): Answer {
    const key = "allow-snippet-annotations";
    if (configMapKey("ingress-nginx", key, this.#release) === undefined) return yes();
    const gate = allowsSnippets(this.#controller);
    return gate === undefined ? outOfSight : answer(gate.value, gate.origin);
  }

  #unvalidated(): Answer {
    const { container } = this.#controller;
    const flag = container?.flags.get("enable-annotation-validation");
    const isInSight = container !== undefined && container.commandLine.length > 0;
    const checks = validatesAnnotations(
      this.#release,
      flag === undefined ? undefined : parseGoBool(flag),
      isInSight,
    );
    return checks === undefined ? outOfSight : answer(!checks);
  }

  get #snippets(): DirectiveAnswers {
    this.#directives ??= this.#readSnippets();
    return this.#directives;
  }

  #readSnippets(): DirectiveAnswers {
    const controller = this.#controller;
    const { ingresses } = controller;
    const snippets = [
      ...configMapSnippets(controller),
      ...ingresses.flatMap((it) => [...annotationSnippets(it, this.#project)]),
    ];
    const roots = snippets.map(({ name, tree }) => ({
      directives: tree.directives,
      top: /main-snippets?$/.test(name)
        ? undefined
        : /stream-snippets?$/.test(name)
          ? ("stream" as const)
          : ("http" as const),
    }));
    const mayHoldMore =
      !settingsAreInSight(controller) ||
      ownTemplates.some((it) => controller.setting(it) !== undefined) ||
      (ingresses.length === 0 && this.#takesAnnotations !== false);
    return new DirectiveAnswers(new DirectiveIndex(roots), !mayHoldMore);
  }

  /** Whether Ingresses may bring snippets; undefined where that is not known. */
  get #takesAnnotations(): boolean | undefined {
    if (this.#controller.product === "f5-nic") return f5AllowsSnippets(this.#controller);
    const allowed = this.#allowedSnippets();
    return allowed.is === "unknown" ? undefined : allowed.is === "yes";
  }
}
