/** The day up to which advisories, releases and support dates were collected. What was published later is not known here. */
export const dataUntil = "2026-11-20";
