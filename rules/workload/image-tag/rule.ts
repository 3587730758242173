import { defineRule } from "../../../src/engine/rule.ts";
import type { ImageReference } from "../../../src/model/image.ts";
import { setsImage } from "../../../src/model/kustomize-images.ts";
import { hasInOtherVersion } from "../../../src/model/other-versions.ts";
import { judgedContainers } from "../../../src/model/traffic.ts";
import { quote } from "../../../src/text/quote.ts";

/** nginx by the last part of its name, whatever registry it comes from: `nginx`, `library/nginx`, `mirror/nginx-unprivileged`. */
const nginxImage = /^(?:nginx|nginx-unprivileged|openresty|freenginx)$/;

/** Tags that documentation leaves to the reader. */
const placeholder = /^(?:(?:image[-_])?(?:tag|version)|placeholder|replace[-_]?me|change[-_]?me)$/i;

export default defineRule({
  id: "image-tag",
  subject: "workload",
  severity: "warning",
  preset: "recommended",
  summary: "An ingress controller or nginx runs from an image whose version is not fixed.",
  why: "The next pod that starts may run another release: two versions side by side, and an upgrade that nobody decided, at the worst time.",
  references: [
    "https://kubernetes.io/docs/concepts/containers/images/#image-names",
    "https://kubernetes.io/docs/concepts/configuration/overview/",
  ],
  lessons: [4],

  *check(workload, { project }) {
    const moving = workload.containers.filter(
      ({ role, image }) => (role === "main" || role === "sidecar") && image !== undefined && isMoving(image),
    );
    if (moving.length === 0) return;
    const own = project.controllers.find((it) => it.workload === workload)?.container;
    const served = new Set(judgedContainers(workload, "all").map((it) => it.container));
    for (const container of moving) {
      const image = container.image!;
      if (container !== own && !(nginxImage.test(image.name) && served.has(container))) continue;
      if (setsImage(project, image.repository)) continue;
      if (hasInOtherVersion(container, (it) => it.image !== undefined && !isMoving(it.image))) continue;
      yield {
        at: container.locate(container.spec, "image"),
        message: `The image ${quote(image.text)} of ${container.label} ${reasonOf(image)}.`,
        help: "Name a whole release as tag ('x.y.z'), or add the digest ('@sha256:…').",
        key: container.name,
      };
    }
  },
});

/** Whether a new pull may bring another release. Placeholders that something fills in later are not judged. */
function isMoving({ text, tag, digest }: ImageReference): boolean {
  if (digest !== undefined || text === "" || /[${}<>]/.test(text) || placeholder.test(tag ?? ""))
    return false;
  // A commit, a build number or a date is as fixed as a version.
  return tag === undefined || !/\d+[.-]\d+|[0-9a-f]{7,}|\d{4,}/.test(tag);
}

function reasonOf({ tag }: ImageReference): string {
  if (tag === undefined) return "has no tag, which means 'latest'";
  return /^v?\d+$/.test(tag)
    ? `has the tag ${quote(tag)}, which moves with each minor release`
    : `has the tag ${quote(tag)}, which names no release`;
}
