import type { Finding } from "../../../src/engine/finding.ts";
import { urlRefusal } from "../../../src/knowledge/go-url.ts";
import type { Controller } from "../../../src/model/controller.ts";
import { isPlaceholder } from "../../../src/model/ingress-settings.ts";
import { quote } from "../../../src/text/quote.ts";

/** Global authentication that the ConfigMap asks for and does not get (template/configmap.go and template.go, all releases since 1.0). */
export function* globalAuth(controller: Controller): Iterable<Finding> {
  const url = controller.setting("global-auth-url");
  const refusal =
    url === undefined || url.state === "unknown" || url.value === "" || isPlaceholder(url.value)
      ? undefined
      : urlRefusal(url.value);
  if (refusal !== undefined && url?.state === "explicit") {
    yield {
      at: url.origin,
      message: `'global-auth-url' is ${quote(url.value)}, which ${controller.label} does not take for a URL, because ${refusal}; it logs a warning and asks nobody.`,
      help: "Write a whole URL on one line, such as 'https://auth.example.com/validate'.",
      key: "global-auth-url",
    };
  }

  const exempt = controller.setting("no-auth-locations");
  if (exempt?.state !== "explicit") return;
  // Prefixes of the location's path, blanks around them trimmed; they also free from basic authentication.
  if (!exempt.value.split(",").some((it) => it.replace(/^ +| +$/g, "") === "/")) return;
  yield {
    at: exempt.origin,
    message: `'no-auth-locations' is ${quote(exempt.value)}; '/' is a prefix of every path, so ${controller.label} asks nowhere for authentication, not even where an Ingress wants it.`,
    help: "List only the paths that need no authentication; '/.well-known/acme-challenge' is the default.",
    key: "no-auth-locations",
  };
}
