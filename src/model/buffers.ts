/**
 * nginx's load-time arithmetic for the buffers of proxied responses: `ngx_http_proxy_merge_loc_conf` and its twins for
 * fastcgi, uwsgi and scgi (src/http/modules/ngx_http_*_module.c; the same from 1.18 to 1.31). Pure: values in, verdict out.
 */

export const bufferFamilies = ["proxy", "fastcgi", "uwsgi", "scgi"] as const;
export type BufferFamily = (typeof bufferFamilies)[number];

/** The settings that take part. `X_buffers` is two of them, `number` and `size`. */
export const bufferSlots = ["bufferSize", "number", "size", "busy", "tempWrite", "maxTemp"] as const;
export type BufferSlot = (typeof bufferSlots)[number];

/** A value in force on one level: sizes in bytes; `unset`: nginx's default applies; `unknown`: it may be anything. */
export type BufferValue = number | "unset" | "unknown";
export type BufferValues = Readonly<Record<BufferSlot, BufferValue>>;

/** The directive that holds a slot: `proxy_buffers` for `number` and `size`. */
export function bufferDirective(family: BufferFamily, slot: BufferSlot): string {
  return directiveNames[family][slot];
}

const namesOf = (family: BufferFamily): Readonly<Record<BufferSlot, string>> => ({
  bufferSize: `${family}_buffer_size`,
  number: `${family}_buffers`,
  size: `${family}_buffers`,
  busy: `${family}_busy_buffers_size`,
  tempWrite: `${family}_temp_file_write_size`,
  maxTemp: `${family}_max_temp_file_size`,
});

/** Made once: levels are asked for them by the thousands. */
const directiveNames: Readonly<Record<BufferFamily, Readonly<Record<BufferSlot, string>>>> = {
  proxy: namesOf("proxy"),
  fastcgi: namesOf("fastcgi"),
  uwsgi: namesOf("uwsgi"),
  scgi: namesOf("scgi"),
};

/** The checks, in the order nginx makes them. */
export type BufferCheck = "number" | "busy-low" | "busy-high" | "temp-write" | "max-temp";

/** Slots whose values decide a check. */
export const slotsOfCheck: Readonly<Record<BufferCheck, readonly BufferSlot[]>> = {
  number: ["number"],
  "busy-low": ["busy", "bufferSize", "size"],
  "busy-high": ["busy", "bufferSize", "number", "size"],
  "temp-write": ["tempWrite", "bufferSize", "size"],
  "max-temp": ["maxTemp", "bufferSize", "size"],
};

/** nginx's default of `X_buffers`: eight of one memory page. */
export const DEFAULT_NUMBER = 8;

/**
 * The first check that fails whatever the unknown values are; undefined when some choice of them passes.
 * `pageSize` is nginx's default buffer size in bytes.
 */
export function judgeBuffers(values: BufferValues, pageSize: number): BufferCheck | undefined {
  const bufferSize = known(values.bufferSize, pageSize);
  const number = known(values.number, DEFAULT_NUMBER);
  const size = known(values.size, pageSize);
  // The largest single buffer; where one of the two is unknown, it is at least the other.
  const largest = Math.max(bufferSize ?? 0, size ?? 0);

  if (number !== undefined && number < 2) return "number";
  if (typeof values.busy === "number" && values.busy < largest) return "busy-low";
  if (number !== undefined) {
    if (size !== undefined) {
      const least = values.busy === "unset" ? 2 * largest : values.busy === "unknown" ? largest : values.busy;
      if (least > (number - 1) * size) return "busy-high";
    } else if (values.busy === "unset" && number === 2) {
      // Twice one buffer never fits into the one that is left, whatever its size.
      return "busy-high";
    }
  }
  if (typeof values.tempWrite === "number" && values.tempWrite < largest) return "temp-write";
  if (typeof values.maxTemp === "number" && values.maxTemp !== 0 && values.maxTemp < largest)
    return "max-temp";
  return undefined;
}

function known(value: BufferValue, fallback: number): number | undefined {
  return value === "unknown" ? undefined : value === "unset" ? fallback : value;
}

/** nginx's own reason for refusing, as it prints it after `[emerg]`. */
export function bufferReason(family: BufferFamily, check: BufferCheck): string {
  const largest = `the maximum of the value of "${family}_buffer_size" and one of the "${family}_buffers"`;
  switch (check) {
    case "number":
      return `there must be at least 2 "${family}_buffers"`;
    case "busy-low":
      return `"${family}_busy_buffers_size" must be equal to or greater than ${largest}`;
    case "busy-high":
      return `"${family}_busy_buffers_size" must be less than the size of all "${family}_buffers" minus one buffer`;
    case "temp-write":
      return `"${family}_temp_file_write_size" must be equal to or greater than ${largest}`;
    case "max-temp":
      return (
        `"${family}_max_temp_file_size" must be equal to zero to disable temporary files usage ` +
        `or must be equal to or greater than ${largest}`
      );
  }
}

/** Bytes as nginx's size directives write them: `128k`, `1m`, `5000`. */
export function formatSize(bytes: number): string {
  if (bytes >= 1024 ** 2 && bytes % 1024 ** 2 === 0) return `${bytes / 1024 ** 2}m`;
  return bytes >= 1024 && bytes % 1024 === 0 ? `${bytes / 1024}k` : String(bytes);
}

/** The failing comparison in numbers: `2 × max(16k, 4k) = 32k > (8 - 1) × 4k = 28k`. Unknown values are written `?`. */
export function bufferArithmetic(check: BufferCheck, values: BufferValues, pageSize: number): string {
  const bufferSize = known(values.bufferSize, pageSize);
  const number = known(values.number, DEFAULT_NUMBER);
  const size = known(values.size, pageSize);
  const largest = Math.max(bufferSize ?? 0, size ?? 0);
  const both = bufferSize !== undefined && size !== undefined && bufferSize !== size;
  const one = both ? `max(${formatSize(bufferSize)}, ${formatSize(size)})` : formatSize(largest);
  switch (check) {
    case "number":
      return `${number} < 2`;
    case "busy-low":
      return `${show(values.busy)} < ${one}`;
    case "temp-write":
      return `${show(values.tempWrite)} < ${one}`;
    case "max-temp":
      return `${show(values.maxTemp)} < ${one}`;
    case "busy-high": {
      const [count = 0, each = 0] = [number, size];
      const rest =
        size === undefined
          ? "one buffer"
          : `(${count} - 1) × ${formatSize(each)} = ${formatSize((count - 1) * each)}`;
      if (values.busy === "unset") {
        return size === undefined
          ? `2 × one buffer > ${rest}`
          : `2 × ${one} = ${formatSize(2 * largest)} > ${rest}`;
      }
      return `${values.busy === "unknown" ? one : show(values.busy)} > ${rest}`;
    }
  }
}

function show(value: BufferValue): string {
  return typeof value === "number" ? formatSize(value) : "?";
}

/** What the author of the values can change. A controller may derive one from the other. */
export interface BufferFreedom {
  /** Whether the size of one of `X_buffers` can be chosen on its own; ingress-nginx makes it `X_buffer_size`. */
  readonly size: boolean;
}

/**
 * The smallest change that makes the values consistent and leaves `bufferSize`, which somebody raised for a reason, alone:
 * a busy size that does not fit moves to the nearest that does; buffers that are too few or too small become just enough.
 * Gives only the slots that change; undefined where nothing known can be mended.
 */
export function mendBuffers(
  values: BufferValues,
  pageSize: number,
  freedom: BufferFreedom,
): Partial<Record<BufferSlot, number>> | undefined {
  const bufferSize = known(values.bufferSize, pageSize);
  let number = known(values.number, DEFAULT_NUMBER);
  let size = known(values.size, pageSize);
  if (bufferSize === undefined || number === undefined || size === undefined) return undefined;
  if (values.busy === "unknown") return undefined;
  const changes: Partial<Record<BufferSlot, number>> = {};

  const needed = () => (values.busy === "unset" ? 2 : 1) * Math.max(bufferSize, size!);
  if (number < 2 || needed() > (number - 1) * size) {
    number = Math.max(number, values.busy === "unset" ? 3 : 2);
    if (freedom.size) while (needed() > (number - 1) * size) size *= 2;
    else if (needed() > (number - 1) * size) number = Math.ceil(needed() / size) + 1;
    if (number !== known(values.number, DEFAULT_NUMBER) || size !== known(values.size, pageSize)) {
      changes.number = number;
      changes.size = size;
    }
  }
  const largest = Math.max(bufferSize, size);
  const most = (number - 1) * size;
  if (typeof values.busy === "number") {
    if (values.busy < largest) changes.busy = Math.min(2 * largest, most);
    else if (values.busy > most) changes.busy = most;
  }
  if (typeof values.tempWrite === "number" && values.tempWrite < largest) changes.tempWrite = 2 * largest;
  if (typeof values.maxTemp === "number" && values.maxTemp !== 0 && values.maxTemp < largest)
    changes.maxTemp = largest;
  return Object.keys(changes).length === 0 ? undefined : changes;
}
