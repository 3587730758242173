/** A tag in a chart's values that the digest of the chart's own values overrules. */
export interface PinnedImage {
  /** As written. */
  readonly tag: string;
  /** The tag that the digest belongs to; undefined where it is not known which version of the chart is installed. */
  readonly shippedTag: string | undefined;
  /** The value that has to be set or cleared too: `controller.image.digest`. */
  readonly digestPath: string;
  /** Version of the chart, where known. */
  readonly chartVersion: string | undefined;
}

const pins = new WeakMap<object, PinnedImage>();

/** Records that the tag given for the image of a rendered container changes nothing. `container` is its object in the manifest. */
export function recordPinnedImage(container: object, pin: PinnedImage): void {
  pins.set(container, pin);
}

/** What is recorded of a container's object; undefined where its tag decides. */
export function pinnedImageOf(container: object): PinnedImage | undefined {
  return pins.get(container);
}
