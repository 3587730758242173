import { type ChartMarks, everydayKeys, f5NicMarks, ingressNginxMarks } from "../../knowledge/chart-marks.ts";
import type { ChartName } from "../../knowledge/controller-charts.ts";
import { isConfigMapKey, productOfImage, productOfKeys } from "../../knowledge/controllers.ts";
import { asMapping, asText, isMapping, type Mapping } from "../shape.ts";

/** What it takes: one mark that is nobody else's, or two that few others have. */
const enough = 2;

/**
 * Which controller's chart values are meant for, by the values themselves and the names around them (folders, file, key, release). Undefined
 * when they are another chart's or may be. A bare `controller:` proves nothing: many charts have one.
 */
export function recogniseValues(values: Mapping, names: string): ChartName | undefined {
  const controller = values.controller;
  if (!isMapping(controller) || isAnothers(controller)) return undefined;
  const community = marksOf(controller, ingressNginxMarks) + communityMarks(controller, names);
  const f5 = marksOf(controller, f5NicMarks) + f5Marks(controller, names);
  if (Math.max(community, f5) < enough || community === f5) return undefined;
  return community > f5 ? "ingress-nginx" : "nginx-ingress";
}

/** Values that run something else, or register another controller's class. */
function isAnothers(controller: Mapping): boolean {
  const image = asMapping(controller.image);
  const names = [image.repository, image.image, image.name].filter((it) => typeof it === "string");
  const classes = asMapping(controller.ingressClassResource);
  return (
    (names.length > 0 && !names.some((it) => /nginx/i.test(it)) && names.some((it) => it !== "")) ||
    "controllerClass" in classes ||
    /haproxy/i.test(`${asText(controller.ingressClass)} ${asText(classes.name)}`)
  );
}

function marksOf(controller: Mapping, marks: ChartMarks): number {
  let found = 0;
  for (const key of Object.keys(controller))
    found += marks.own.has(key) ? enough : marks.shared.has(key) ? 1 : 0;
  return found;
}

function communityMarks(controller: Mapping, names: string): number {
  let found = 0;
  const image = asMapping(controller.image);
  const repository = asText(image.repository) ?? asText(image.image) ?? "";
  if (productOfImage(repository) === "ingress-nginx") found += enough;
  if (asText(asMapping(controller.ingressClassResource).controllerValue) !== undefined) found += enough;
  const keys = Object.keys(asMapping(controller.config));
  if (productOfKeys(keys) === "ingress-nginx") found += enough;
  else if (keys.length > 0 && keys.every((it) => isConfigMapKey("ingress-nginx", it))) found += 1;
  return (
    found +
    (isEveryday(controller) ? (/ingress[-_]?nginx/i.test(names) ? enough : /nginx/i.test(names) ? 1 : 0) : 0)
  );
}

function f5Marks(controller: Mapping, names: string): number {
  let found = 0;
  if (productOfImage(asText(asMapping(controller.image).repository) ?? "") === "f5-nic") found += enough;
  if (isMapping(asMapping(controller.config).entries)) found += enough;
  if ("setAsDefaultIngress" in asMapping(controller.ingressClass)) found += enough;
  return found + (/nginx[-_]?(?:plus|inc|ic)\b|\bf5\b/i.test(names) && isEveryday(controller) ? 1 : 0);
}

function isEveryday(controller: Mapping): boolean {
  const keys = Object.keys(controller);
  const known = keys.filter(
    (it) =>
      everydayKeys.has(it) ||
      [ingressNginxMarks, f5NicMarks].some((marks) => marks.own.has(it) || marks.shared.has(it)),
  );
  return known.length * 2 > keys.length;
}
