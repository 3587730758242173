/** Milliseconds on a clock that only goes forward, from some start. Unlike the global `performance`, it loads nothing of Node.js. */
export function milliseconds(): number {
  const [seconds, nanoseconds] = process.hrtime();
  return seconds * 1e3 + nanoseconds / 1e6;
}
