import { type AddressInfo, connect, createServer, type Socket } from "node:net";
import { afterAll } from "vitest";

export type Line = { readonly url: string; readonly cut: () => void; readonly mend: () => void };

/** A way to the server that can be cut under the browser: connections break, and new ones are refused until it is mended. */
export const cuttableLine = async (serverUrl: string): Promise<Line> => {
  const { port } = new URL(serverUrl);
  const ends = new Set<Socket>();
  let isCut = false;
  const line = createServer((near) => {
    if (isCut) return void near.resetAndDestroy();
    const far = connect(Number(port), "127.0.0.1");
    for (const [end, other] of [
      [near, far],
      [far, near],
    ] as const) {
      ends.add(end);
      end.on("error", () => undefined);
      end.on("close", () => {
        ends.delete(end);
        other.destroy();
      });
      end.pipe(other);
    }
  });
  await new Promise<void>((resolve) => line.listen(0, "127.0.0.1", resolve));
  afterAll(() => {
    for (const end of ends) end.destroy();
    line.close();
  });
  return {
    url: `http://127.0.0.1:${(line.address() as AddressInfo).port}`,
    cut: () => {
      isCut = true;
      for (const end of ends) end.resetAndDestroy();
    },
    mend: () => {
      isCut = false;
    },
  };
};
