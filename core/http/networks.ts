import { BlockList, isIP, isIPv6 } from "node:net";

export type Networks = { readonly has: (address: string) => boolean };

export const networks = (list: readonly string[]): Networks => {
  const known = new BlockList();
  for (const item of list) {
    const [address = "", prefix] = item.split("/");
    const family = isIPv6(address) ? "ipv6" : "ipv4";
    known.addSubnet(
      address,
      prefix === undefined ? (family === "ipv6" ? 128 : 32) : Number(prefix),
      family,
    );
  }
  return {
    has: (address) =>
      isIP(address) !== 0 && known.check(address, isIPv6(address) ? "ipv6" : "ipv4"),
  };
};

const loopback = networks(["127.0.0.0/8", "::1"]);

export const isLoopback = (address: string): boolean => loopback.has(address);

/** A socket that listens on both families shows IPv4 peers as ::ffff:1.2.3.4. */
export const plainAddress = (address: string): string =>
  address.toLowerCase().startsWith("::ffff:") && isIP(address.slice(7)) === 4
    ? address.slice(7)
    : address;
