import { defineRule } from "../../../src/engine/rule.ts";
import { pinnedImageOf } from "../../../src/model/charts/pinned-image.ts";

export default defineRule({
  id: "chart-digest-pins-image",
  subject: "controller",
  severity: "warning",
  preset: "recommended",
  summary:
    "The chart of ingress-nginx is given another image tag, but its own digest still decides what runs.",
  why: "The update, perhaps a security fix, is not rolled out though the values say so; a mirror without that digest cannot pull at all.",
  references: [
    "https://github.com/kubernetes/ingress-nginx/blob/main/charts/ingress-nginx/README.md",
    "https://github.com/kubernetes/ingress-nginx/blob/helm-chart-4.12.1/charts/ingress-nginx/values.yaml",
    "https://kubernetes.io/docs/concepts/containers/images/#image-names",
  ],
  lessons: [4, 47],

  *check(controller) {
    const { container } = controller;
    const pin = container === undefined ? undefined : pinnedImageOf(container.spec);
    if (container === undefined || pin === undefined) return;
    const { tag, shippedTag, digestPath, chartVersion } = pin;
    const chart = chartVersion === undefined ? "the chart" : `chart ${chartVersion}`;
    yield {
      at: container.locate(container.spec, "image"),
      message: `Tag '${tag}' changes nothing: the digest in the values of ${chart}${shippedTag === undefined ? "" : ` is that of ${shippedTag}, and it`} decides which image runs.`,
      help: `Set '${digestPath}' to the digest of ${tag}, or to "" so that the tag counts, or install the chart that ships ${tag}.`,
    };
  },
});
