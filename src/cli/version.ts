declare const __VERSION__: string | undefined;

/** The version of the package; the build writes it in. Sources that run unbuilt have none. */
export const version = typeof __VERSION__ === "string" ? __VERSION__ : "0.0.0";
