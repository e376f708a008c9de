/** Work done one after the other, with a bar on the terminal. */

/** A bar on a terminal that grows with each piece of work; says nothing where nobody watches. */
export function progress(
  all: number,
  stream: NodeJS.WriteStream = process.stderr,
): { done: (what: string) => void; end: () => void } {
  const WIDTH = 30;
  let count = 0;
  const clear = '\r\u001b[2K';
  return {
    done: (what) => {
      count += 1;
      if (!stream.isTTY) return;
      const filled = Math.round((WIDTH * count) / Math.max(1, all));
      stream.write(`${clear}[${'#'.repeat(filled)}${' '.repeat(WIDTH - filled)}] ${count}/${all} ${what}`);
    },
    end: () => {
      if (stream.isTTY) stream.write(clear);
    },
  };
}

/** Does `work` for one after the other, with a bar; in the order of the items, what it returns. */
export async function inTurn<T, R>(
  items: readonly T[],
  named: (item: T) => string,
  work: (item: T) => Promise<R>,
): Promise<R[]> {
  const bar = progress(items.length);
  const results: R[] = [];
  for (const item of items) {
    results.push(await work(item));
    bar.done(named(item));
  }
  bar.end();
  return results;
}
