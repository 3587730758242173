/**
 * Shortest time between two runs of a CronJob's schedule, in minutes; undefined where it is longer than an hour or the text is no schedule. Five fields
 * or `@every` and its like, as robfig/cron reads them (the parser of Kubernetes' CronJob controller). A `TZ=` before the fields does not matter here.
 */
export function cronIntervalMinutes(schedule: string): number | undefined {
  const text = schedule.trim().replace(/^(?:CRON_)?TZ=\S+\s+/, "");
  const every = /^@every\s+(?:(\d+)h)?(?:(\d+)m)?(?:(\d+)s)?$/.exec(text);
  if (every !== null) {
    const [, hours = "0", minutes = "0", seconds = "0"] = every;
    const total = Number(hours) * 60 + Number(minutes) + Number(seconds) / 60;
    return total > 0 && total <= 60 ? total : undefined;
  }
  const [minute, ...rest] = text.split(/\s+/);
  if (minute === undefined || rest.length !== 4) return undefined;
  const runs = minutesOf(minute);
  if (runs === undefined || runs.length < 2) return undefined;
  return Math.min(...runs.map((it, at) => (at === 0 ? it + 60 - runs.at(-1)! : it - runs[at - 1]!)));
}

/** Minutes of the hour that a field names, in order. */
function minutesOf(field: string): readonly number[] | undefined {
  const found = new Set<number>();
  for (const part of field.split(",")) {
    const match = /^(?:\*|\?|(\d+)(?:-(\d+))?)(?:\/(\d+))?$/.exec(part);
    if (match === null) return undefined;
    const [, from, to, step] = match;
    const first = Number(from ?? 0);
    const last = to !== undefined ? Number(to) : from === undefined || step !== undefined ? 59 : first;
    const width = Number(step ?? 1);
    if (width === 0 || first > 59 || last > 59) return undefined;
    for (let it = first; it <= last; it += width) found.add(it);
  }
  return [...found].sort((a, b) => a - b);
}
