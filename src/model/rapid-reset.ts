import { everyAdvisory, isInRange } from "../knowledge/advisories.ts";
import { nginxImageOf } from "../knowledge/nginx-builds.ts";
import { controllerInstallation, nginxVersionOfImage } from "./advisories/installation.ts";
import { verdictOn } from "./advisories/verdict.ts";
import type { Controller } from "./controller.ts";
import type { NginxConfig } from "./nginx-config.ts";
import type { Project } from "./project.ts";

function rapidReset() {
  return everyAdvisory().find((it) => it.id === "CVE-2023-44487")!;
}

/**
 * The nginx that runs a configuration, where it is one without the defence against HTTP/2 Rapid Reset (before 1.25.3); undefined otherwise, where it is not known, and for OpenResty, which
 * patches by itself.
 */
export function defencelessNginx(config: NginxConfig, project: Project): string | undefined {
  const image = config.containers[0]?.image;
  if (config.containers.length > 0 && (image === undefined || nginxImageOf(image.repository) !== "nginx"))
    return undefined;
  const version = image === undefined ? project.assume.nginxVersion : nginxVersionOfImage(image);
  if (version === undefined || !isInRange(version, rapidReset().affected)) return undefined;
  return image?.isFloating === true ? version.replace(/\.\d+$/, "") : version;
}

/** Whether a controller's nginx is one of those, its build's patches looked at, with HTTP/2 on. */
export function isDefenceless(controller: Controller, project: Project): boolean {
  const installation = controllerInstallation(controller, project);
  return installation !== undefined && verdictOn(installation, rapidReset()).status === "reachable";
}
