import type { ControllerProduct } from "./controllers.ts";
import type { SettingKind } from "./settings.ts";

/** Of ingress-nginx: ReadConfig (internal/ingress/controller/template/configmap.go), the annotation parsers, pkg/flags. */
const ingressNginx: Readonly<Record<SettingKind, Readonly<Record<string, string>>>> = {
  configmap: {
    "keep-default-warn": "keeps the default of this key and logs one warning; the other keys still apply",
    "raw-to-nginx":
      "prints it unchecked into nginx.conf; nginx refuses the file, the old configuration stays and every later reload is blocked",
    "drop-item-warn": "leaves out the items it cannot read, with a log line each, and keeps the others",
    "fallback-warn": "drops it for the default, or for nothing, with a line in the log",
    "omitted-if-malformed": "prints nothing and logs nothing; the default that nginx itself has applies",
    "raw-to-lua": "hands it unchecked to its Lua or Go code, which finds out while serving requests",
    "controller-only": "uses it itself without checking it; nginx.conf does not show it",
    "becomes-strictest-silently": "takes an unknown word as the strictest choice and logs nothing",
    "no-effect": "reads it and does nothing with it",
  },
  annotation: {
    "reject-ingress":
      "treats the whole Ingress as invalid: the admission webhook denies it, and without the webhook the controller skips it",
    "deny-location-503": "creates the location and answers 503 from it",
    "group-dropped": "drops this annotation and all of its group, without a word",
    "fallback-default": "uses the default instead, with a log line at most",
    "not-validated": "does not check it",
  },
  flag: {
    "process-exits": "exits with a parse error at start, so the pod never becomes ready",
    "not-validated": "does not check it when it parses its command line",
  },
};

/** Of F5's controller: internal/configs/configmaps.go, internal/k8s/validation.go, cmd/nginx-ingress/flags.go. */
const f5Nic: Readonly<Record<SettingKind, Readonly<Record<string, string>>>> = {
  configmap: {
    "keep-default-event": "keeps the default of this key and records a warning event on the ConfigMap",
    "group-dropped": "drops this key and all of its group, with an error in the log",
    "raw-to-nginx": "prints it unchecked into nginx.conf; nginx refuses the file and the reload fails",
    "controller-only": "uses it itself without checking it; nginx.conf does not show it",
    "process-exits": "refuses to start",
  },
  annotation: {
    "reject-ingress": "rejects the whole Ingress with an event and does not serve it",
    "raw-to-nginx": "prints it unchecked into nginx.conf; nginx refuses the file and the reload fails",
  },
  flag: {
    "process-exits": "exits at start, so the pod never becomes ready",
    "default-warn": "uses the default instead, with a warning in the log",
    "not-validated": "does not check it when it parses its command line",
  },
};

/**
 * What a product does with a bad value of a class (`SettingFact.invalid`), as the rest of a sentence that begins with the
 * product's name: "ingress-nginx keeps the default …". Empty text for an unknown class.
 */
export function invalidClass(product: ControllerProduct, kind: SettingKind, id: string): string {
  return (product === "ingress-nginx" ? ingressNginx : f5Nic)[kind][id] ?? "";
}

/** The ids of a kind's classes. */
export function invalidClasses(product: ControllerProduct, kind: SettingKind): readonly string[] {
  return Object.keys((product === "ingress-nginx" ? ingressNginx : f5Nic)[kind]);
}
