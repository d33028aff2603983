export const pages = import.meta.glob("../../apps/*/pages/*.tsx");
