/** Fewer letters begin too many words. */
const SHORTEST_BEGINNING = 3;

/**
 * The candidate a mistyped word most probably meant, or undefined when none is near: the fewest single-character
 * edits (insert, delete, replace, swap of neighbours), at most a third of the word's length and at least one. A word that
 * only breaks off (`warn`) is one edit away. Case does not count. Among equals the first candidate wins.
 */
export function findNearest(word: string, candidates: Iterable<string>): string | undefined {
  const typed = word.toLowerCase();
  // A word of that length was not mistyped; comparing it would cost time and tell nothing.
  if (typed.length > 200) return undefined;
  let best: string | undefined;
  let bestDistance = Math.max(1, Math.floor(typed.length / 3)) + 1;
  for (const candidate of candidates) {
    const distance = distanceBetween(typed, candidate.toLowerCase(), bestDistance);
    if (distance >= bestDistance) continue;
    best = candidate;
    bestDistance = distance;
  }
  return best;
}

/** `; did you mean 'lint'?`, or nothing when no candidate is near: the tail of an error message. */
export function didYouMean(word: string, candidates: Iterable<string>): string {
  const nearest = findNearest(word, candidates);
  return nearest === undefined ? "" : `; did you mean '${nearest}'?`;
}

function distanceBetween(typed: string, candidate: string, limit: number): number {
  if (typed.length >= SHORTEST_BEGINNING && typed !== candidate && candidate.startsWith(typed)) return 1;
  return Math.abs(candidate.length - typed.length) >= limit ? limit : editDistance(typed, candidate);
}

function editDistance(from: string, to: string): number {
  let beforeLast: number[] = [];
  let last = Array.from({ length: to.length + 1 }, (_, column) => column);
  for (let row = 1; row <= from.length; row++) {
    const current = [row];
    for (let column = 1; column <= to.length; column++) {
      const same = from[row - 1] === to[column - 1];
      let cost = Math.min(last[column]! + 1, current[column - 1]! + 1, last[column - 1]! + (same ? 0 : 1));
      const swapped =
        row > 1 && column > 1 && from[row - 1] === to[column - 2] && from[row - 2] === to[column - 1];
      if (swapped) cost = Math.min(cost, beforeLast[column - 2]! + 1);
      current.push(cost);
    }
    beforeLast = last;
    last = current;
  }
  return last[to.length]!;
}
