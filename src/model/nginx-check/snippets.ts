import { annotationPrefixes, type ControllerProduct } from "../../knowledge/controllers.ts";
import type { NginxTree } from "../../parsers/nginx/directive.ts";
import { parseNginx } from "../../parsers/nginx/parser.ts";
import type { Controller } from "../controller.ts";
import type { Ingress } from "../ingress.ts";
import type { Manifest } from "../manifest.ts";
import type { Project } from "../project.ts";
import { asMapping } from "../shape.ts";

/**
 * Settings whose value a product prints into its configuration as it is, in the ConfigMap and as annotations. `modsecurity-snippet` is not one of
 * them: its language is another.
 */
const keys: Readonly<
  Record<ControllerProduct, { readonly configMap: string; readonly annotations: string }>
> = {
  "ingress-nginx": {
    configMap: "main-snippet http-snippet server-snippet location-snippet stream-snippet global-auth-snippet",
    annotations: "server-snippet configuration-snippet stream-snippet auth-snippet",
  },
  "f5-nic": {
    configMap: "main-snippets http-snippets server-snippets location-snippets stream-snippets",
    annotations: "server-snippets location-snippets",
  },
};

/** A snippet as the template gets it: the name of its key or annotation says which block it is put into. */
export interface Snippet {
  readonly name: string;
  readonly tree: NginxTree;
}

/** The snippets of controllers' ConfigMaps and of Ingresses, each read by itself: the template puts it between directives of its own. */
export function* snippetTrees(project: Project): Generator<NginxTree> {
  for (const controller of project.controllers)
    for (const { tree } of configMapSnippets(controller)) yield tree;
  for (const ingress of project.ingresses)
    for (const { tree } of annotationSnippets(ingress, project)) yield tree;
}

/** The snippets of a controller's ConfigMap. */
export function* configMapSnippets(controller: Controller): Generator<Snippet> {
  const { configMap, product } = controller;
  if (configMap === undefined) return;
  const data = asMapping((configMap.object as { data?: unknown }).data);
  for (const key of keys[product].configMap.split(" ")) {
    if (controller.setting(key)?.state === "explicit") yield* read(configMap, data, key);
  }
}

/** The snippets of an Ingress, without those that its controller is told to drop. */
export function* annotationSnippets(ingress: Ingress, project: Project): Generator<Snippet> {
  const { annotations } = ingress.manifest;
  const names = Object.keys(annotations).filter((it) => it.endsWith("-snippet") || it.endsWith("-snippets"));
  if (names.length === 0) return;
  const controller = project.controllerOf(ingress);
  const product = controller?.product ?? project.productOf(ingress);
  if (product === undefined || dropsSnippets(controller)) return;
  const own = controller?.container?.flags.get("annotations-prefix");
  const prefix = product === "ingress-nginx" && own !== undefined ? `${own}/` : annotationPrefixes[product];
  const wanted = new Set(keys[product].annotations.split(" ").map((it) => prefix + it));
  for (const name of names) {
    if (wanted.has(name) && ingress.annotation(name)?.state === "explicit")
      yield* read(ingress.manifest, annotations, name);
  }
}

/** What a controller is told to drop never reaches nginx. */
function dropsSnippets(controller: Controller | undefined): boolean {
  const allowed = controller?.setting("allow-snippet-annotations");
  return allowed?.state === "explicit" && /^(?:0|f|false)$/i.test(allowed.value);
}

function* read(manifest: Manifest, holder: object, key: string): Generator<Snippet> {
  if (manifest.isSensitive(holder, key) || manifest.isUnknown(holder, key)) return;
  yield { name: key, tree: parseNginx(manifest.text(holder, key)) };
}
