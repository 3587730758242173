import { environmentOf } from "../../../src/model/environment.ts";
import { placeOf } from "../../../src/model/log-file.ts";
import { saysLog } from "../../../src/model/log-words.ts";
import { asMapping, isMapping } from "../../../src/model/shape.ts";
import type { Container } from "../../../src/model/workload.ts";
import type { Origin } from "../../../src/text/origin.ts";
import { quote } from "../../../src/text/quote.ts";

/** What a container writes to its node's disk, for a message, and the place that says so. */
export interface Writing {
  readonly what: string;
  readonly origin: Origin | undefined;
}

const nginxImage = /(?:^|[/-])(?:nginx|nginx-unprivileged|openresty)$/;
/** Paths that hold what comes and goes with the requests. */
const temporary = /(?:^|[/_-])(?:te?mp|cache|spool|uploads?|scratch)(?:[/_-]|$)/i;
/** Flags and variables that name a log file. */
const logFile =
  /^(?:-{0,2}(?:access-?|error-?)?log[-_.]?(?:file|path|dir)|LOG_?FILE|LOG_PATH|LOG_DIR|LOGGING_FILE_(?:NAME|PATH))$/i;

/** What a container surely writes besides stdout: a volume of the node's disk without a limit of its own, a log file, nginx's temporary files. */
export function writingOf(container: Container, isController: boolean): Writing | undefined {
  return volumeWriting(container) ?? fileWriting(container) ?? nginxWriting(container, isController);
}

function volumeWriting(container: Container): Writing | undefined {
  for (const { mount, path, volume } of container.mounts) {
    const emptyDir: unknown = asMapping(volume).emptyDir;
    if (mount.readOnly === true || volume === undefined || !Object.hasOwn(volume, "emptyDir")) continue;
    const source = isMapping(emptyDir) ? emptyDir : {};
    if (source.medium === "Memory" || source.sizeLimit !== undefined) continue;
    if (container.workload.manifest.isUnknown(volume, "emptyDir")) continue;
    const isLog = saysLog(path) || saysLog(volume.name);
    if (!isLog && !temporary.test(path) && !temporary.test(volume.name)) continue;
    return {
      what: `writes ${isLog ? "logs" : "temporary files"} to ${quote(path)}`,
      origin: container.locate(mount),
    };
  }
  return undefined;
}

function fileWriting(container: Container): Writing | undefined {
  const isFile = (path: string) =>
    path.startsWith("/") && !/^\/(?:dev|proc)\//.test(path) && placeOf(container, path).volume === undefined;
  for (const [name, value] of container.flags)
    if (logFile.test(name) && isFile(value)) return { what: `logs to ${quote(value)}`, origin: undefined };
  const variable = environmentOf(container).find((it) => logFile.test(it.name) && isFile(it.value));
  return variable && { what: `logs to ${quote(variable.value)}`, origin: variable.origin };
}

/** nginx writes request bodies and responses to disk that do not fit its buffers. */
function nginxWriting(container: Container, isController: boolean): Writing | undefined {
  const { image } = container;
  if (!isController && !(image !== undefined && nginxImage.test(image.repository))) return undefined;
  if (asMapping(container.spec.securityContext).readOnlyRootFilesystem === true) return undefined;
  return { what: "buffers large requests and responses in temporary files", origin: undefined };
}
