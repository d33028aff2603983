export const texts = import.meta.glob<typeof import("*.po")>("./texts/*.po");
