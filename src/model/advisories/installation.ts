import { nginxVersionOf, productNames } from "../../knowledge/controllers.ts";
import { type NginxImage, nginxImageOf } from "../../knowledge/nginx-builds.ts";
import { everyRelease } from "../../knowledge/settings.ts";
import type { Origin } from "../../text/origin.ts";
import type { Controller } from "../controller.ts";
import type { ImageReference } from "../image.ts";
import type { NginxConfig } from "../nginx-config.ts";
import type { Project } from "../project.ts";
import { ControllerSurroundings } from "./controller-surroundings.ts";
import { NginxSurroundings } from "./nginx-surroundings.ts";
import type { Surroundings } from "./surroundings.ts";

/** One nginx or controller whose release is known, and what it is told. */
export interface Installation {
  readonly product: "ingress-nginx" | "f5-nic" | NginxImage;
  /** `ingress-nginx v1.9.4`, `nginx 1.21.6`. */
  readonly label: string;
  /** The product's own release; OpenResty's has four numbers. */
  readonly release: string;
  /** Of the nginx inside; undefined where that is not known (NGINX Plus). */
  readonly nginxVersion: string | undefined;
  /** Where the release is said; undefined where the user vouches for it. */
  readonly at: Origin | undefined;
  readonly surroundings: Surroundings;
}

/** Tags of the projects' own builds; what vendors add (`-hardened1`, `-rancher1`, `-debian-12-r3`) says that they build and patch themselves. */
const ownTags: Readonly<Record<Controller["product"], RegExp>> = {
  "ingress-nginx": /^v?\d+\.\d+(\.\d+)?(-(alpha|beta|rc)\.?\d*)?(-chroot)?$/,
  "f5-nic": /^v?\d+\.\d+(\.\d+)?(-(alpine|ubi\d*|debian))?(-fips|-nap\w*|-dos|-agent)*$/,
};

/** Registries whose images of the controllers are builds of their own under the same release. */
const vendors =
  /(^|\/)(rancher|bitnami|bitnamilegacy|chainguard|deckhouse|forkline|flant)\/|(^|\/)(cgr\.dev|dhi\.io)\//;

/** Whether an image of a controller is its project's own build, as far as name and tag say; a tag without a release (`latest`) says nothing against it. */
export function isOwnBuild(product: Controller["product"], image: ImageReference): boolean {
  if (vendors.test(image.repository)) return false;
  const { tag } = image;
  return tag === undefined || !/\d\.\d/.test(tag) || ownTags[product].test(tag);
}

/** A controller of a known release; undefined where the release is not known, and for builds of vendors. */
export function controllerInstallation(controller: Controller, project: Project): Installation | undefined {
  const { container, product } = controller;
  const image = container?.image;
  if (image !== undefined && !isOwnBuild(product, image)) return undefined;
  const release = releaseOf(controller);
  if (release === undefined) return undefined;
  const isPlus =
    image?.name === "nginx-plus-ingress" || /^(true|t|1)$/i.test(container?.flags.get("nginx-plus") ?? "");
  return {
    product,
    label: `${productNames[product]} v${release}`,
    release,
    nginxVersion: isPlus ? undefined : nginxVersionOf(product, release),
    at: controller.versionOrigin,
    surroundings: new ControllerSurroundings(controller, project, release),
  };
}

/** The version with its pre-release. A tag of two numbers moves with its line: the line's newest release is meant. */
function releaseOf({ container, product, version }: Controller): string | undefined {
  const image = container?.image;
  if (version === undefined || version !== image?.version) return version;
  const exact = /\d+\.\d+\.\d+-(?:alpha|beta)\.\d+/.exec(image.tag ?? "")?.[0];
  if (exact !== undefined && everyRelease(product).includes(exact)) return exact;
  if (!image.isFloating) return version;
  const line = version.slice(0, version.lastIndexOf(".") + 1);
  return everyRelease(product)
    .filter((it) => it.startsWith(line))
    .at(-1);
}

/**
 * The nginx in an image of nginx's or OpenResty's, for comparing with ranges: the last release of a line stands for a tag that moves with the line. Undefined for
 * other images and tags without a release.
 */
export function nginxVersionOfImage(image: ImageReference): string | undefined {
  if (image.version === undefined || nginxImageOf(image.repository) === undefined) return undefined;
  return image.isFloating ? image.version.replace(/\d+$/, "9999") : image.version;
}

/** What runs plain nginx or OpenResty: containers with their configurations in scope, and configurations whose nginx version the user states. */
export function nginxInstallations(project: Project): readonly Installation[] {
  const found: Installation[] = [];
  for (const workload of project.workloads) {
    for (const container of workload.containers) {
      // A look at the text spares most containers the taking apart.
      if (!/nginx|openresty/.test(String(container.spec.image))) continue;
      const { image } = container;
      const product = image === undefined ? undefined : nginxImageOf(image.repository);
      if (image?.version === undefined || product === undefined) continue;
      const configs = container.nginxConfigs;
      if (configs.length === 0) continue;
      const release =
        product === "openresty"
          ? (/^\d+(\.\d+){3}/.exec(image.tag ?? "")?.[0] ?? image.version)
          : image.version;
      found.push({
        product,
        label: `${product === "nginx" ? "nginx" : "OpenResty"} ${image.isFloating ? image.version.replace(/\.\d+$/, "") : release} of ${container.label}`,
        release,
        nginxVersion: nginxVersionOfImage(image),
        at: container.locate(container.spec, "image"),
        surroundings: new NginxSurroundings(configs),
      });
    }
  }
  const stated = project.assume.nginxVersion;
  if (stated === undefined) return found;
  for (const config of project.nginxConfigs) {
    if (config.containers.length === 0 && config.controller === undefined) found.push(ofFile(config, stated));
  }
  return found;
}

function ofFile(config: NginxConfig, version: string): Installation {
  return {
    product: "nginx",
    label: `nginx ${version} (assumed)`,
    release: version,
    nginxVersion: version,
    at: undefined,
    surroundings: new NginxSurroundings([config]),
  };
}
