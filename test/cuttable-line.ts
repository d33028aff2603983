import { type AddressInfo, connect, createServer, type Socket } from "node:net";

export type Line = {
  readonly url: string;
  readonly cut: () => void;
  readonly mend: () => void;
  readonly close: () => void;
};

/** A way to the server that can be cut under its client: connections break, and new ones are refused until it is mended. */
export const cuttableLine = async (serverUrl: string): Promise<Line> => {
  const { port } = new URL(serverUrl);
  const ends = new Set<Socket>();
  let isCut = false;
  const breakAll = (): void => ends.forEach((end) => end.resetAndDestroy());
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
  return {
    url: `http://127.0.0.1:${(line.address() as AddressInfo).port}`,
    cut: () => {
      isCut = true;
      breakAll();
    },
    mend: () => {
      isCut = false;
    },
    close: () => {
      line.close();
      breakAll();
    },
  };
};
